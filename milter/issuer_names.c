/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAs of the table by their common names. */

#include "milter/issuer_names.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/text.h"
#include "cert/ca_table.h"
#include "cert/dn.h"

struct issuer_name {
	const struct ca_entry *entry;
	struct issuer_name *next; /* of the same common name */
};

struct issuer_names {
	struct map *by_name; /* of a common name in lower case */
	struct pool names;
	struct issuer_name *list;
};

static void
names_key(const char *name, struct buf *out)
{
	for (const char *c = name; *c != '\0'; c++)
		buf_putc(out, text_lower(*c));
}

static void
names_add(struct issuer_names *names, struct issuer_name *new)
{
	struct buf name = BUF_INIT, key = BUF_INIT;
	void **slot;

	if (dn_text_value(new->entry->subject_dn, "CN", &name)) {
		names_key(buf_text(&name), &key);
		slot = map_slot(names->by_name,
		    pool_put(&names->names, buf_text(&key), key.len), key.len);
		new->next = *slot;
		*slot = new;
	}
	buf_fini(&name);
	buf_fini(&key);
}

struct issuer_names *
issuer_names_new(const struct ca_table *table)
{
	struct issuer_names *names = mem_zalloc(sizeof(*names));
	size_t n = ca_table_count(table);

	names->by_name = map_new();
	names->list = mem_array(n, sizeof(*names->list));
	for (size_t i = 0; i < n; i++) {
		names->list[i].entry = ca_table_at(table, i);
		names_add(names, &names->list[i]);
	}
	return names;
}

void
issuer_names_free(struct issuer_names **np)
{
	struct issuer_names *names = *np;

	if (names == NULL)
		return;
	*np = NULL;
	map_free(&names->by_name);
	pool_fini(&names->names);
	free(names->list);
	free(names);
}

static bool
names_is_of(const struct ca_entry *e, const char *organisation)
{
	struct buf o = BUF_INIT;
	bool same;

	if (organisation == NULL)
		return true;
	same = dn_text_value(e->subject_dn, "O", &o) &&
	       text_equal_fold(
		   buf_text(&o), o.len, organisation, strlen(organisation));
	buf_fini(&o);
	return same;
}

/* Do both recognise the same identifiers? */
static bool
names_agree(const struct ca_entry *a, const struct ca_entry *b)
{
	if (a->n_domains != b->n_domains)
		return false;
	for (size_t i = 0; i < a->n_domains; i++)
		if (strcmp(a->domains[i], b->domains[i]) != 0)
			return false;
	return true;
}

const struct ca_entry *
issuer_names_find(const struct issuer_names *names, const char *common_name,
    const char *organisation)
{
	const struct ca_entry *found = NULL;
	const struct issuer_name *at;
	struct buf key = BUF_INIT;

	names_key(common_name, &key);
	at = map_find(names->by_name, buf_text(&key), key.len);
	buf_fini(&key);
	for (; at != NULL; at = at->next) {
		if (!names_is_of(at->entry, organisation))
			continue;
		if (found != NULL && !names_agree(found, at->entry))
			return NULL;
		found = at->entry;
	}
	return found;
}
