/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the operator says of a domain and what the world can't be asked: part
 * of the evidence, because the questions follow from it.
 */

#ifndef VERIFY_ABOUT_H
#define VERIFY_ABOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is to be known of the domain. */
enum evidence_scope {
	EVIDENCE_ALL,
	EVIDENCE_PEERS, /* what concerns those who send mail to it: MX hosts,
			 * their certificates, CAA, DANE, MTA-STS */
	EVIDENCE_CAA,   /* its own CAA records only */
	EVIDENCE_SCOPES
};

const char *evidence_scope_text(enum evidence_scope); /* `peers`, ... */
int evidence_scope_from_text(const char *text, enum evidence_scope *out);

struct evidence_strings {
	char **list;
	size_t n;
};

/* A DKIM selector that signs, and the public key of its signer where that is
 * known: a SubjectPublicKeyInfo in DER. */
struct evidence_selector {
	char *name;    /* canonical, relative to _domainkey.DOMAIN */
	uint8_t *spki; /* NULL: not known */
	size_t spki_len;
	bool seen; /* in mail, and not named by the operator: whoever may send
		    * mail of the domain can write one that is none */
};

struct evidence_about {
	enum evidence_scope scope;
	bool probe; /* look at servers, too */
	bool dane;  /* it is a fault where an MX host has no TLSA records */
	struct evidence_strings services; /* `imaps://imap.example.org` */
	struct evidence_strings egress;   /* addresses that mail leaves from */
	struct evidence_strings accounts; /* ACME account URIs (RFC 8657) */
	struct evidence_strings methods;  /* validation methods in use */
	struct evidence_selector *selectors;
	size_t n_selectors;
	/* d= of the DKIM signatures that mail from the domain was seen with,
	 * canonical: those of others only where a message had no other */
	struct evidence_strings signers;
	char *helo; /* EHLO name of the outgoing server, canonical; NULL */
};

void about_init(struct evidence_about *); /* nothing, but probe */
void about_copy(const struct evidence_about *, struct evidence_about *out);
void about_fini(struct evidence_about *);

void about_add(struct evidence_strings *, const char *text);

/* One that the operator names, in place of the same one seen in mail.  spki
 * NULL: not known; else copied. */
void about_add_selector(struct evidence_about *, const char *name,
    const uint8_t *spki, size_t spki_len);

/* One that was seen in mail: nothing where it is there already. */
void about_add_seen_selector(struct evidence_about *, const char *name);

#endif
