/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Files of comma-separated values with a header line (RFC 4180, as CCADB and
 * spreadsheets write them): rows by column name.  A byte order mark, CRLF or
 * LF, line breaks in quotes and a missing last line end are all fine.
 */

#ifndef CERT_CSV_H
#define CERT_CSV_H

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct error;

#define CSV_FILE_MAX (64u << 20)  /* octets of a file */
#define CSV_FIELD_MAX (64u << 10) /* octets of a field */
#define CSV_COLUMNS_MAX 256
#define CSV_ROWS_MAX 200000

struct csv_column {
	const char *names; /* `CA Owner Name|CA Owner`: one of these */
	bool needed;       /* a file without it is refused */
};

struct csv_row {
	const char *const *fields; /* by column; NULL: not in this file */
	const size_t *lens;
	size_t line; /* where the row begins, from 1 */
};

/* Called for each row after the header, which is lent; -1 and *err end the
 * reading (the file and line are put before *err). */
typedef int csv_row_cb(const struct csv_row *, void *arg, struct error *err);

/*
 * Read a file.  Columns are found by name, others ignored, the order is free.
 * -1 and *err (`file:line: ...`) where the file is no valid CSV or no UTF-8,
 * has a NUL octet, a row of another length than the header, a quote that never
 * closes, or exceeds a limit; rows before that were reported already.
 */
int csv_read(const char *path, const struct csv_column *columns,
    size_t n_columns, csv_row_cb *row, void *arg, struct error *err);

/* The same from memory; `name` is for errors. */
int csv_read_memory(const char *name, const void *data, size_t len,
    const struct csv_column *columns, size_t n_columns, csv_row_cb *row,
    void *arg, struct error *err);

/* Put a row; fields are quoted only where they must be, lines end in LF. */
void csv_put_row(struct buf *out, const char *const *fields, size_t n);

#endif
