/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rule tests do to evidence: make it, fill it, mend it. */

#ifndef UNIT_RULES_WORLD_H
#define UNIT_RULES_WORLD_H

#include <jansson.h>
#include <stdbool.h>

struct error;
struct evidence;
struct finding;

/* tests/evidence/NAME of the source tree; the caller frees. */
char *rules_path(const char *name);

/* The evidence of a case: `@NAME` in a chain is certs/NAME.pem, the domain is
 * good.test and the time 2026-12-01T00:00:00Z unless it says. */
int rules_evidence(
    const json_t *written, struct evidence **evidence_out, struct error *err);

/* Every question and probe that the plans name and nothing answers gets NODATA
 * or a timeout, until nothing is named any more. */
int rules_fill(struct evidence *, struct error *err);

/* A copy after the records that the finding wants removed and published have
 * been; *has_out: it names such records. */
int rules_mend(const struct evidence *, const struct finding *, bool *has_out,
    struct evidence **mended_out, struct error *err);

/* Does `dns NAME TYPE` or `probe URL ADDRESS` point into the evidence? */
bool rules_has_ref(const struct evidence *, const char *ref);

#endif
