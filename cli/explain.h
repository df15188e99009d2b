/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate explain` found out, before it is printed. */

#ifndef CLI_EXPLAIN_H
#define CLI_EXPLAIN_H

#include <stdbool.h>
#include <stddef.h>

#include "caa/evaluate.h"
#include "caa/lint.h"
#include "caa/set.h"
#include "dns/name.h"

struct buf;
struct caa_climb;
struct cli;
struct owners;

/* Rows of one section of the text; JSON lists all. */
#define EXPLAIN_ROWS_MAX 100

#define EXPLAIN_KINDS (CAA_KIND_VMC + 1)

/* One CA, and what it may do. */
struct explain_issuer {
	char **ids; /* its issuer domain names, one at least */
	size_t n_ids;
	char *owner; /* as the table has it; NULL if unknown */
	struct caa_result results[EXPLAIN_KINDS];
};

struct explain {
	char name[DNS_NAME_SIZE];
	struct caa_climb *climb;
	const struct caa_set *set; /* relevant; NULL if none */
	/* The set in an order that does not change between two answers: by
	 * tag, then value.  Columns refer to it as [1], [2], ... */
	const struct caa_entry **entries;
	struct caa_lint *lints; /* of each entry */
	size_t n_entries;
	struct explain_issuer *issuers;
	size_t n_issuers;
};

void explain_fini(struct explain *);

/* Fill entries from the climb, which has ended. */
void explain_sort(struct explain *);

/* Look for what is legal in a record and surely not meant. */
void explain_lint(struct explain *, const struct caa_lint_cas *);

/* A CA by its identifiers, once; owner may be NULL. */
void explain_add_issuer(
    struct explain *, const char *const *ids, size_t n_ids, const char *owner);

/* The CAs that issue, issuewild, issuemail and issuevmc properties name.
 * owners may be NULL. */
void explain_add_named(struct explain *, const struct owners *);

/* Evaluate every CA for every kind. */
void explain_judge(struct explain *);

/* Where an entry stands in the sorted list. */
size_t explain_index(const struct explain *, const struct caa_entry *);

/* May the CA that this entry names issue by this very set? */
bool explain_entry_permits(
    const struct explain *, const struct caa_entry *, enum caa_kind);

/* `[1]`: how columns refer to an entry. */
void explain_put_number(
    const struct explain *, const struct caa_entry *, struct buf *out);

/* `bogus`, `authenticated` or `not-authenticated`. */
const char *explain_dnssec(const struct explain *);

/* How many of so many rows were left out, if any. */
void explain_print_more(const struct cli *, size_t rows);

/* Sections of the text. */
void explain_print_meanings(const struct cli *, const struct explain *);
void explain_print_issuers(const struct cli *, const struct explain *);
void explain_print_bindings(const struct cli *, const struct explain *);
void explain_print_problems(const struct cli *, const struct explain *);
void explain_print_dnssec(const struct cli *, const struct explain *);

void explain_print_text(const struct cli *, const struct explain *);
void explain_print_json(const struct cli *, const struct explain *);

#endif
