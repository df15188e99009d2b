/* SPDX-License-Identifier: BSD-2-Clause */
/* Questions to the CA table. */

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/text.h"
#include "cert/ca_table_parts.h"
#include "cert/dn.h"
#include "cert/identifiers.h"

/* A misspelling has one edit in a name this long, or two in one that long. */
#define CA_NEAR_ONE_MIN 7
#define CA_NEAR_TWO_MIN 12
#define CA_NEAR_EDITS_MAX 2

const char *
ca_basis_text(enum ca_basis basis)
{
	switch (basis) {
	case CA_BASIS_NONE:
		return "none";
	case CA_BASIS_CERTIFICATE:
		return "certificate";
	case CA_BASIS_KEY:
		return "key";
	case CA_BASIS_KEY_ID:
		return "key-id";
	case CA_BASIS_NAME:
		return "name";
	}
	return "none";
}

static bool
ca_match_take(const struct ca_table *t, enum ca_index index, const void *key,
    size_t len, enum ca_basis basis, struct ca_match *out)
{
	const struct ca_group *g = map_find(t->indexes[index], key, len);

	if (g == NULL)
		return false;
	*out = (struct ca_match){
	    .basis = basis,
	    .entry = g->entry,
	    .n_entries = g->n,
	    .one_operator = g->one_operator,
	    .domains = g->set->ids,
	    .n_domains = g->set->n,
	    .weak_domains = g->weak->ids,
	    .n_weak_domains = g->weak->n,
	};
	return true;
}

static bool
ca_table_find_named(const struct ca_table *t, const struct ca_query *q,
    const char *name, size_t len, struct ca_match *out)
{
	struct buf key = BUF_INIT;
	bool found = false;

	if (q->key_id != NULL && q->key_id_len > 0) {
		ca_key_id_put(&key, q->key_id, q->key_id_len, name);
		found = ca_match_take(
		    t, CA_BY_KEY_ID, key.data, key.len, CA_BASIS_KEY_ID, out);
		buf_fini(&key);
	}
	return found ||
	       ca_match_take(t, CA_BY_NAME, name, len, CA_BASIS_NAME, out);
}

void
ca_table_find(
    const struct ca_table *t, const struct ca_query *q, struct ca_match *out)
{
	struct buf key = BUF_INIT, name = BUF_INIT;

	*out = (struct ca_match){.basis = CA_BASIS_NONE};
	if (q->cert_sha256 != NULL &&
	    ca_match_take(t, CA_BY_CERT, q->cert_sha256, CA_HASH_SIZE,
		CA_BASIS_CERTIFICATE, out))
		return;
	if (q->spki_sha256 != NULL &&
	    ca_match_take(
		t, CA_BY_KEY, q->spki_sha256, CA_HASH_SIZE, CA_BASIS_KEY, out))
		return;
	if (q->issuer_dn != NULL &&
	    dn_key_from_text(q->issuer_dn, &key, NULL) == 0 && key.len > 0) {
		dn_key_loose(key.data, &name);
		(void)ca_table_find_named(t, q, name.data, name.len, out);
	}
	buf_fini(&key);
	buf_fini(&name);
}

static bool
ca_list_has(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

enum ca_recognition
ca_match_recognises(const struct ca_match *m, const char *identifier)
{
	char id[IDENTIFIER_SIZE];

	if (identifier_canonical(identifier, strlen(identifier), id) ==
	    IDENTIFIER_GOOD) {
		if (ca_list_has(m->domains, m->n_domains, id))
			return CA_RECOGNITION_YES;
		if (ca_list_has(m->weak_domains, m->n_weak_domains, id))
			return CA_RECOGNITION_WEAK;
	}
	return m->n_domains > 0 ? CA_RECOGNITION_NO : CA_RECOGNITION_UNKNOWN;
}

bool
ca_table_recognises(const struct ca_table *t, const char *identifier)
{
	char id[IDENTIFIER_SIZE];

	return identifier_canonical(identifier, strlen(identifier), id) ==
		   IDENTIFIER_GOOD &&
	       map_find(t->known_by_id, id, strlen(id)) != NULL;
}

static unsigned
ca_count_dots(const char *name)
{
	unsigned n = 0;

	for (; *name != '\0'; name++)
		n += *name == '.';
	return n;
}

/* Fewer edits are nearer; then the identifier of more certificates. */
static bool
ca_known_is_nearer(const struct ca_known *a, unsigned a_edits,
    const struct ca_known *b, unsigned b_edits)
{
	if (b == NULL || a_edits != b_edits)
		return b == NULL || a_edits < b_edits;
	if (a->n != b->n)
		return a->n > b->n;
	return strcmp(a->id, b->id) < 0;
}

const char *
ca_table_nearest(const struct ca_table *t, const char *identifier)
{
	char id[IDENTIFIER_SIZE];
	const struct ca_known *best = NULL;
	unsigned edits = 0, most = CA_NEAR_EDITS_MAX;

	if (identifier_canonical(identifier, strlen(identifier), id) !=
		IDENTIFIER_GOOD ||
	    strlen(id) < CA_NEAR_ONE_MIN ||
	    map_find(t->known_by_id, id, strlen(id)) != NULL)
		return NULL;
	if (strlen(id) < CA_NEAR_TWO_MIN)
		most = 1;
	for (size_t i = 0; i < t->n_known; i++) {
		const struct ca_known *known = t->known[i];
		unsigned distance;

		if (known->n == 0 ||
		    ca_count_dots(known->id) != ca_count_dots(id))
			continue;
		distance = text_distance(id, known->id, most);
		if (distance <= most &&
		    ca_known_is_nearer(known, distance, best, edits)) {
			best = known;
			edits = distance;
		}
	}
	return best != NULL ? best->id : NULL;
}
