/* SPDX-License-Identifier: BSD-2-Clause */
/* What one look at a domain adds to the history. */

#ifndef VERIFY_REMEMBER_H
#define VERIFY_REMEMBER_H

struct evidence;
struct history;
struct judge_context;

/*
 * One item a subject (several of a host with several certificates), as seen
 * now; a look-up that failed is an item that says so.  What a zone file
 * answered was not seen, and is left out.  The caller frees.
 */
struct history *remember(const struct evidence *, const struct judge_context *);

/* Likewise, of other people's domains: CAA RRsets alone, as HISTORY_OTHERS. */
struct history *remember_others(const struct evidence *);

#endif
