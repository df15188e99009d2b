/* SPDX-License-Identifier: BSD-2-Clause */
/* What is agreed with an MTA when it connects. */

#include "milter/negotiate.h"

#include <libmilter/mfapi.h>
#include <stddef.h>

#define NEGOTIATE_ACTIONS (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE)

/* Commands that say nothing of a mail. */
#define NEGOTIATE_UNWANTED (SMFIP_NODATA | SMFIP_NOUNKNOWN)

#define NEGOTIATE_NO_REPLY                                               \
	(SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_RCPT | SMFIP_NR_DATA | \
	    SMFIP_NR_UNKN | SMFIP_NR_HDR | SMFIP_NR_EOH)

void
negotiate(const struct offer *offer, bool want_body, struct agreement *out)
{
	unsigned long steps =
	    NEGOTIATE_UNWANTED | (want_body ? SMFIP_SKIP : SMFIP_NOBODY);

	out->actions = offer->actions & NEGOTIATE_ACTIONS;
	/* where the MTA has no such thing, libmilter answers in our place */
	out->steps = (offer->steps & steps) | NEGOTIATE_NO_REPLY;
	out->set_macros = (offer->actions & SMFIF_SETSYMLIST) != 0;
	out->insert = (offer->actions & SMFIF_ADDHDRS) != 0;
	out->change = (offer->actions & SMFIF_CHGHDRS) != 0;
	out->quarantine = (offer->actions & SMFIF_QUARANTINE) != 0;
	out->skip = (offer->steps & SMFIP_SKIP) != 0;
}

const char *
negotiate_lacks(const struct agreement *a)
{
	if (!a->insert)
		return "adding header fields: results are only logged";
	if (!a->change)
		return "removing header fields: forged ones stay";
	if (!a->set_macros)
		return "lists of macros: set them in the MTA's own settings, "
		       "or TLS and queue ids are not seen";
	return NULL;
}
