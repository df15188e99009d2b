/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate lint` says of a record or a value, as JSON and as text. */

#ifndef CLI_LINT_H
#define CLI_LINT_H

#include <jansson.h>
#include <stddef.h>
#include <stdint.h>

#include "caa/lint.h"
#include "caa/value.h"

struct buf;
struct cli;

/* The CAs of the table, if there is one: what caa_lint wants to know. */
void lint_cas(const struct cli *, struct caa_lint_cas *out);

/* As caa_lint, of RDATA: framing broken or a tag of other octets is not ok. */
void lint_rdata(const uint8_t *rdata, size_t len, const struct caa_lint_cas *,
    struct caa_lint *out);

/* ok, wire, canonical; reason, repaired, changes where it is not valid. */
json_t *lint_text_json(const struct caa_lint *);

/* ok, flags, tag, value, canonical; reason where it is not valid. */
json_t *lint_wire_json(const struct caa_lint *);

/* ok, issuer, parameters; `lint` is of an issue property with this value. */
json_t *
lint_value_json(const uint8_t *value, size_t len, const struct caa_lint *lint);

/* List of id, text and fix. */
json_t *lint_notes_json(const struct caa_lint *);

void lint_print_text(const struct cli *, const struct caa_lint *);
void lint_print_value(const struct cli *, const uint8_t *value, size_t len,
    const struct caa_lint *lint);

/* The value of an issue-like property, as RDATA of an issue property. */
void lint_value_rdata(const uint8_t *value, size_t len, struct buf *out);

#endif
