/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Distinguished names as one comparable key, whichever way they are written.
 *
 * Keys of equal names are equal strings: attribute types by whatever alias are
 * one type, letters compare without ASCII case, white space is collapsed, the
 * string types of ASN.1 do not differ (RFC 5280, section 7.1, without
 * the Unicode foldings: other UTF-8 compares as it is).
 */

#ifndef CERT_DN_H
#define CERT_DN_H

#include <openssl/types.h>

#include <stdbool.h>
#include <stddef.h>

struct buf;
struct error;

#define DN_TEXT_MAX 16384    /* octets of a name as text */
#define DN_ATTRIBUTES_MAX 64 /* attributes of a name */

/*
 * Append the key of a name to *out; the order of its parts counts.  -1 and *err
 * where the text is none or exceeds a limit; *out is as before then.  The
 * empty name has the empty key.
 */
int dn_key_from_text(const char *rfc4514, struct buf *out, struct error *err);
int dn_key_from_x509(const X509_NAME *, struct buf *out, struct error *err);

/*
 * CCADB's way: `CN=a; OU=b, c; O=Acme, Inc.; C=US`.  It has its own order
 * of attributes and writes several values of one type as one, with commas
 * between; so such a key compares to others by dn_key_loose only.
 */
int dn_key_from_ccadb(const char *text, struct buf *out, struct error *err);

/* Is this text of that kind, rather than RFC 4514? */
bool dn_is_ccadb(const char *text);

/*
 * Append what a key says without order: equal for all ways to write a
 * name.  Different names may collide where only commas and order differ.
 */
void dn_key_loose(const char *key, struct buf *out);

/* Does the name of one loose key say all that the other says (and more)? */
bool dn_loose_covers(const char *loose, const char *part);

/* Append RFC 4514 text, UTF-8 kept; most specific RDN first. */
int dn_text_from_x509(const X509_NAME *, struct buf *out, struct error *err);
int dn_text_from_ccadb(const char *text, struct buf *out, struct error *err);

/* Append the first value of an attribute (`O`) of an RFC 4514 text, as people
 * read it; false if there is none. */
bool dn_text_value(const char *rfc4514, const char *type, struct buf *out);

#endif
