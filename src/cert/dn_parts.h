/* SPDX-License-Identifier: BSD-2-Clause */
/* A distinguished name taken apart; between the files dn*.c only. */

#ifndef CERT_DN_PARTS_H
#define CERT_DN_PARTS_H

#include <openssl/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "cert/dn.h"

struct error;

#define DN_TYPE_SIZE 64 /* octets of an attribute type, with the final NUL */

struct dn_part {
	char type[DN_TYPE_SIZE]; /* `cn`; an OID where we know no name */
	size_t at, len;          /* the value within dn.octets */
	bool binary;             /* BER, or what should be; else UTF-8 text */
	bool joined;             /* of the same RDN as the part before */
};

/* Most specific part first. */
struct dn {
	struct buf octets;
	struct dn_part parts[DN_ATTRIBUTES_MAX];
	size_t n;
};

void dn_init(struct dn *);
void dn_fini(struct dn *);

/* Begin a part by type (any alias) or OID; its value is put into dn->octets
 * and ended by dn_end. */
int dn_begin(struct dn *, const char *type, size_t len, struct error *err);
void dn_end(struct dn *);
void dn_end_binary(struct dn *); /* BER of a string becomes text */

/* The name of a type in RFC 4514 text: `CN`, or an OID. */
const char *dn_type_text(const char *type);

int dn_from_text(struct dn *, const char *rfc4514, struct error *err);
int dn_from_ccadb(struct dn *, const char *text, struct error *err);
int dn_from_x509(struct dn *, const X509_NAME *, struct error *err);
void dn_put_text(const struct dn *, struct buf *out);
void dn_put_key(const struct dn *, struct buf *out);

#endif
