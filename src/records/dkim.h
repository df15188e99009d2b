/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records (RFC 6376 section 3.6.1): text to tags and key. */

#ifndef RECORDS_DKIM_H
#define RECORDS_DKIM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

#define DKIM_TAGS_MAX 64 /* in one record */

enum dkim_fault {
	DKIM_FAULT_NONE,
	/* verifiers differ in what they make of these */
	DKIM_FAULT_SYNTAX,    /* not the tag-list of section 3.2 */
	DKIM_FAULT_DUPLICATE, /* a tag comes twice: all of it is invalid */
	DKIM_FAULT_ORDER,     /* v= is not the first tag */
	/* no verifier takes these */
	DKIM_FAULT_VERSION,  /* v= is not DKIM1 */
	DKIM_FAULT_NO_KEY,   /* no p= */
	DKIM_FAULT_REVOKED,  /* p= is empty */
	DKIM_FAULT_KEY_TYPE, /* k= is not rsa or ed25519 */
	DKIM_FAULT_BASE64,   /* p= is not */
	DKIM_FAULT_KEY,      /* what p= holds is no key of the type */
};

enum dkim_type { DKIM_RSA, DKIM_ED25519 };

struct dkim_key {
	enum dkim_type type;
	unsigned bits; /* of an RSA modulus; 256 for Ed25519 */
	bool is_bare;  /* an RSAPublicKey where a SubjectPublicKeyInfo is
			    * usual (RFC 6376 allows either by its examples) */
	uint8_t *spki; /* SubjectPublicKeyInfo in DER */
	size_t spki_len;
	char *hashes;   /* h= on one line, odd octets as `?`; NULL: all */
	char *services; /* s=, likewise */
	bool sha256;    /* h= lets it be used (or is not there) */
	bool email;     /* likewise s= */
	bool testing;   /* t=y */
	bool strict;    /* t=s: i= may not name a subdomain */
};

/*
 * What a TXT record's joined strings say.  DKIM_FAULT_NONE: *out is filled, for
 * dkim_key_fini.  Else *err (may be NULL) has a sentence's end, `has no p=`;
 * *out stays, but where the fault is one that verifiers differ in and there is
 * a key all the same: then *has_key_out is true and *out filled, too.
 */
enum dkim_fault dkim_key_parse(const char *text, size_t len,
    struct dkim_key *out, bool *has_key_out, struct error *err);

/* A key that anybody may use for anything, from its SubjectPublicKeyInfo.  -1
 * and *err where that is none, or of another algorithm. */
int dkim_key_from_spki(
    const uint8_t *spki, size_t len, struct dkim_key *out, struct error *err);

void dkim_key_fini(struct dkim_key *);

/* Are the keys the same, whatever else the records say? */
bool dkim_key_equal(const struct dkim_key *, const struct dkim_key *);

/* The record's text: `v=DKIM1; k=rsa; p=...`, with h=, s= and t= where they
 * restrict something. */
void dkim_key_put_text(const struct dkim_key *, struct buf *out);

/* `an RSA key of 2048 bits`, `an Ed25519 key`. */
void dkim_key_put_kind(const struct dkim_key *, struct buf *out);

#endif
