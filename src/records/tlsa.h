/* SPDX-License-Identifier: BSD-2-Clause */
/* TLSA records (RFC 6698 section 2): RDATA to fields, and their faults. */

#ifndef RECORDS_TLSA_H
#define RECORDS_TLSA_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct dns_record;
struct error;

/* Numbers as registered by RFC 6698 section 7; others are kept as found. */
enum {
	TLSA_USAGE_PKIX_TA = 0,
	TLSA_USAGE_PKIX_EE = 1,
	TLSA_USAGE_DANE_TA = 2,
	TLSA_USAGE_DANE_EE = 3,
};
enum { TLSA_SELECTOR_CERT = 0, TLSA_SELECTOR_SPKI = 1 };
enum {
	TLSA_MATCHING_FULL = 0,
	TLSA_MATCHING_SHA256 = 1,
	TLSA_MATCHING_SHA512 = 2
};

struct tlsa {
	uint8_t usage;
	uint8_t selector;
	uint8_t matching;
	const uint8_t *data; /* lent by the record */
	size_t len;
};

/* Why a client can't use the record; each but the last is seen in the numbers
 * and lengths alone. */
enum tlsa_fault {
	TLSA_FAULT_NONE,
	TLSA_FAULT_USAGE,    /* not 0..3 */
	TLSA_FAULT_SELECTOR, /* not 0..1 */
	TLSA_FAULT_MATCHING, /* not 0..2 */
	TLSA_FAULT_LENGTH,   /* a digest of the wrong length, or no data */
	TLSA_FAULT_DATA,     /* matching 0, and the data is no certificate or
			      * no SubjectPublicKeyInfo in DER */
};

/* -1 and *err where the RDATA is shorter than its three numbers; faults are
 * no reason for -1. */
int tlsa_parse(const struct dns_record *, struct tlsa *out, struct error *err);

enum tlsa_fault tlsa_fault(const struct tlsa *);

/* A sentence's end: `has a digest of 20 octets, wanted 32`; "" for none. */
void tlsa_put_fault(const struct tlsa *, struct buf *out);

/* `3 1 1 0123...`, all of it: what stands in a zone file. */
void tlsa_put_text(const struct tlsa *, struct buf *out);

/* `3 1 1`, for sentences. */
void tlsa_put_numbers(const struct tlsa *, struct buf *out);

#endif
