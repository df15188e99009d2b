/* SPDX-License-Identifier: BSD-2-Clause */
/* What libmilter calls. */

#ifndef MILTER_CALLBACKS_H
#define MILTER_CALLBACKS_H

struct error;
struct milter;

/* Tell libmilter who we are.  The milter is lent until the process ends:
 * libmilter has no argument for its callbacks. */
int callbacks_register(struct milter *, struct error *err);

#endif
