/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA table as a file: reading, changing, writing. */

#include "cert/ca_file.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/text.h"
#include "cert/csv.h"
#include "cert/identifiers.h"

#define CA_HASH_OCTETS 32

struct ca_file {
	struct ca_row *rows;
	size_t n, size;
	struct pool pool;         /* of all text */
	const char *good_domains; /* the last cell that was checked */
};

static const struct csv_column ca_columns[CA_COLUMNS] = {
    [CA_OWNER] = {"ca_owner", false},
    [CA_OWNER_BASIS] = {"owner_basis", false},
    [CA_OPERATOR] = {"operator", false},
    [CA_RECORD] = {"record", false},
    [CA_SUBJECT_DN] = {"subject_dn", false},
    [CA_SUBJECT_CN] = {"subject_cn", false},
    [CA_SUBJECT_O] = {"subject_o", false},
    [CA_SUBJECT_C] = {"subject_c", false},
    [CA_ISSUER_DN] = {"issuer_dn", false},
    [CA_SKI] = {"ski", false},
    [CA_SPKI_SHA256] = {"spki_sha256", false},
    [CA_CERT_SHA256] = {"cert_sha256", false},
    [CA_NOT_BEFORE] = {"not_before", false},
    [CA_NOT_AFTER] = {"not_after", false},
    [CA_PURPOSES] = {"purposes", false},
    [CA_PURPOSES_BASIS] = {"purposes_basis", false},
    [CA_ROOT_STORES] = {"root_stores", false},
    [CA_DOMAINS] = {"caa_domains", true},
    [CA_DOMAINS_WEAK] = {"caa_domains_weak", false},
    [CA_CAA_BASIS] = {"caa_basis", false},
    [CA_INFERRED] = {"inferred", false},
    [CA_CAA_SOURCES] = {"caa_sources", false},
    [CA_SOURCE] = {"source", false},
    [CA_SOURCE_DATE] = {"source_date", false},
};

void
ca_file_free(struct ca_file **fp)
{
	struct ca_file *f = *fp;

	if (f == NULL)
		return;
	*fp = NULL;
	pool_fini(&f->pool);
	free(f->rows);
	free(f);
}

void
ca_file_drop_rows(struct ca_file *f)
{
	free(f->rows);
	f->rows = NULL;
	f->n = f->size = 0;
}

size_t
ca_file_count(const struct ca_file *f)
{
	return f->n;
}

const struct ca_row *
ca_file_at(const struct ca_file *f, size_t i)
{
	return &f->rows[i];
}

size_t
ca_file_add(struct ca_file *f)
{
	struct ca_row *row;

	if (f->n == f->size) {
		f->size = f->size > 0 ? 2 * f->size : 64;
		f->rows = mem_resize(f->rows, f->size, sizeof(*f->rows));
	}
	row = &f->rows[f->n];
	row->line = 0;
	for (size_t i = 0; i < CA_COLUMNS; i++)
		row->text[i] = "";
	return f->n++;
}

void
ca_file_set(
    struct ca_file *f, size_t i, enum ca_column column, const char *text)
{
	f->rows[i].text[column] = pool_put(&f->pool, text, strlen(text));
}

/* `AB:CD` is `abcd`; returns its octets, -1 where it is no hexadecimal. */
static int
ca_file_set_hex(struct ca_row *row, enum ca_column column, struct pool *pool)
{
	const char *hex = row->text[column];
	size_t len = strlen(hex);
	char *text;

	if (strspn(hex, "0123456789abcdef") != len) {
		text = pool_put(pool, hex, len);
		len = 0;
		for (; *hex != '\0'; hex++)
			if (*hex != ':' && *hex != ' ')
				text[len++] = text_lower(*hex);
		text[len] = '\0';
		if (strspn(text, "0123456789abcdef") != len)
			return -1;
		row->text[column] = text;
	}
	return len % 2 == 0 && len / 2 <= CA_KEY_ID_MAX ? (int)(len / 2) : -1;
}

static int
ca_file_check_hash(struct ca_file *f, struct ca_row *row, enum ca_column column,
    struct error *err)
{
	int n = ca_file_set_hex(row, column, &f->pool);

	if (n == 0 || n == CA_HASH_OCTETS)
		return 0;
	return error_set(err, "%s is `%.80s`, want 64 hexadecimal digits",
	    ca_columns[column].names, row->text[column]);
}

static int
ca_file_check_domains(struct ca_file *f, const struct ca_row *row,
    enum ca_column column, struct error *err)
{
	struct identifiers set = IDENTIFIERS_INIT;
	size_t faults[IDENTIFIER_FAULTS] = {0};

	/* Neighbours have mostly the same owner, so the same cell. */
	if (row->text[column][0] == '\0' ||
	    (f->good_domains != NULL &&
		strcmp(f->good_domains, row->text[column]) == 0))
		return 0;
	identifiers_parse(&set, row->text[column], faults);
	identifiers_fini(&set);
	for (size_t i = IDENTIFIER_GOOD + 1; i < IDENTIFIER_FAULTS; i++)
		if (faults[i] > 0)
			return error_set(err,
			    "%s has a word that is %s, want domain names such"
			    " as ca.example",
			    ca_columns[column].names,
			    identifier_fault_text((enum identifier_fault)i));
	if (column == CA_DOMAINS)
		f->good_domains = row->text[column];
	return 0;
}

static int
ca_file_check(struct ca_file *f, struct ca_row *row, struct error *err)
{
	if (row->text[CA_SUBJECT_DN][0] == '\0' &&
	    row->text[CA_SPKI_SHA256][0] == '\0' &&
	    row->text[CA_CERT_SHA256][0] == '\0')
		return error_set(err, "no CA is named, want subject_dn,"
				      " spki_sha256 or cert_sha256");
	if (ca_file_set_hex(row, CA_SKI, &f->pool) == -1)
		return error_set(
		    err, "ski is `%.80s`, want hexadecimal", row->text[CA_SKI]);
	if (ca_file_check_hash(f, row, CA_SPKI_SHA256, err) == -1 ||
	    ca_file_check_hash(f, row, CA_CERT_SHA256, err) == -1 ||
	    ca_file_check_domains(f, row, CA_DOMAINS, err) == -1 ||
	    ca_file_check_domains(f, row, CA_DOMAINS_WEAK, err) == -1)
		return -1;
	return 0;
}

/* The cell's text; neighbours have mostly the same owner, dates and sources,
 * and share it then. */
static const char *
ca_file_text(struct ca_file *f, size_t place, size_t column, const char *text,
    size_t len)
{
	const char *above = place > 0 ? f->rows[place - 1].text[column] : "";

	if (len == 0)
		return "";
	if (strlen(above) == len && memcmp(above, text, len) == 0)
		return above;
	return pool_put(&f->pool, text, len);
}

static int
ca_file_row(const struct csv_row *csv, void *arg, struct error *err)
{
	struct ca_file *f = arg;
	struct ca_row *row;
	size_t place;

	if (f->n == CA_FILE_ROWS_MAX)
		return error_set(err, "more than %d rows", CA_FILE_ROWS_MAX);
	place = ca_file_add(f);
	row = &f->rows[place];
	row->line = csv->line;
	for (size_t i = 0; i < CA_COLUMNS; i++)
		if (csv->fields[i] != NULL)
			row->text[i] = ca_file_text(
			    f, place, i, csv->fields[i], csv->lens[i]);
	return ca_file_check(f, row, err);
}

int
ca_file_load(const char *path, struct ca_file **out, struct error *err)
{
	struct ca_file *f = mem_zalloc(sizeof(*f));

	if (csv_read(path, ca_columns, CA_COLUMNS, ca_file_row, f, err) == -1) {
		ca_file_free(&f);
		return -1;
	}
	*out = f;
	return 0;
}

static int
ca_compare_fold(const char *a, const char *b)
{
	while (*a != '\0' && text_lower(*a) == text_lower(*b)) {
		a++;
		b++;
	}
	return (unsigned char)text_lower(*a) - (unsigned char)text_lower(*b);
}

static int
ca_row_compare(const void *a, const void *b)
{
	static const enum ca_column then[] = {
	    CA_SUBJECT_DN, CA_NOT_BEFORE, CA_CERT_SHA256, CA_SKI};
	const struct ca_row *const *ap = a, *const *bp = b;
	const char *const *x = (*ap)->text, *const *y = (*bp)->text;
	int order = (x[CA_OWNER][0] == '\0') - (y[CA_OWNER][0] == '\0');

	if (order == 0)
		order = ca_compare_fold(x[CA_OWNER], y[CA_OWNER]);
	if (order == 0)
		order = ca_compare_fold(x[CA_OPERATOR], y[CA_OPERATOR]);
	for (size_t i = 0; order == 0 && i < sizeof(then) / sizeof(then[0]);
	     i++)
		order = strcmp(x[then[i]], y[then[i]]);
	return order;
}

void
ca_file_put(const struct ca_file *f, struct buf *out)
{
	const struct ca_row **rows = mem_array(f->n, sizeof(const void *));
	const char *header[CA_COLUMNS];

	for (size_t i = 0; i < CA_COLUMNS; i++)
		header[i] = ca_columns[i].names;
	csv_put_row(out, header, CA_COLUMNS);
	for (size_t i = 0; i < f->n; i++)
		rows[i] = &f->rows[i];
	qsort(rows, f->n, sizeof(rows[0]), ca_row_compare);
	for (size_t i = 0; i < f->n; i++)
		csv_put_row(out, rows[i]->text, CA_COLUMNS);
	free(rows);
}
