/* SPDX-License-Identifier: BSD-2-Clause */
/* The history as JSON: of saved evidence, and of `caagate history --json`. */

#ifndef VERIFY_HISTORY_JSON_H
#define VERIFY_HISTORY_JSON_H

#include <jansson.h>

struct history;
struct history_subject;

/* The caller gives the reference back. */
json_t *history_to_json(const struct history *);
json_t *history_subject_to_json(const struct history_subject *);

#endif
