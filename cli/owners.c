/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA table by owner: which identifiers a CA as a whole recognises. */

#include "cli/owners.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_table.h"

struct tally {
	struct owner owner; /* ids: all that any of its CAs recognises */
	size_t rows;        /* its CAs whose identifiers are known */
	size_t *seen;       /* of those, per identifier */
};

struct owners {
	struct tally *list;
	size_t n;
};

static struct tally *
tally_of(struct owners *owners, const char *name)
{
	struct tally *t;

	for (size_t i = owners->n; i-- > 0;)
		if (strcmp(owners->list[i].owner.name, name) == 0)
			return &owners->list[i];
	owners->list =
	    mem_resize(owners->list, owners->n + 1, sizeof(*owners->list));
	t = &owners->list[owners->n++];
	*t = (struct tally){.owner.name = name};
	return t;
}

static void
tally_id(struct tally *t, const char *id)
{
	size_t n = t->owner.n_ids;

	for (size_t i = 0; i < n; i++) {
		if (strcmp(t->owner.ids[i], id) == 0) {
			t->seen[i]++;
			return;
		}
	}
	t->owner.ids = mem_resize(t->owner.ids, n + 1, sizeof(*t->owner.ids));
	t->seen = mem_resize(t->seen, n + 1, sizeof(*t->seen));
	t->owner.ids[n] = id;
	t->seen[n] = 1;
	t->owner.n_ids++;
}

/* A subordinate CA that others run recognises names of its own; they do not
 * speak for the owner. */
static void
tally_settle(struct tally *t)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->owner.n_ids; i++)
		if (2 * t->seen[i] >= t->rows)
			t->owner.ids[kept++] = t->owner.ids[i];
	t->owner.n_ids = kept;
	free(t->seen);
	t->seen = NULL;
}

struct owners *
owners_new(const struct ca_table *table)
{
	struct owners *owners = mem_zalloc(sizeof(*owners));

	for (size_t i = 0; i < ca_table_count(table); i++) {
		const struct ca_entry *e = ca_table_at(table, i);
		struct tally *t;

		if (e->n_domains == 0)
			continue;
		t = tally_of(owners, e->owner);
		t->rows++;
		for (size_t k = 0; k < e->n_domains; k++)
			tally_id(t, e->domains[k]);
	}
	for (size_t i = 0; i < owners->n; i++)
		tally_settle(&owners->list[i]);
	return owners;
}

void
owners_free(struct owners **op)
{
	struct owners *owners = *op;

	if (owners == NULL)
		return;
	*op = NULL;
	for (size_t i = 0; i < owners->n; i++)
		free(owners->list[i].owner.ids);
	free(owners->list);
	free(owners);
}

size_t
owners_count(const struct owners *owners)
{
	return owners->n;
}

const struct owner *
owners_at(const struct owners *owners, size_t i)
{
	return &owners->list[i].owner;
}

static bool
owner_has(const struct owner *owner, const char *id)
{
	for (size_t i = 0; i < owner->n_ids; i++)
		if (text_equal_fold(
			owner->ids[i], strlen(owner->ids[i]), id, strlen(id)))
			return true;
	return false;
}

const struct owner *
owners_of(const struct owners *owners, const char *id)
{
	const struct owner *best = NULL;

	for (size_t i = 0; i < owners->n; i++) {
		const struct owner *o = &owners->list[i].owner;

		if (owner_has(o, id) &&
		    (best == NULL || o->n_ids < best->n_ids))
			best = o;
	}
	return best;
}

bool
owner_matches(const struct owner *owner, const char *part)
{
	size_t len = strlen(part);
	size_t most = strlen(owner->name);

	for (size_t i = 0; i + len <= most; i++)
		if (text_equal_fold(owner->name + i, len, part, len))
			return true;
	return false;
}
