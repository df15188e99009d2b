/* SPDX-License-Identifier: BSD-2-Clause */
/* Subjects by kind and name. */

#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "dns/name.h"

#define HISTORY_LOOKUP_SIZE (DNS_NAME_SIZE + 2)

struct history *
history_new(void)
{
	struct history *h = mem_zalloc(sizeof(*h));

	h->by_name = map_new();
	return h;
}

void
history_clear(struct history_subject *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->items[i].value);
	free(s->items);
	s->items = NULL;
	s->n = 0;
}

void
history_free(struct history **hp)
{
	struct history *h = *hp;

	if (h == NULL)
		return;
	*hp = NULL;
	map_free(&h->by_name);
	for (size_t i = 0; i < h->n; i++) {
		history_clear(h->subjects[i]);
		free(h->subjects[i]->key);
		free(h->subjects[i]);
	}
	free(h->subjects);
	free(h);
}

/* The kind as a letter before the name: what the map looks for. */
static size_t
history_lookup(
    enum history_kind kind, const char *name, char out[HISTORY_LOOKUP_SIZE])
{
	int n = snprintf(
	    out, HISTORY_LOOKUP_SIZE, "%c%s", (char)('a' + (int)kind), name);

	return n > 0 && n < HISTORY_LOOKUP_SIZE ? (size_t)n : 0;
}

const struct history_subject *
history_find(const struct history *h, enum history_kind kind, const char *name)
{
	char key[HISTORY_LOOKUP_SIZE];
	size_t len = history_lookup(kind, name, key);

	return map_find(h->by_name, key, len);
}

struct history_subject *
history_subject(struct history *h, enum history_kind kind, const char *name)
{
	char key[HISTORY_LOOKUP_SIZE];
	size_t len = history_lookup(kind, name, key);
	struct history_subject *s = map_find(h->by_name, key, len);

	if (s != NULL)
		return s;
	s = mem_zalloc(sizeof(*s));
	s->kind = kind;
	s->key = mem_strndup(key, len);
	s->name = s->key + 1;
	*map_slot(h->by_name, s->key, len) = s;
	h->subjects =
	    mem_resize(h->subjects, h->n + 1, sizeof(struct history_subject *));
	h->subjects[h->n++] = s;
	return s;
}

static const char *const history_kinds[HISTORY_KINDS] = {
    [HISTORY_CAA] = "caa",
    [HISTORY_TLSA] = "tlsa",
    [HISTORY_CERT] = "certificates",
    [HISTORY_POLICY] = "mta-sts",
};

const char *
history_kind_text(enum history_kind kind)
{
	return history_kinds[kind];
}

int
history_kind_from_text(const char *text, enum history_kind *out)
{
	for (unsigned k = HISTORY_CAA; k < HISTORY_KINDS; k++)
		if (strcmp(history_kinds[k], text) == 0) {
			*out = (enum history_kind)k;
			return 0;
		}
	return -1;
}
