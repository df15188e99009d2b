/* SPDX-License-Identifier: BSD-2-Clause */
/* How what is to be verified is known in the store. */

#include "engine/task.h"

#include <string.h>

#include "base/mem.h"

static const char *
task_prefix(enum engine_task task)
{
	switch (task) {
	case ENGINE_STATUS:
		return "";
	case ENGINE_PEERS:
		return "peers ";
	case ENGINE_CAA:
		return "caa ";
	case ENGINE_TASKS:
		break;
	}
	return "";
}

char *
task_key(enum engine_task task, const char *domain)
{
	return mem_printf("%s%s", task_prefix(task), domain);
}

const char *
task_domain(enum engine_task task, const char *key)
{
	return key + strlen(task_prefix(task));
}
