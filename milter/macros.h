/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What Postfix and Sendmail say in macros, as one thing.
 *
 * Postfix sends {cert_subject} and {cert_issuer} as bare common names in UTF-8,
 * only of a chain that it verified, and has no {verify}.  Sendmail sends whole
 * names in one line (`/C=US/O=...`) and xtext, of untrusted certificates too;
 * {cn_subject} and {cn_issuer} are the common names, or a word beginning with
 * BadCertificate; only {verify} tells what they are worth.
 */

#ifndef MILTER_MACROS_H
#define MILTER_MACROS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define MACROS_VALUE_MAX 512 /* octets of a value that are looked at */

/* As sent; NULL: it was not. */
struct macros_tls {
	const char *version; /* {tls_version} */
	const char *cipher;
	const char *verify;
	const char *cert_subject, *cert_issuer;
	const char *cn_subject, *cn_issuer;
};

enum macros_peer {
	MACROS_NO_TLS,
	MACROS_NO_CERTIFICATE, /* or, with Postfix, one that is not trusted */
	MACROS_UNTRUSTED,      /* {verify} is not OK and not TRUSTED */
	MACROS_TRUSTED,        /* the MTA verified it; the names are below */
};

/* UTF-8 without control characters; NULL where there is none. */
struct macros_names {
	char *subject_cn, *issuer_cn;
	char *issuer_o; /* NULL where it can't be told for certain */
};

/* Names are given for MACROS_TRUSTED only; the caller calls
 * macros_names_fini. */
enum macros_peer
macros_tls(const struct macros_tls *, struct macros_names *out);
void macros_names_fini(struct macros_names *);

const char *macros_peer_text(enum macros_peer); /* `trusted` */

/* xtext (RFC 3461 section 4) decoded; what is malformed stays as it is. */
void macros_put_decoded(const char *xtext, struct buf *out);

/*
 * The value of an attribute in Sendmail's one-line name, decoded; false where
 * there is none, or several: a slash is not escaped there, so `/O=a/CN=b` may
 * be one value.
 */
bool macros_name_part(const char *name, const char *type, struct buf *out);

/* Does this mailer or transport ({rcpt_mailer}) leave mail on this machine, or
 * send it nowhere? */
bool macros_is_local(const char *mailer);

#endif
