/* SPDX-License-Identifier: BSD-2-Clause */
/* What several rows of the CA table say together. */

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "cert/ca_table_parts.h"
#include "cert/identifiers.h"

static const char *
ca_entry_operator(const struct ca_entry *e)
{
	return e->operator_name[0] != '\0' ? e->operator_name : e->owner;
}

static void
ca_set_copy(struct identifiers *out, const struct ca_set *set)
{
	for (size_t i = 0; i < set->n; i++)
		(void)identifiers_add(out, set->ids[i]);
}

/* What all have is recognised, what some have is weak. */
static void
ca_group_agree(struct ca_table *t, struct ca_group *g)
{
	struct identifiers all = IDENTIFIERS_INIT, some = IDENTIFIERS_INIT;

	ca_set_copy(&all, g->first->set);
	for (const struct ca_slot *s = g->first; s != NULL;
	     s = s->next[g->index]) {
		struct identifiers set = IDENTIFIERS_INIT;

		ca_set_copy(&set, s->set);
		identifiers_intersect(&all, &set);
		identifiers_fini(&set);
		ca_set_copy(&some, s->set);
		ca_set_copy(&some, s->weak);
	}
	identifiers_subtract(&some, &all);
	g->set = ca_sets_put(t->sets, &all);
	g->weak = ca_sets_put(t->sets, &some);
	identifiers_fini(&all);
	identifiers_fini(&some);
}

static void
ca_group_settle(struct ca_table *t, struct ca_group *g)
{
	const struct ca_slot *first = g->first;
	bool equal = true;

	g->entry = &first->entry;
	g->one_operator = true;
	g->set = first->set;
	g->weak = first->weak;
	for (const struct ca_slot *s = first->next[g->index]; s != NULL;
	     s = s->next[g->index]) {
		if (s->set != first->set || s->weak != first->weak)
			equal = false;
		if (strcmp(ca_entry_operator(&s->entry),
			ca_entry_operator(&first->entry)) != 0)
			g->one_operator = false;
		if (strcmp(s->entry.not_after, g->entry->not_after) > 0)
			g->entry = &s->entry;
	}
	if (!equal)
		ca_group_agree(t, g);
}

static void
ca_table_know(struct ca_table *t, const struct ca_set *set, size_t rows)
{
	for (size_t i = 0; i < set->n; i++) {
		const char *id = set->ids[i];
		struct ca_known *known;
		void **slot = map_slot(t->known_by_id, id, strlen(id));

		if (*slot == NULL) {
			known = mem_zalloc(sizeof(*known));
			known->id = id;
			t->known = mem_resize(
			    t->known, t->n_known + 1, sizeof(*t->known));
			t->known[t->n_known++] = known;
			*slot = known;
		}
		known = *slot;
		known->n += rows;
	}
}

static void
ca_table_forget(struct ca_table *t)
{
	for (size_t i = 0; i < t->n_known; i++)
		free(t->known[i]);
	t->n_known = 0;
	map_free(&t->known_by_id);
	t->known_by_id = map_new();
}

void
ca_table_settle(struct ca_table *t)
{
	for (struct ca_group *g = t->groups; g != NULL; g = g->next)
		ca_group_settle(t, g);
	ca_table_forget(t);
	for (size_t i = 0; i < t->n; i++) {
		ca_table_know(t, t->slots[i]->set, 1);
		ca_table_know(t, t->slots[i]->weak, 0);
	}
}
