/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside `caagate status`. */

#ifndef CLI_STATUS_H
#define CLI_STATUS_H

#include <jansson.h>
#include <stddef.h>

struct cli;
struct known;

/* One domain, on a page of its own or as an object. */
void
status_print_text(const struct cli *, const char *domain, const struct known *);
json_t *
status_json(const struct cli *, const char *domain, const struct known *);

/* 0: mail passes, 2: it would be stopped, 3: nothing definite is known. */
int status_exit(const struct known *);

/* What was stopped or would have been, of the operands or of all; an exit
 * code. */
int status_shadow(struct cli *);

#endif
