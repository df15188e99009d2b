/* SPDX-License-Identifier: BSD-2-Clause */
/* What is agreed with an MTA when it connects. */

#ifndef MILTER_NEGOTIATE_H
#define MILTER_NEGOTIATE_H

#include <stdbool.h>

/* Macros asked for, which replace the MTA's own lists. */
#define NEGOTIATE_MAIL_MACROS                                            \
	"i j _ {tls_version} {cipher} {cert_subject} {cert_issuer} "     \
	"{cn_subject} {cn_issuer} {verify} {auth_authen} {client_addr} " \
	"{daemon_name}"
#define NEGOTIATE_RCPT_MACROS "i {rcpt_mailer} {rcpt_host}"
#define NEGOTIATE_EOM_MACROS "i"

struct offer { /* bits of libmilter/mfapi.h */
	unsigned long actions;
	unsigned long steps;
};

struct agreement {
	unsigned long actions, steps; /* to be told to libmilter */
	bool set_macros;              /* lists of macros are understood */
	bool insert;                  /* header fields may be added */
	bool change;                  /* and removed */
	bool quarantine;
	bool skip; /* the rest of a body may be refused */
};

/*
 * Every step is without a reply but MAIL, where mail that is not looked at is
 * let go, and the body, whose rest may be refused.  These are the same on
 * every connection, as libmilter has one table of states for all of them, and
 * where the MTA lacks one libmilter replies by itself.  want_body: S/MIME is
 * looked at.
 */
void negotiate(const struct offer *, bool want_body, struct agreement *out);

/* What is missing, as a sentence; NULL: nothing. */
const char *negotiate_lacks(const struct agreement *);

#endif
