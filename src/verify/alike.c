/* SPDX-License-Identifier: BSD-2-Clause */
/* What was seen at several addresses: equal sentences are one. */

#include "verify/alike.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

static struct alike *
alikes_find(struct alikes *a, enum finding_result result, const char *text)
{
	struct alike *new;

	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].result == result &&
		    strcmp(a->list[i].text, text) == 0)
			return &a->list[i];
	a->list = mem_resize(a->list, a->n + 1, sizeof(a->list[0]));
	new = &a->list[a->n++];
	*new = (struct alike){.result = result, .text = mem_strdup(text)};
	return new;
}

void
alikes_add(struct alikes *a, enum finding_result result, const char *text,
    const char *address)
{
	struct alike *alike = alikes_find(a, result, text);

	if (alike->n < ALIKE_SHOWN)
		alike->addresses[alike->n] = mem_strdup(address);
	alike->n++;
}

void
alikes_fini(struct alikes *a)
{
	for (size_t i = 0; i < a->n; i++) {
		for (size_t j = 0; j < ALIKE_SHOWN; j++)
			free(a->list[i].addresses[j]);
		free(a->list[i].text);
	}
	free(a->list);
	*a = (struct alikes){NULL, 0};
}

char *
alike_where(const struct alike *alike)
{
	struct buf out = BUF_INIT;
	size_t shown = alike->n < ALIKE_SHOWN ? alike->n : ALIKE_SHOWN;

	for (size_t i = 0; i < shown; i++) {
		const char *between = i == 0              ? ""
				      : i + 1 == alike->n ? " and "
							  : ", ";

		buf_printf(&out, "%s%s", between, alike->addresses[i]);
	}
	if (alike->n > shown)
		buf_printf(&out, " and %zu more", alike->n - shown);
	return buf_steal(&out);
}

size_t
alikes_count(const struct alikes *a, enum finding_result result)
{
	size_t n = 0;

	for (size_t i = 0; i < a->n; i++)
		if (a->list[i].result == result)
			n += a->list[i].n;
	return n;
}
