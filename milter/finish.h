/* SPDX-License-Identifier: BSD-2-Clause */
/* The end of a message: what is known, what is said, what is done. */

#ifndef MILTER_FINISH_H
#define MILTER_FINISH_H

#include <libmilter/mfapi.h>

struct session;

/* The message is open; may wait up to milter.deadline.  Returns what libmilter
 * is to reply. */
sfsistat finish(struct session *, SMFICTX *);

#endif
