/* SPDX-License-Identifier: BSD-2-Clause */
/* Colour, columns, and JSON that is safe on a terminal. */

#include "cli/print.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"

struct cell {
	enum paint paint;
	char *text;
};

struct table {
	size_t columns;
	size_t n;
	struct cell *cells;
};

static const char *
paint_code(enum paint paint)
{
	switch (paint) {
	case PAINT_NONE:
		return "";
	case PAINT_GOOD:
		return "\033[32m";
	case PAINT_BAD:
		return "\033[31m";
	case PAINT_WARN:
		return "\033[33m";
	case PAINT_DIM:
		return "\033[2m";
	case PAINT_BOLD:
		return "\033[1m";
	}
	return "";
}

void
print_painted(FILE *out, bool colour, enum paint paint, const char *text)
{
	if (!colour || paint == PAINT_NONE || text[0] == '\0')
		fputs(text, out);
	else
		fprintf(out, "%s%s\033[0m", paint_code(paint), text);
}

void
print_heading(FILE *out, bool colour, const char *text)
{
	fputc('\n', out);
	print_painted(out, colour, PAINT_BOLD, text);
	fputc('\n', out);
}

/* The octets of the character that begins here, by its first octet. */
static size_t
character_len(const char *text)
{
	size_t len = 1;

	while (((uint8_t)text[len] & 0xc0) == 0x80)
		len++;
	return len;
}

static size_t
count_characters(const char *text)
{
	size_t n = 0;

	for (; *text != '\0'; n++)
		text += character_len(text);
	return n;
}

struct table *
table_new(size_t columns)
{
	struct table *table = mem_zalloc(sizeof(*table));

	table->columns =
	    columns < TABLE_COLUMNS_MAX ? columns : TABLE_COLUMNS_MAX;
	return table;
}

void
table_free(struct table **tp)
{
	struct table *table = *tp;

	if (table == NULL)
		return;
	*tp = NULL;
	for (size_t i = 0; i < table->n; i++)
		free(table->cells[i].text);
	free(table->cells);
	free(table);
}

void
table_put(struct table *table, enum paint paint, const char *text)
{
	struct cell *cell;

	table->cells =
	    mem_resize(table->cells, table->n + 1, sizeof(*table->cells));
	cell = &table->cells[table->n++];
	cell->paint = paint;
	cell->text = mem_strdup(text);
}

bool
table_is_empty(const struct table *table)
{
	return table->n == 0;
}

static bool
row_is_empty_from(const struct table *table, size_t at)
{
	for (; at < table->n; at++) {
		if (table->cells[at].text[0] != '\0')
			return false;
		if ((at + 1) % table->columns == 0)
			break;
	}
	return true;
}

static void
print_row(const struct table *table, size_t row, const size_t *widths,
    bool colour, FILE *out)
{
	for (size_t c = 0; c < table->columns; c++) {
		size_t at = row + c;

		if (at >= table->n || row_is_empty_from(table, at))
			break;
		if (c > 0)
			fputs("  ", out);
		print_painted(
		    out, colour, table->cells[at].paint, table->cells[at].text);
		if (c + 1 < table->columns && !row_is_empty_from(table, at + 1))
			fprintf(out, "%*s",
			    (int)(widths[c] -
				  count_characters(table->cells[at].text)),
			    "");
	}
	fputc('\n', out);
}

void
table_print(
    const struct table *table, const char *indent, bool colour, FILE *out)
{
	size_t widths[TABLE_COLUMNS_MAX] = {0};

	for (size_t i = 0; i < table->n; i++) {
		size_t len = count_characters(table->cells[i].text);

		if (len > widths[i % table->columns])
			widths[i % table->columns] = len;
	}
	for (size_t row = 0; row < table->n; row += table->columns) {
		fputs(indent, out);
		print_row(table, row, widths, colour, out);
	}
}

static void
print_json_as(FILE *out, json_t *value, size_t flags)
{
	char *text =
	    json_dumps(value, flags | JSON_PRESERVE_ORDER | JSON_ENSURE_ASCII);

	json_decref(value);
	if (text == NULL)
		return;
	/* DEL is the one control character that JSON lets through. */
	for (const char *p = text; *p != '\0';) {
		size_t len = strcspn(p, "\x7f");

		fwrite(p, 1, len, out);
		p += len;
		if (*p == 0x7f) {
			fputs("\\u007F", out);
			p++;
		}
	}
	fputc('\n', out);
	free(text);
}

void
print_json(FILE *out, json_t *value)
{
	print_json_as(out, value, JSON_INDENT(2));
}

void
print_json_line(FILE *out, json_t *value)
{
	print_json_as(out, value, JSON_COMPACT);
}

json_t *
json_text(const char *text)
{
	return text != NULL ? json_octets(text, strlen(text)) : json_null();
}

static bool
is_ascii(const uint8_t *data, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (data[i] >= 0x80)
			return false;
	return true;
}

json_t *
json_octets(const void *data, size_t len)
{
	const uint8_t *p = data;
	struct buf b = BUF_INIT;
	json_t *value;

	if (is_ascii(p, len))
		return json_stringn_nocheck(data, len);
	for (size_t i = 0; i < len; i++) {
		if (p[i] < 0x80) {
			buf_u8(&b, p[i]);
			continue;
		}
		buf_u8(&b, (uint8_t)(0xc0 | p[i] >> 6));
		buf_u8(&b, (uint8_t)(0x80 | (p[i] & 0x3f)));
	}
	value = json_stringn(buf_text(&b), b.len);
	buf_fini(&b);
	return value;
}

json_t *
json_utf8(const char *text)
{
	json_t *value = text != NULL ? json_string(text) : NULL;

	return value != NULL ? value : json_text(text);
}

/* C0, DEL, and C1 as UTF-8 writes it. */
static bool
has_control(const char *text)
{
	for (const uint8_t *p = (const uint8_t *)text; *p != '\0'; p++)
		if (*p < 0x20 || *p == 0x7f || (p[0] == 0xc2 && p[1] < 0xa0))
			return true;
	return false;
}

void
print_utf8(const char *text, size_t most, struct buf *out)
{
	json_t *valid = json_string(text); /* NULL: it is no UTF-8 */
	const char *end = text;

	json_decref(valid);
	if (valid == NULL || has_control(text)) {
		text_put_escaped(out, text, strlen(text), most);
		return;
	}
	if (count_characters(text) <= most) {
		buf_puts(out, text);
		return;
	}
	for (size_t i = 0; i + 3 < most; i++)
		end += character_len(end);
	buf_put(out, text, (size_t)(end - text));
	buf_puts(out, "...");
}

json_t *
json_hex(const void *data, size_t len)
{
	struct buf b = BUF_INIT;
	json_t *value;

	text_put_hex(&b, data, len);
	value = json_string(buf_text(&b));
	buf_fini(&b);
	return value;
}

void
print_rdata(const void *rdata, size_t len, struct buf *out)
{
	struct caa_property property;

	if (caa_property_parse(rdata, len, &property) == CAA_RDATA_OK) {
		caa_property_put_text(&property, out);
		return;
	}
	buf_printf(out, len > 0 ? "\\# %zu " : "\\# %zu", len);
	text_put_hex(out, rdata, len);
}
