/* SPDX-License-Identifier: BSD-2-Clause */
/* Identifier sets of a table, each distinct one kept once. */

#include "cert/ca_set.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "cert/identifiers.h"

struct ca_set_kept {
	struct ca_set set;
	struct identifiers own;
	struct ca_set_kept *next;
};

struct ca_sets {
	struct map *by_text; /* cells as they are, and sets as they are put */
	struct pool pool;
	struct ca_set_kept *kept;
};

struct ca_sets *
ca_sets_new(void)
{
	struct ca_sets *s = mem_zalloc(sizeof(*s));

	s->by_text = map_new();
	return s;
}

void
ca_sets_free(struct ca_sets **sp)
{
	struct ca_sets *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	while (s->kept != NULL) {
		struct ca_set_kept *next = s->kept->next;

		identifiers_fini(&s->kept->own);
		free(s->kept);
		s->kept = next;
	}
	map_free(&s->by_text);
	pool_fini(&s->pool);
	free(s);
}

static struct ca_set_kept *
ca_sets_keep(struct ca_sets *s, const struct identifiers *ids)
{
	struct ca_set_kept *kept = mem_zalloc(sizeof(*kept));

	identifiers_unite(&kept->own, ids);
	kept->set.ids = (const char *const *)kept->own.ids;
	kept->set.n = kept->own.n;
	kept->next = s->kept;
	s->kept = kept;
	return kept;
}

static void **
ca_sets_slot(struct ca_sets *s, const char *text)
{
	size_t len = strlen(text);
	struct ca_set_kept *found = map_find(s->by_text, text, len);

	if (found == NULL)
		text = pool_put(&s->pool, text, len);
	return map_slot(s->by_text, text, len);
}

const struct ca_set *
ca_sets_put(struct ca_sets *s, const struct identifiers *ids)
{
	struct buf text = BUF_INIT;
	struct ca_set_kept *kept;
	void **slot;

	identifiers_put(ids, &text);
	slot = ca_sets_slot(s, buf_text(&text));
	if (*slot == NULL)
		*slot = ca_sets_keep(s, ids);
	kept = *slot;
	buf_fini(&text);
	return &kept->set;
}

const struct ca_set *
ca_sets_parse(struct ca_sets *s, const char *cell)
{
	const struct ca_set_kept *kept =
	    map_find(s->by_text, cell, strlen(cell));
	struct identifiers ids = IDENTIFIERS_INIT;
	const struct ca_set *set;

	if (kept != NULL)
		return &kept->set;
	identifiers_parse(&ids, cell, NULL);
	set = ca_sets_put(s, &ids);
	identifiers_fini(&ids);
	return set;
}
