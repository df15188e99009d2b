/* SPDX-License-Identifier: BSD-2-Clause */
/* The calls of libmilter that we make. */

#include "milter/mta.h"

#include <stddef.h>
#include <stdint.h>

/* libmilter's prototypes are older than `const`; it changes none of these. */
static char *
mta_text(const char *text)
{
	return (char *)(uintptr_t)text;
}

static int
mta_result(int rc)
{
	return rc == MI_SUCCESS ? 0 : -1;
}

const char *
mta_macro(SMFICTX *ctx, const char *name)
{
	return smfi_getsymval(ctx, mta_text(name));
}

void
mta_want_macros(SMFICTX *ctx, int stage, const char *names)
{
	(void)smfi_setsymlist(ctx, stage, mta_text(names));
}

int
mta_insert(SMFICTX *ctx, const char *name, const char *value)
{
	return mta_result(
	    smfi_insheader(ctx, 0, mta_text(name), mta_text(value)));
}

int
mta_delete(SMFICTX *ctx, const char *name, unsigned place)
{
	return mta_result(
	    smfi_chgheader(ctx, mta_text(name), (int)place, NULL));
}

int
mta_quarantine(SMFICTX *ctx, const char *reason)
{
	return mta_result(smfi_quarantine(ctx, mta_text(reason)));
}

int
mta_set_reply(
    SMFICTX *ctx, const char *code, const char *enhanced, const char *text)
{
	return mta_result(smfi_setreply(
	    ctx, mta_text(code), mta_text(enhanced), mta_text(text)));
}

void
mta_progress(void *ctx)
{
	(void)smfi_progress(ctx);
}
