/* SPDX-License-Identifier: BSD-2-Clause */
/* CSV: what cert/csv.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/csv.h"

static const struct csv_column columns[] = {
    {"one|first", true},
    {"two", false},
};

static int
put_row(const struct csv_row *row, void *arg, struct error *err)
{
	struct buf *out = arg;

	(void)err;
	buf_printf(out, "%zu:[%s][%s]", row->line, row->fields[0],
	    row->fields[1] != NULL ? row->fields[1] : "-");
	assert_int_equal(row->lens[0], strlen(row->fields[0]));
	return 0;
}

static int
read_text(const char *text, size_t len, struct buf *out, struct error *err)
{
	return csv_read_memory(
	    "f.csv", text, len, columns, 2, put_row, out, err);
}

static void
rows_come_by_column_name(void **state)
{
	static const struct {
		const char *text, *rows;
	} cases[] = {
	    {"one,two\na,b\nc,d\n", "2:[a][b]3:[c][d]"},
	    {"one,two\r\na,b\r\nc,d", "2:[a][b]3:[c][d]"},
	    {"two,x,one\nb,y,a\n", "2:[a][b]"},
	    {"First\na\n", "2:[a][-]"},
	    {"\xef\xbb\xbfone,two\na,b\n", "2:[a][b]"},
	    {"\xef\xbb\xbf\"one\",\"two\"\n\"a\",\"b\"\n", "2:[a][b]"},
	    {"one,two\n\"a\nb\r\nc\",d\ne,f\n", "2:[a\nb\r\nc][d]5:[e][f]"},
	    {"one,two\n\"a\"\"b\",\"c,d\"\n", "2:[a\"b][c,d]"},
	    {"one,two\n,\n", "2:[][]"},
	    {"one,two\n\n\na,b\n\n", "4:[a][b]"},
	    {"one,two\n  a  , b\n", "2:[a][b]"},
	    {"one,two\n\xc3\xa9,\xe6\xb2\x83\n", "2:[\xc3\xa9][\xe6\xb2\x83]"},
	    {"one,two\n", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		struct error err = {""};

		if (read_text(
			cases[i].text, strlen(cases[i].text), &out, &err) == -1)
			fail_msg("case %zu: %s", i, err.text);
		assert_string_equal(buf_text(&out), cases[i].rows);
		buf_fini(&out);
	}
}

static void
what_is_no_csv_is_named_by_file_and_line(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		const char *error;
	} cases[] = {
	    {"", 0, "f.csv: empty"},
	    {"\n\n", 2, "f.csv:2: no header line"},
	    {"two\nb\n", 6, "f.csv:1: the header has no column `one|first`"},
	    {"one,first\na,b\n", 14, "f.csv:1: the header names column"},
	    {"one,two\na,b\nc\n", 14, "f.csv:3: 1 fields, the header has 2"},
	    {"one,two\na,b,c\n", 14, "f.csv:2: 3 fields, the header has 2"},
	    {"one,two\n\"a\n\n\n", 13, "f.csv:2: a quote that never closes"},
	    {"one,two\nc,\"a", 12, "f.csv:2: a quote that never closes"},
	    {"one,two\na\"b,c\n", 14, "f.csv:2: a quote where none may be"},
	    {"one,two\n\"a\"b,c\n", 15, "f.csv:2: a quote where none may be"},
	    {"one,two\na,b\nx\0y,c\n", 18, "f.csv:3: a NUL octet"},
	    {"one,two\na,b\n\xff,c\n", 16, "f.csv:3: not UTF-8"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		struct error err = {""};

		assert_int_equal(
		    read_text(cases[i].text, cases[i].len, &out, &err), -1);
		if (strncmp(err.text, cases[i].error, strlen(cases[i].error)) !=
		    0)
			fail_msg("case %zu: %s", i, err.text);
		buf_fini(&out);
	}
}

/* head, then n times x, then tail */
static struct buf
inflated(const char *head, size_t n, const char *x, const char *tail)
{
	struct buf b = BUF_INIT;

	buf_puts(&b, head);
	for (size_t i = 0; i < n; i++)
		buf_puts(&b, x);
	buf_puts(&b, tail);
	return b;
}

static void
every_limit_is_kept(void **state)
{
	static const struct {
		const char *head;
		size_t n;
		const char *x, *tail, *error;
	} cases[] = {
	    {"one\n", CSV_FIELD_MAX, "x", "\n", NULL},
	    {"one\n", CSV_FIELD_MAX + 1, "x", "\n",
		"f.csv:2: a field of more than 64 KiB"},
	    {"one\n", 10 << 20, "x", "\n",
		"f.csv:2: a field of more than 64 KiB"},
	    {"one\n\"", 10 << 20, "\n", "",
		"f.csv:2: a field of more than 64 KiB"},
	    {"two\n", 10 << 20, "x", "", "f.csv:1: the header has no column"},
	    {"one", CSV_COLUMNS_MAX - 1, ",", "\n", NULL},
	    {"one", CSV_COLUMNS_MAX, ",", "\n", "f.csv:1: too many columns"},
	    {"one\n", CSV_ROWS_MAX, "x\n", "", NULL},
	    {"one\n", CSV_ROWS_MAX + 1, "x\n", "",
		"f.csv:200002: too many rows"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = inflated(
		    cases[i].head, cases[i].n, cases[i].x, cases[i].tail);
		struct buf out = BUF_INIT;
		struct error err = {""};
		int ret = read_text(text.data, text.len, &out, &err);

		assert_int_equal(ret, cases[i].error != NULL ? -1 : 0);
		if (cases[i].error != NULL)
			assert_memory_equal(
			    err.text, cases[i].error, strlen(cases[i].error));
		buf_fini(&text);
		buf_fini(&out);
	}
}

static int
refuse(const struct csv_row *row, void *arg, struct error *err)
{
	int *calls = arg;

	(void)row;
	++*calls;
	return error_set(err, "refused");
}

static void
a_refused_row_ends_the_reading(void **state)
{
	static const char text[] = "one\na\r\n\"b\nc\"\nd\n";
	struct error err = {""};
	int calls = 0;

	(void)state;
	assert_int_equal(csv_read_memory("f.csv", text, strlen(text), columns,
			     1, refuse, &calls, &err),
	    -1);
	assert_int_equal(calls, 1);
	assert_string_equal(err.text, "f.csv:2: refused");
	assert_int_equal(
	    csv_read("/nowhere/x.csv", columns, 1, refuse, &calls, &err), -1);
	assert_non_null(strstr(err.text, "/nowhere/x.csv"));
}

static void
what_was_written_is_read_again(void **state)
{
	static const char *const rows[][2] = {
	    {"a", "b"},
	    {"a,b", "say \"x\""},
	    {" a", "b\t"},
	    {"a\nb", "\r"},
	    {"", "b"},
	};
	static const char wanted[] = "2:[a][b]3:[a,b][say \"x\"]4:[ a][b\t]"
				     "5:[a\nb][\r]7:[][b]";
	static const char *const header[] = {"one", "two"};
	struct buf text = BUF_INIT, out = BUF_INIT;
	struct error err = {""};

	(void)state;
	csv_put_row(&text, header, 2);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		csv_put_row(&text, rows[i], 2);
	assert_non_null(strstr(text.data, "\na,b\n\"a,b\",\"say \"\"x\"\"\""));
	if (read_text(text.data, text.len, &out, &err) == -1)
		fail_msg("%s", err.text);
	assert_string_equal(buf_text(&out), wanted);
	buf_fini(&text);
	buf_fini(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(rows_come_by_column_name),
	    cmocka_unit_test(what_is_no_csv_is_named_by_file_and_line),
	    cmocka_unit_test(every_limit_is_kept),
	    cmocka_unit_test(a_refused_row_ends_the_reading),
	    cmocka_unit_test(what_was_written_is_read_again),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
