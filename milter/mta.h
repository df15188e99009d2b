/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of libmilter that we make, for text that is not to be changed. */

#ifndef MILTER_MTA_H
#define MILTER_MTA_H

#include <libmilter/mfapi.h>

/* The value of a macro, lent until the next callback; NULL: it was not sent. */
const char *mta_macro(SMFICTX *, const char *name);

/* Ask for these macros at a stage; once a connection. */
void mta_want_macros(SMFICTX *, int stage, const char *names);

/* At the end of a message only.  0, or -1 where libmilter fails. */
int mta_insert(SMFICTX *, const char *name, const char *value);
int mta_delete(SMFICTX *, const char *name, unsigned place);
int mta_quarantine(SMFICTX *, const char *reason);
int mta_set_reply(
    SMFICTX *, const char *code, const char *enhanced, const char *text);

/* Keep the MTA waiting. */
void mta_progress(void *ctx);

#endif
