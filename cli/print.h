/* SPDX-License-Identifier: BSD-2-Clause */
/* Printing for people and for programs: colour, columns, JSON. */

#ifndef CLI_PRINT_H
#define CLI_PRINT_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

struct buf;
struct dns_record;

enum paint {
	PAINT_NONE,
	PAINT_GOOD,
	PAINT_BAD,
	PAINT_WARN,
	PAINT_DIM,
	PAINT_BOLD
};

/* Columns as wide as they need to be, two blanks between them. */
struct table;

#define TABLE_COLUMNS_MAX 8

struct table *table_new(size_t columns);
void table_free(struct table **);

/* The next cell, row by row; text is copied and printable. */
void table_put(struct table *, enum paint, const char *text);
void
table_print(const struct table *, const char *indent, bool colour, FILE *out);

bool table_is_empty(const struct table *);

/* An empty line and the text, in bold. */
void print_heading(FILE *out, bool colour, const char *text);

void print_painted(FILE *out, bool colour, enum paint, const char *text);

/* One object, a line feed after it; takes the reference.  Printable ASCII:
 * what a stranger wrote can't reach a terminal. */
void print_json(FILE *out, json_t *value);

/* The same on one line. */
void print_json_line(FILE *out, json_t *value);

/* Text as it is (ASCII), and NULL as null. */
json_t *json_text(const char *text);

/* UTF-8 as it is; what is none, octet by octet.  NULL as null. */
json_t *json_utf8(const char *text);

/* UTF-8 without control characters as it is, cut with `...` after so many
 * characters; anything else escaped. */
void print_utf8(const char *text, size_t most, struct buf *out);

/* Octets as a string: one character an octet, U+0000 to U+00FF. */
json_t *json_octets(const void *data, size_t len);

json_t *json_hex(const void *data, size_t len);

/* CAA RDATA as canonical text, or in generic form (RFC 3597) if it is none. */
void print_rdata(const void *rdata, size_t len, struct buf *out);

#endif
