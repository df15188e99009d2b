/* SPDX-License-Identifier: BSD-2-Clause */
/* CCADB's reports of recognised CAA domains: reading them. */

#include "cert/ccadb.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_file.h"
#include "cert/ccadb_parts.h"
#include "cert/csv.h"
#include "cert/dn.h"

enum ccadb_column {
	CCADB_SUBJECT,
	CCADB_SKI,
	CCADB_OWNER,
	CCADB_DOMAINS,
	CCADB_COLUMNS,
};

static const struct csv_column ccadb_columns[CCADB_COLUMNS] = {
    [CCADB_SUBJECT] = {"Subject", false},
    [CCADB_SKI] = {"Subject Key Identifier (Hex)|Subject Key Identifier",
	false},
    [CCADB_OWNER] = {"CA Owner Name|CA Owner|CA Owner/Certificate Name", false},
    [CCADB_DOMAINS] = {"Recognized CAA Domains", true},
};

size_t
ccadb_owner_len(const char *owner)
{
	static const char *const asides[] = {"(previously ", "(formerly "};
	size_t len = strlen(owner);

	for (size_t i = 0; i < sizeof(asides) / sizeof(asides[0]); i++) {
		const char *aside = strcasestr(owner, asides[i]);

		if (aside != NULL && (size_t)(aside - owner) < len)
			len = (size_t)(aside - owner);
	}
	while (len > 0 && owner[len - 1] == ' ')
		len--;
	return len;
}

static void
ccadb_index(struct map *map, const char *key, struct ccadb_row *row,
    struct ccadb_row **next)
{
	void **slot;

	if (key[0] == '\0')
		return;
	slot = map_slot(map, key, strlen(key));
	*next = *slot;
	*slot = row;
}

static void
ccadb_init_row(struct ccadb *c, size_t i)
{
	const char *const *text = ca_file_at(c->file, i)->text;
	struct ccadb_row *row = &c->rows[i];
	struct buf key = BUF_INIT, loose = BUF_INIT;

	row->place = i;
	row->subject = "";
	row->owner = text[CA_OWNER];
	row->owner_len = ccadb_owner_len(row->owner);
	if (dn_key_from_text(text[CA_SUBJECT_DN], &key, NULL) == 0) {
		dn_key_loose(buf_text(&key), &loose);
		row->subject = pool_put(&c->pool, loose.data, loose.len);
	}
	ccadb_index(c->by_key, text[CA_SPKI_SHA256], row, &row->next_of_key);
	ccadb_index(c->by_ski, text[CA_SKI], row, &row->next_of_ski);
	ccadb_index(c->by_subject, row->subject, row, &row->next_of_subject);
	buf_fini(&key);
	buf_fini(&loose);
}

void
ccadb_init(struct ccadb *c, struct ca_file *file, const char *date)
{
	*c = (struct ccadb){.file = file, .date = date};
	c->by_key = map_new();
	c->by_ski = map_new();
	c->by_subject = map_new();
	c->new_claims = map_new();
	c->n = ca_file_count(file);
	c->rows = mem_array(c->n, sizeof(*c->rows));
	for (size_t i = 0; i < c->n; i++)
		ccadb_init_row(c, i);
}

void
ccadb_fini(struct ccadb *c)
{
	while (c->claims != NULL) {
		struct ccadb_claim *next = c->claims->next;

		identifiers_fini(&c->claims->ids);
		free(c->claims);
		c->claims = next;
	}
	map_free(&c->by_key);
	map_free(&c->by_ski);
	map_free(&c->by_subject);
	map_free(&c->new_claims);
	pool_fini(&c->pool);
	free(c->rows);
}

/* Hexadecimal as in the table, "" where it is none. */
static const char *
ccadb_ski(struct ccadb *c, const char *cell)
{
	char *ski = pool_put(&c->pool, cell, strlen(cell));
	size_t len = 0;

	for (; *cell != '\0'; cell++)
		if (*cell != ':' && *cell != ' ')
			ski[len++] = text_lower(*cell);
	ski[len] = '\0';
	if (len % 2 != 0 || len > 2 * CA_KEY_ID_MAX ||
	    strspn(ski, "0123456789abcdef") != len)
		return "";
	return ski;
}

static int
ccadb_take_row(const struct csv_row *row, void *arg, struct error *err)
{
	struct ccadb *c = arg;
	const char *const *fields = row->fields;
	struct identifiers ids = IDENTIFIERS_INIT;

	if (fields[CCADB_SUBJECT] == NULL && fields[CCADB_OWNER] == NULL)
		return error_set(err,
		    "neither a column `Subject` nor `CA Owner Name`, want one"
		    " of CCADB's CAA reports");
	c->by_owner = fields[CCADB_SUBJECT] == NULL;
	c->sum.rows++;
	identifiers_parse(&ids, fields[CCADB_DOMAINS], c->sum.words);
	if (ids.n == 0)
		c->sum.unknown_cells++;
	else if (c->by_owner)
		ccadb_claim_owner(c, fields[CCADB_OWNER], &ids);
	else
		ccadb_claim_v2(c, fields[CCADB_SUBJECT],
		    fields[CCADB_SKI] != NULL ? ccadb_ski(c, fields[CCADB_SKI])
					      : "",
		    &ids);
	identifiers_fini(&ids);
	return 0;
}

static void
ccadb_sum(struct ccadb_summary *sum, const struct ccadb_summary *more)
{
	sum->rows += more->rows;
	sum->unknown_cells += more->unknown_cells;
	sum->matched += more->matched;
	sum->certificates += more->certificates;
	sum->added += more->added;
	sum->unplaced += more->unplaced;
	for (size_t i = 0; i < IDENTIFIER_FAULTS; i++)
		sum->words[i] += more->words[i];
}

int
ccadb_merge(struct ca_file *file, const char *report, const char *date,
    struct ccadb_summary *sum, struct error *err)
{
	struct ccadb c;
	int ret;

	ccadb_init(&c, file, date);
	ret = csv_read(
	    report, ccadb_columns, CCADB_COLUMNS, ccadb_take_row, &c, err);
	if (ret == 0 && c.sum.rows == 0)
		ret = error_set(err, "%s: a header and no rows", report);
	if (ret == 0) {
		ccadb_apply(&c);
		ccadb_sum(sum, &c.sum);
	}
	ccadb_fini(&c);
	return ret;
}
