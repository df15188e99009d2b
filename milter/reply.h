/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The one place where a verdict becomes what the MTA is told.  As installed
 * that is nothing: RFC 8659 section 1 has no relying party validate by CAA, so
 * mail is stopped only to destinations that the operator lists by name, and
 * never on evidence that is a name alone.
 */

#ifndef MILTER_REPLY_H
#define MILTER_REPLY_H

#include "milter/report.h"
#include "settings/settings.h"

struct buf;
struct gate_from;
struct terms;

#define REPLY_TEXT_MAX 300 /* octets; libmilter takes 980 */

#define REPLIES (REPLY_REJECT + 1) /* enum settings_reply */

struct reply_decision {
	enum settings_reply reply;
	const struct report_entry *entry; /* that decided; NULL: none did */
	const char *text; /* of the gate, where that decided; else NULL */
};

/*
 * The heaviest that the entries of listed domains call for.  An S/MIME entry
 * counts where any recipient's domain is listed: n_listed tells how many.
 */
void reply_decide(const struct report *, const struct terms *, size_t n_listed,
    struct reply_decision *out);

/* The same where the gate's word on From is heavier. */
void reply_add_gate(const struct gate_from *, struct reply_decision *);

/* What the SMTP client reads: one line of printable ASCII, percent signs
 * doubled as libmilter wants it. */
void reply_put_text(const struct reply_decision *, struct buf *out);

const char *reply_text(enum settings_reply); /* `quarantine` */

#endif
