/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * `caagate check`: what was asked for, what was found out about one domain,
 * and the ways to print it.  One domain and a list of them go through the same
 * machinery (cli/check_run.h).
 */

#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/options.h"
#include "gate/gate.h"
#include "gate/status.h"
#include "verify/finding.h"

struct cli;
struct evidence;
struct evidence_about;

#define CHECK_JOBS 50       /* domains in flight where --jobs does not say */
#define CHECK_JOBS_MAX 1000 /* what it may say */

struct check_options {
	const char *profile;
	bool all, strict, no_probe, json_lines;
	const char *save, *evidence;
	struct cli_list egress, selectors, services;
	const char *helo;
	const char *file, *jobs_text, *out, *resume;

	/* made by check_options_settle */
	enum gate_profile wanted; /* PROFILES: as the settings say */
	unsigned jobs;
};

#define CHECK_OPTIONS 15
extern const struct cli_option check_options_table[CHECK_OPTIONS];

/* Judge what was given together; an exit code, and the reason was said. */
int check_options_settle(struct cli *, struct check_options *);

/* What the settings and the options say of a domain; the caller ends it. */
void check_options_about(const struct cli *, const struct check_options *,
    const char *domain, struct evidence_about *out);

enum check_verdict { CHECK_PASS, CHECK_WARN, CHECK_UNKNOWN, CHECK_FAIL };

struct check {
	const struct evidence *evidence; /* lent; domain and time are its */
	struct gate_settings gate;
	struct findings findings;
	struct status status;
	struct gate_decision decision;
	enum check_verdict verdict;
};

/* Judge the evidence by settings and options.  End it with check_fini; it is
 * large, so the caller allocates it, zeroed. */
void check_judge(const struct cli *, const struct check_options *,
    const struct evidence *, struct check *out);
void check_fini(struct check *);

/* Of two exit codes the one that tells more: 2 before 3 before 1 before 0. */
int check_worse(int a, int b);
int check_exit(enum check_verdict, bool strict);

const char *check_verdict_text(enum check_verdict); /* `pass`, `warn`, ... */
int check_verdict_from_text(const char *, size_t len, enum check_verdict *out);

/* Does nobody know what this finding says, so that the whole is unknown? */
bool check_is_open(const struct check *, const struct finding *);

/* The severity under the gate's settings. */
enum severity check_severity(const struct check *, const struct finding *);

/* The level of a finding in text: `block`, `warn`, `info`, `unknown`, ... */
const char *check_level(const struct check *, const struct finding *);

/* Findings and a summary for people; all: what passed, too. */
void check_print_text(const struct cli *, const struct check *, bool all);

/* The domain on one line: `example.org: fail (1 block, 9 pass); CAA-08 ...`. */
void check_print_line(const struct cli *, const struct check *);

/* One object; on one line or indented. */
void check_print_json(FILE *out, const struct check *, bool line);

/* One object and one line a finding. */
void check_print_json_lines(FILE *out, const struct check *);

#endif
