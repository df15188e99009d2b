/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts in sentences for people. */

#ifndef CLI_SAY_H
#define CLI_SAY_H

#include <stddef.h>

#include "caa/evaluate.h"

struct buf;
struct caa_climb;
struct caa_property;

/* Octets of one record that a sentence or a column shows; JSON shows all. */
#define SAY_RECORD_MAX 160

/* `a TLS certificate for www.example.org`, ... */
void say_certificate(enum caa_kind, const char *name, struct buf *out);

/* Canonical text, cut with `...` where it is longer than SAY_RECORD_MAX. */
void say_record(const struct caa_property *, struct buf *out);

/* The verdict, why, and which name and record decided. */
void say_verdict(const struct caa_climb *, const char *name,
    const struct caa_request *, const struct caa_result *, struct buf *out);

/* Why the climb failed: `the CAA look-up of X failed: ...`. */
void say_failure(const struct caa_climb *, struct buf *out);

#endif
