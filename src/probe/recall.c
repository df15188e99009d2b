/* SPDX-License-Identifier: BSD-2-Clause */
/* Results of probes, remembered for a while. */

#include "probe/recall.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "base/mem.h"
#include "probe/result.h"
#include "probe/table.h"

struct remembered {
	struct table_entry entry; /* first */
	char *key;
	struct probe_result *result;
	int64_t until_ms;
	TAILQ_ENTRY(remembered) use;
};

TAILQ_HEAD(remembered_list, remembered);

struct recall {
	struct table table;
	struct remembered_list uses; /* the last used is the last */
	size_t most;
};

struct recall *
recall_new(size_t most)
{
	struct recall *m = mem_zalloc(sizeof(*m));

	m->most = most;
	TAILQ_INIT(&m->uses);
	table_init(&m->table);
	return m;
}

static void
recall_drop(struct recall *m, struct remembered *r)
{
	TAILQ_REMOVE(&m->uses, r, use);
	table_remove(&m->table, &r->entry);
	probe_result_free(&r->result);
	free(r->key);
	free(r);
}

void
recall_free(struct recall **mp)
{
	struct recall *m = *mp;

	*mp = NULL;
	if (m == NULL)
		return;
	while (!TAILQ_EMPTY(&m->uses))
		recall_drop(m, TAILQ_FIRST(&m->uses));
	table_fini(&m->table);
	free(m);
}

static struct remembered *
recall_find(const struct recall *m, const char *key)
{
	return (struct remembered *)(void *)table_find(&m->table, key);
}

void
recall_put(struct recall *m, const char *key, struct probe_result *result,
    int64_t until_ms)
{
	struct remembered *r = recall_find(m, key);

	if (r != NULL)
		recall_drop(m, r);
	if (m->table.n == m->most)
		recall_drop(m, TAILQ_FIRST(&m->uses));
	r = mem_zalloc(sizeof(*r));
	r->key = mem_strdup(key);
	r->result = probe_result_ref(result);
	r->until_ms = until_ms;
	table_add(&m->table, &r->entry, r->key);
	TAILQ_INSERT_TAIL(&m->uses, r, use);
}

struct probe_result *
recall_get(struct recall *m, const char *key, int64_t now_ms)
{
	struct remembered *r = recall_find(m, key);

	if (r == NULL)
		return NULL;
	if (r->until_ms <= now_ms) {
		recall_drop(m, r);
		return NULL;
	}
	TAILQ_REMOVE(&m->uses, r, use);
	TAILQ_INSERT_TAIL(&m->uses, r, use);
	return r->result;
}

void
recall_forget(struct recall *m, const char *host)
{
	struct remembered *r = TAILQ_FIRST(&m->uses);

	while (r != NULL) {
		struct remembered *next = TAILQ_NEXT(r, use);

		if (strcmp(r->result->host, host) == 0)
			recall_drop(m, r);
		r = next;
	}
}
