/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * CCADB's reports of recognised CAA domains, merged into a CA table:
 * AllCAAIdentifiersReportCSVV2 (a row a CA certificate) and the older ones (a
 * row an owner).  doc/ca-table.md says what they look like.
 */

#ifndef CERT_CCADB_H
#define CERT_CCADB_H

#include <stddef.h>

#include "cert/identifiers.h"

struct ca_file;
struct error;

struct ccadb_summary {
	size_t rows;          /* of reports */
	size_t unknown_cells; /* rows without a usable identifier: the CA's
				 identifiers are unknown, nothing changes */
	size_t matched;       /* rows whose CA or owner the table has */
	size_t certificates;  /* table rows that they speak of */
	size_t added;         /* new table rows, for CAs it had not */
	size_t unplaced;      /* rows of owners it has not, or whose subject
				 cannot be read or stands for several keys */
	size_t words[IDENTIFIER_FAULTS]; /* kept (IDENTIFIER_GOOD) and dropped,
					    by reason */
};

/*
 * Read a report and merge it; the kind is told by the columns.  Figures are
 * added to *sum.  `date` (YYYY-MM-DD) is the day of the report.
 *
 * V2: a row replaces caa_domains of all table rows whose key has that key id
 * and subject (several rows of one key together); what they had before, and
 * the report has not, becomes weak.  caa_basis is `ccadb-v2` then.
 * By owner: what the owner's rows lack becomes weak there; nothing else
 * changes.
 *
 * -1 and *err, with file and line, where the file is no such report or has no
 * rows; the table is as before then.
 */
int ccadb_merge(struct ca_file *, const char *report, const char *date,
    struct ccadb_summary *sum, struct error *err);

#endif
