/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate check` found out about one domain, before it is printed. */

#ifndef CLI_CHECK_H
#define CLI_CHECK_H

#include <stdint.h>

#include "gate/gate.h"
#include "gate/status.h"
#include "verify/finding.h"

struct cli;

enum check_verdict { CHECK_PASS, CHECK_WARN, CHECK_UNKNOWN, CHECK_FAIL };

struct check {
	const char *domain;
	struct gate_settings gate;
	struct findings findings;
	struct status status;
	struct gate_decision decision;
	enum check_verdict verdict;
	int64_t time;
};

/* The level of a finding in text: `block`, `warn`, `info`, `unknown`, ... */
const char *check_level(const struct check *, const struct finding *);

void check_print_text(const struct cli *, const struct check *, bool all);

/* many: one line, else indented. */
void check_print_json(const struct cli *, const struct check *, bool many);

#endif
