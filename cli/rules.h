/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate rules`: the catalogue, in each of its forms. */

#ifndef CLI_RULES_H
#define CLI_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "verify/finding.h"

struct cli;

/* A family of rules for people. */
struct rules_family {
	const char *name; /* `STS`: what stands before the hyphen */
	const char *title;
};
extern const struct rules_family rules_families[]; /* name NULL ends it */

bool rules_in_family(enum rule_id, const struct rules_family *);

/* What rules of this need are judged by, for people. */
const char *rules_needs_sentence(enum rule_needs);

/* wanted[RULES]: which are meant. */
void rules_print_text(const struct cli *, const bool *wanted);
void rules_print_json(const struct cli *, const bool *wanted);

/* The manual page caagate-rules(7), as it is checked in. */
void rules_print_mdoc(FILE *out);

#endif
