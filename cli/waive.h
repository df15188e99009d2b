/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside `caagate waive`. */

#ifndef CLI_WAIVE_H
#define CLI_WAIVE_H

#include <jansson.h>
#include <stdint.h>

struct cli;
struct waiver;

/* Print the waivers of the operands, or all; an exit code. */
int waive_list(struct cli *);

/* rule, begun, until, holds, reason. */
json_t *waive_json(const struct waiver *, int64_t now);

#endif
