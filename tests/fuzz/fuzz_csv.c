/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CSV reader and the cells of CCADB's reports.  What was read is written,
 * read again, and must be the same.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "cert/csv.h"
#include "cert/identifiers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const struct csv_column columns[] = {
    {"a|Subject", false},
    {"b|Recognized CAA Domains", true},
};

#define COLUMNS (sizeof(columns) / sizeof(columns[0]))

static void
check_cell(const char *cell)
{
	struct identifiers set = IDENTIFIERS_INIT, again = IDENTIFIERS_INIT;
	size_t faults[IDENTIFIER_FAULTS] = {0};
	struct buf text = BUF_INIT, once_more = BUF_INIT;

	identifiers_parse(&set, cell, faults);
	if (faults[IDENTIFIER_GOOD] < set.n)
		abort();
	identifiers_put(&set, &text);
	memset(faults, 0, sizeof(faults));
	identifiers_parse(&again, text.data, faults);
	identifiers_put(&again, &once_more);
	if (strcmp(text.data, once_more.data) != 0 ||
	    faults[IDENTIFIER_GOOD] != set.n)
		abort();
	identifiers_subtract(&again, &set);
	if (again.n != 0)
		abort();
	identifiers_fini(&set);
	identifiers_fini(&again);
	buf_fini(&text);
	buf_fini(&once_more);
}

static int
take_row(const struct csv_row *row, void *arg, struct error *err)
{
	const char *fields[COLUMNS];

	(void)err;
	for (size_t i = 0; i < COLUMNS; i++) {
		fields[i] = row->fields[i] != NULL ? row->fields[i] : "";
		if (row->fields[i] != NULL &&
		    strlen(row->fields[i]) != row->lens[i])
			abort();
	}
	if (row->line < 1)
		abort();
	check_cell(fields[1]);
	csv_put_row(arg, fields, COLUMNS);
	return 0;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const header[] = {"a", "b"};
	struct buf once = BUF_INIT, twice = BUF_INIT;
	struct error err = {""};

	csv_put_row(&once, header, COLUMNS);
	csv_put_row(&twice, header, COLUMNS);
	if (csv_read_memory("f", data, size, columns, COLUMNS, take_row, &once,
		&err) == 0) {
		if (csv_read_memory("g", once.data, once.len, columns, COLUMNS,
			take_row, &twice, &err) == -1 ||
		    strcmp(once.data, twice.data) != 0)
			abort();
	} else if (strncmp(err.text, "f:", 2) != 0) {
		abort();
	}
	buf_fini(&once);
	buf_fini(&twice);
	return 0;
}
