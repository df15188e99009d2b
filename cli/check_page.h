/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside check's text: the page that is being written. */

#ifndef CLI_CHECK_PAGE_H
#define CLI_CHECK_PAGE_H

#include <stdbool.h>
#include <stddef.h>

#include "cli/print.h"
#include "verify/finding.h"

struct buf;
struct check;
struct cli;

/* The order on paper. */
enum check_rank {
	RANK_BLOCK,
	RANK_OPEN, /* unknown, and that matters */
	RANK_WARN,
	RANK_UNKNOWN,
	RANK_INFO,
	RANK_CHOICE, /* information that asks for nothing */
	RANK_NOT_TESTABLE,
	RANK_NOT_APPLICABLE,
	RANK_PASS,
	RANKS
};

enum check_rank check_rank(const struct check *, const struct finding *);
enum paint check_rank_paint(enum check_rank);

#define CHECK_INDENT 4 /* of a finding's further lines */
#define CHECK_SHOWN 8  /* subjects and mends of a line, without --all */

struct check_page {
	const struct cli *cli;
	const struct check *check;
	bool all;
	size_t width;                     /* 0: lines are not broken */
	bool *said;                       /* one a finding */
	const struct finding_fix **fixes; /* that stand on the page */
	size_t n_fixes;
};

/*
 * The mends of findings that are told in one line (indices into the check's),
 * each once.  A record that stands further up is not printed again: one change
 * often mends several findings.
 */
void check_put_fixes(struct check_page *, const size_t *findings, size_t n);

/* In one line: which rules have something to say that is a matter of choice. */
void check_put_choices(struct check_page *);

/* In one line: which servers could not be seen, why, and what is therefore not
 * judged.  Nothing where no finding tells why. */
void check_put_unseen(struct check_page *);

/* The finding, and all that is told in its line. */
void check_put_from(struct check_page *, enum check_rank, size_t finding);

/* The name of a rule behind others (`CAA-17, MX-03`), once, and not `but`. */
void check_put_rule(enum rule_id, enum rule_id but, struct buf *out);

/* A line of its own, where there is anything behind its head. */
void check_put_line(
    const struct check_page *, const char *head, const struct buf *rest);

#endif
