/* SPDX-License-Identifier: BSD-2-Clause */
/* CCADB's reports of recognised CAA domains: what they change in the table. */

#include <string.h>

#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_file.h"
#include "cert/ccadb_parts.h"
#include "cert/dn.h"

#define CCADB_BASIS "ccadb-v2"

static struct ccadb_claim *
ccadb_claim_new(struct ccadb *c)
{
	struct ccadb_claim *claim = mem_zalloc(sizeof(*claim));

	claim->next = c->claims;
	c->claims = claim;
	return claim;
}

/* One public key has one set of identifiers, in however many certificates. */
static struct ccadb_row *
ccadb_first_of_key(const struct ccadb *c, struct ccadb_row *row)
{
	const char *key = ca_file_at(c->file, row->place)->text[CA_SPKI_SHA256];

	return key[0] != '\0' ? map_find(c->by_key, key, strlen(key)) : row;
}

static void
ccadb_claim_key(
    struct ccadb *c, struct ccadb_row *row, const struct identifiers *ids)
{
	struct ccadb_row *first = ccadb_first_of_key(c, row);

	if (first->claim == NULL) {
		first->claim = ccadb_claim_new(c);
		first->claim->row = first;
	}
	identifiers_unite(&first->claim->ids, ids);
}

static bool
ccadb_claim_by_ski(struct ccadb *c, const char *ski, const char *subject,
    const struct identifiers *ids)
{
	bool found = false;

	for (struct ccadb_row *row = map_find(c->by_ski, ski, strlen(ski));
	     row != NULL; row = row->next_of_ski) {
		/* CCADB leaves out attributes that it has no field for. */
		if (!dn_loose_covers(row->subject, subject))
			continue;
		ccadb_claim_key(c, row, ids);
		found = true;
	}
	return found;
}

/* Do all rows from here on have one public key? */
static bool
ccadb_is_one_key(const struct ccadb *c, struct ccadb_row *row)
{
	const struct ccadb_row *first = ccadb_first_of_key(c, row);

	for (; row != NULL; row = row->next_of_subject)
		if (ccadb_first_of_key(c, row) != first)
			return false;
	return true;
}

static void
ccadb_claim_new_ca(struct ccadb *c, const char *subject, const char *ski,
    const char *loose, const struct identifiers *ids)
{
	struct buf text = BUF_INIT;
	struct ccadb_claim *claim;
	void **slot;

	buf_printf(&text, "%s\n%s", ski, loose);
	slot = map_slot(
	    c->new_claims, pool_put(&c->pool, text.data, text.len), text.len);
	if (*slot == NULL) {
		claim = ccadb_claim_new(c);
		claim->subject = pool_put(&c->pool, subject, strlen(subject));
		claim->ski = ski;
		*slot = claim;
	}
	claim = *slot;
	identifiers_unite(&claim->ids, ids);
	buf_fini(&text);
}

static void
ccadb_claim_named(struct ccadb *c, const char *subject, const char *ski,
    const char *loose, const struct identifiers *ids)
{
	struct ccadb_row *row;

	if (ski[0] != '\0' && ccadb_claim_by_ski(c, ski, loose, ids)) {
		c->sum.matched++;
		return;
	}
	row = map_find(c->by_subject, loose, strlen(loose));
	if (ski[0] != '\0' || row == NULL) {
		ccadb_claim_new_ca(c, subject, ski, loose, ids);
	} else if (ccadb_is_one_key(c, row)) {
		ccadb_claim_key(c, row, ids);
		c->sum.matched++;
	} else {
		c->sum.unplaced++;
	}
}

void
ccadb_claim_v2(struct ccadb *c, const char *subject, const char *ski,
    const struct identifiers *ids)
{
	struct buf key = BUF_INIT, loose = BUF_INIT;

	if (dn_key_from_ccadb(subject, &key, NULL) == 0)
		dn_key_loose(buf_text(&key), &loose);
	if (loose.len > 0)
		ccadb_claim_named(c, subject, ski, loose.data, ids);
	else
		c->sum.unplaced++;
	buf_fini(&key);
	buf_fini(&loose);
}

void
ccadb_claim_owner(
    struct ccadb *c, const char *owner, const struct identifiers *ids)
{
	size_t len = ccadb_owner_len(owner);
	bool found = false;

	for (size_t i = 0; len > 0 && i < c->n; i++) {
		struct ccadb_row *row = &c->rows[i];

		if (!text_equal_fold(row->owner, row->owner_len, owner, len))
			continue;
		ccadb_claim_key(c, row, ids);
		found = true;
	}
	if (found)
		c->sum.matched++;
	else
		c->sum.unplaced++;
}

static void
ccadb_set_ids(struct ccadb *c, size_t place, enum ca_column column,
    const struct identifiers *ids)
{
	struct buf text = BUF_INIT;

	identifiers_put(ids, &text);
	ca_file_set(c->file, place, column, text.data);
	buf_fini(&text);
}

static void
ccadb_sign(struct ccadb *c, size_t place)
{
	struct buf source = BUF_INIT;

	buf_printf(&source, "%s-%s", CCADB_BASIS, c->date);
	ca_file_set(c->file, place, CA_CAA_BASIS, CCADB_BASIS);
	ca_file_set(c->file, place, CA_INFERRED, "no");
	ca_file_set(c->file, place, CA_CAA_SOURCES, source.data);
	buf_fini(&source);
}

/* Newer evidence replaces; older confirms, so it is kept as weak. */
static void
ccadb_apply_row(struct ccadb *c, size_t place, const struct identifiers *ids)
{
	const char *const *text = ca_file_at(c->file, place)->text;
	struct identifiers had = IDENTIFIERS_INIT, weak = IDENTIFIERS_INIT;

	identifiers_parse(&had, text[CA_DOMAINS], NULL);
	identifiers_parse(&weak, text[CA_DOMAINS_WEAK], NULL);
	if (c->by_owner) {
		identifiers_unite(&weak, ids);
		identifiers_subtract(&weak, &had);
	} else {
		identifiers_unite(&weak, &had);
		identifiers_subtract(&weak, ids);
		ccadb_set_ids(c, place, CA_DOMAINS, ids);
		ccadb_sign(c, place);
	}
	ccadb_set_ids(c, place, CA_DOMAINS_WEAK, &weak);
	identifiers_fini(&had);
	identifiers_fini(&weak);
	c->sum.certificates++;
}

static void
ccadb_set_value(struct ccadb *c, size_t place, enum ca_column column,
    const char *dn, const char *type)
{
	struct buf value = BUF_INIT;

	if (dn_text_value(dn, type, &value))
		ca_file_set(c->file, place, column, buf_text(&value));
	buf_fini(&value);
}

static void
ccadb_apply_new(struct ccadb *c, const struct ccadb_claim *claim)
{
	size_t place = ca_file_add(c->file);
	struct buf dn = BUF_INIT;

	(void)dn_text_from_ccadb(claim->subject, &dn, NULL); /* it was read */
	ca_file_set(c->file, place, CA_SUBJECT_DN, buf_text(&dn));
	ccadb_set_value(c, place, CA_SUBJECT_CN, buf_text(&dn), "CN");
	ccadb_set_value(c, place, CA_SUBJECT_O, buf_text(&dn), "O");
	ccadb_set_value(c, place, CA_SUBJECT_C, buf_text(&dn), "C");
	ca_file_set(c->file, place, CA_SKI, claim->ski);
	ccadb_set_ids(c, place, CA_DOMAINS, &claim->ids);
	ccadb_sign(c, place);
	ca_file_set(c->file, place, CA_SOURCE, CCADB_BASIS);
	ca_file_set(c->file, place, CA_SOURCE_DATE, c->date);
	buf_fini(&dn);
	c->sum.added++;
}

void
ccadb_apply(struct ccadb *c)
{
	for (const struct ccadb_claim *claim = c->claims; claim != NULL;
	     claim = claim->next) {
		if (claim->row == NULL)
			ccadb_apply_new(c, claim);
		for (const struct ccadb_row *row = claim->row; row != NULL;
		     row = row->next_of_key)
			ccadb_apply_row(c, row->place, &claim->ids);
	}
}
