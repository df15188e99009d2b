/* SPDX-License-Identifier: BSD-2-Clause */
/* Rows of a CSV file by column name, over libcsv. */

#include "cert/csv.h"

#include <csv.h>
#include <stdlib.h>
#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"

#define CSV_CHUNK (64u << 10) /* octets given to libcsv at once */
#define CSV_NOT_WANTED SIZE_MAX

struct csv_state {
	const struct csv_column *columns;
	size_t n_columns;
	csv_row_cb *row;
	void *arg;
	struct error *err;

	size_t *place;   /* by position in the file: the column, if wanted */
	size_t n_header; /* columns that the header has */
	bool in_header;
	bool failed; /* *err is set; the rest is not looked at */

	struct buf text; /* the wanted fields of this row, each with a NUL */
	size_t *starts;  /* by column, into text */
	const char **fields;
	size_t *lens;
	size_t at; /* position in this row */
	size_t n_rows;
	size_t line;     /* that libcsv is given now */
	size_t row_line; /* where this row began */
};

static void
csv_fail(struct csv_state *s, const char *sentence)
{
	if (!s->failed)
		(void)error_set(s->err, "%s", sentence);
	s->failed = true;
}

/* Is the name one of `A|B|C`?  ASCII case does not matter. */
static bool
csv_is_named(const char *names, const char *name, size_t len)
{
	while (*names != '\0') {
		size_t n = strcspn(names, "|");

		if (text_equal_fold(names, n, name, len))
			return true;
		names += n + (names[n] == '|');
	}
	return false;
}

static size_t
csv_place_of(const struct csv_state *s, const char *name, size_t len)
{
	for (size_t i = 0; i < s->n_columns; i++)
		if (csv_is_named(s->columns[i].names, name, len))
			return i;
	return CSV_NOT_WANTED;
}

static bool
csv_is_placed(const struct csv_state *s, size_t column)
{
	for (size_t i = 0; i < s->n_header; i++)
		if (s->place[i] == column)
			return true;
	return false;
}

static void
csv_header_field(struct csv_state *s, const char *name, size_t len)
{
	size_t column = csv_place_of(s, name, len);

	if (s->n_header == CSV_COLUMNS_MAX) {
		csv_fail(s, "too many columns");
		return;
	}
	if (column != CSV_NOT_WANTED && csv_is_placed(s, column)) {
		(void)error_set(s->err, "the header names column `%s` twice",
		    s->columns[column].names);
		s->failed = true;
		return;
	}
	s->place[s->n_header++] = column;
	s->at = s->n_header;
}

static void
csv_header_end(struct csv_state *s)
{
	s->in_header = false;
	for (size_t i = 0; i < s->n_columns; i++) {
		if (!s->columns[i].needed || csv_is_placed(s, i))
			continue;
		(void)error_set(s->err,
		    "the header has no column `%s`, which is needed",
		    s->columns[i].names);
		s->failed = true;
		return;
	}
}

static void
csv_row_field(struct csv_state *s, const char *data, size_t len)
{
	size_t column;

	if (s->at >= s->n_header) {
		s->at++;
		return;
	}
	column = s->place[s->at++];
	if (column == CSV_NOT_WANTED)
		return;
	s->starts[column] = s->text.len;
	s->lens[column] = len;
	buf_put(&s->text, data, len);
	buf_putc(&s->text, '\0');
}

static void
csv_on_field(void *data, size_t len, void *arg)
{
	struct csv_state *s = arg;

	if (s->failed)
		return;
	if (len > CSV_FIELD_MAX) {
		csv_fail(s, "a field of more than 64 KiB");
		return;
	}
	if (s->in_header)
		csv_header_field(s, data, len);
	else
		csv_row_field(s, data, len);
}

static void
csv_row_end(struct csv_state *s)
{
	struct csv_row row = {s->fields, s->lens, s->row_line};

	if (s->at != s->n_header) {
		(void)error_set(s->err, "%zu fields, the header has %zu", s->at,
		    s->n_header);
		s->failed = true;
		return;
	}
	if (s->n_rows++ == CSV_ROWS_MAX) {
		csv_fail(s, "too many rows");
		return;
	}
	for (size_t i = 0; i < s->n_header; i++)
		if (s->place[i] != CSV_NOT_WANTED)
			s->fields[s->place[i]] =
			    s->text.data + s->starts[s->place[i]];
	if (s->row(&row, s->arg, s->err) == -1)
		s->failed = true;
}

static void
csv_on_row(int c, void *arg)
{
	struct csv_state *s = arg;

	(void)c;
	if (s->failed)
		return;
	if (s->in_header)
		csv_header_end(s);
	else
		csv_row_end(s);
	buf_clear(&s->text);
	s->at = 0;
}

/* Up to a line feed, so that the line is known in the callbacks. */
static size_t
csv_chunk_len(const char *data, size_t len)
{
	size_t most = len < CSV_CHUNK ? len : CSV_CHUNK;
	const char *feed = memchr(data, '\n', most);

	return feed != NULL ? (size_t)(feed - data) + 1 : most;
}

static int
csv_feed(struct csv_state *s, struct csv_parser *parser, const char *data,
    size_t len)
{
	while (len > 0) {
		size_t n = csv_chunk_len(data, len);

		if (s->at == 0 && parser->entry_pos == 0)
			s->row_line = s->line;
		if (csv_parse(parser, data, n, csv_on_field, csv_on_row, s) !=
		    n)
			csv_fail(s, "a quote where none may be");
		if (parser->entry_pos > CSV_FIELD_MAX)
			csv_fail(s, "a field of more than 64 KiB");
		if (s->failed)
			return -1;
		s->line += data[n - 1] == '\n';
		data += n;
		len -= n;
	}
	if (csv_fini(parser, csv_on_field, csv_on_row, s) != 0)
		csv_fail(s, "a quote that never closes");
	else if (!s->failed && s->in_header)
		csv_fail(s, "no header line");
	return s->failed ? -1 : 0;
}

static void
csv_state_init(struct csv_state *s)
{
	s->place = mem_array(CSV_COLUMNS_MAX, sizeof(*s->place));
	s->starts = mem_array(s->n_columns, sizeof(*s->starts));
	s->lens = mem_array(s->n_columns, sizeof(*s->lens));
	s->fields = mem_array(s->n_columns, sizeof(*s->fields));
}

static void
csv_state_fini(struct csv_state *s)
{
	free(s->place);
	free(s->starts);
	free(s->lens);
	free(s->fields);
	buf_fini(&s->text);
}

static size_t
csv_line_feeds(const char *data, size_t len)
{
	const char *end = data + len;
	size_t n = 0;

	while (data < end &&
	       (data = memchr(data, '\n', (size_t)(end - data))) != NULL) {
		data++;
		n++;
	}
	return n;
}

/* What would trouble whoever prints or compares a field. */
static int
csv_check_octets(
    const char *name, const char *data, size_t len, struct error *err)
{
	size_t good = text_utf8_prefix(data, len);
	const char *nul = memchr(data, '\0', good);

	if (nul != NULL)
		return error_set(err, "%s:%zu: a NUL octet, want text", name,
		    csv_line_feeds(data, (size_t)(nul - data)) + 1);
	if (good < len)
		return error_set(err, "%s:%zu: not UTF-8", name,
		    csv_line_feeds(data, good) + 1);
	return 0;
}

int
csv_read_memory(const char *name, const void *data, size_t len,
    const struct csv_column *columns, size_t n_columns, csv_row_cb *row,
    void *arg, struct error *err)
{
	struct csv_state s = {.columns = columns,
	    .n_columns = n_columns,
	    .row = row,
	    .arg = arg,
	    .err = err,
	    .in_header = true,
	    .line = 1,
	    .row_line = 1,
	    .text = BUF_INIT};
	struct csv_parser parser;
	const char *text = data;
	int ret;

	if (len == 0)
		return error_set(
		    err, "%s: empty, want CSV with a header line", name);
	if (csv_check_octets(name, text, len, err) == -1)
		return -1;
	if (len >= 3 && memcmp(text, "\xef\xbb\xbf", 3) == 0) {
		text += 3;
		len -= 3;
	}
	if (csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
		return error_set(err, "%s: libcsv would not start", name);
	csv_state_init(&s);
	ret = csv_feed(&s, &parser, text, len);
	if (ret == -1)
		error_prefix(err, "%s:%zu", name, s.row_line);
	csv_free(&parser);
	csv_state_fini(&s);
	return ret;
}

int
csv_read(const char *path, const struct csv_column *columns, size_t n_columns,
    csv_row_cb *row, void *arg, struct error *err)
{
	struct buf text = BUF_INIT;
	int ret = -1;

	if (file_read(path, CSV_FILE_MAX, &text, err) == 0)
		ret = csv_read_memory(path, buf_text(&text), text.len, columns,
		    n_columns, row, arg, err);
	buf_fini(&text);
	return ret;
}

static bool
csv_must_quote(const char *field)
{
	size_t len = strlen(field);

	return field[strcspn(field, ",\"\r\n")] != '\0' ||
	       (len > 0 && (strchr(" \t", field[0]) != NULL ||
			       strchr(" \t", field[len - 1]) != NULL));
}

static void
csv_put_field(struct buf *out, const char *field)
{
	if (!csv_must_quote(field)) {
		buf_puts(out, field);
		return;
	}
	buf_putc(out, '"');
	for (; *field != '\0'; field++) {
		if (*field == '"')
			buf_putc(out, '"');
		buf_putc(out, *field);
	}
	buf_putc(out, '"');
}

void
csv_put_row(struct buf *out, const char *const *fields, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(out, ',');
		csv_put_field(out, fields[i]);
	}
	buf_putc(out, '\n');
}
