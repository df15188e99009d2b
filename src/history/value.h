/* SPDX-License-Identifier: BSD-2-Clause */
/* What an item of the history says, by its kind. */

#ifndef HISTORY_VALUE_H
#define HISTORY_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct dns_answer;
struct history_item;

#define HISTORY_HASH 32            /* SHA-256 */
#define HISTORY_NAME_MAX 120       /* octets of a CA's name */
#define HISTORY_IDENTIFIERS_MAX 32 /* of one CA; more are left out */
#define HISTORY_IDENTIFIER_MAX 253
#define HISTORY_ID_MAX 32 /* octets of a policy's id */

/* HISTORY_CAA and HISTORY_TLSA: an empty value is absence. */

/* The records, sorted, each once: whatever the order of the answer. */
void history_put_records(const struct dns_answer *, struct buf *out);

/* An answer as it was; the caller frees.  NULL where the octets are damaged. */
struct dns_answer *
history_answer(const struct history_item *, const char *name, uint16_t type);

/* Of the signer, as far as it was known at the time. */
enum history_issuer {
	HISTORY_ISSUER_KNOWN,   /* by its certificate or key */
	HISTORY_ISSUER_WEAK,    /* a CA above it is */
	HISTORY_ISSUER_UNKNOWN, /* any CA may have been it */
	HISTORY_ISSUER_PRIVATE, /* no public CA, or itself */
};
#define HISTORY_ISSUERS 4

struct history_text { /* lent, not NUL-terminated */
	const char *text;
	size_t len;
};

/* HISTORY_CERT; what is lent is so by the item, or by who fills it in. */
struct history_cert {
	const uint8_t *sha256, *spki; /* HISTORY_HASH octets each */
	int64_t issued;               /* earliest SCT, else notBefore */
	int64_t not_before, not_after;
	enum history_issuer state;
	struct history_text issuer; /* as people know it, printable */
	struct history_text identifiers[HISTORY_IDENTIFIERS_MAX];
	size_t n_identifiers;
};

void history_put_cert(const struct history_cert *, struct buf *out);
int
history_cert(const struct history_item *, struct history_cert *out); /* -1 */

/* Does the CA have this identifier (in any case)? */
bool history_cert_is_of(
    const struct history_cert *, const char *identifier, size_t len);

/* HISTORY_POLICY */
struct history_policy {
	uint8_t mode; /* enum mta_sts_mode */
	int64_t max_age;
	uint8_t body[HISTORY_HASH];  /* of the octets served */
	uint8_t terms[HISTORY_HASH]; /* of what they mean to a sender */
	char id[HISTORY_ID_MAX + 1];
};
#define HISTORY_MODES 3

void history_put_policy(const struct history_policy *, struct buf *out);
int history_policy(const struct history_item *, struct history_policy *out);

#endif
