/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The header of one message, as far as it is used: the fields that an S/MIME
 * reader wants, and which Authentication-Results fields are to go.
 */

#ifndef MILTER_HEAD_H
#define MILTER_HEAD_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"
#include "smime/address.h"

#define HEAD_OCTETS_MAX (256u * 1024) /* kept of all fields; the rest is not */
#define HEAD_FORGED_MAX 1000          /* fields removed; more are told */

#define HEAD_SIGNATURES_MAX 8 /* of DKIM that are looked at */

struct head_signature {
	char *domain, *selector; /* canonical */
};

struct head {
	struct buf kept; /* `Name: value\r\n`, as they came */
	bool is_cut;     /* a field had no room */
	struct address_list from;
	struct address_list named; /* in From, To and Cc */
	struct head_signature signatures[HEAD_SIGNATURES_MAX];
	size_t n_signatures;
	bool may_hold;      /* S/MIME, as Content-Type has it */
	unsigned n_results; /* Authentication-Results fields so far */
	unsigned *forged;   /* their places among these, from 1 on, ascending */
	size_t n_forged, n_forged_left;
};

struct head_rules {
	const char *id; /* our authserv-id, without a final dot */
	bool only_own;  /* only fields with our methods go */
	bool smime;     /* may_hold is wanted */
};

/* Does From, To or Cc have an address of this domain (canonical)? */
bool head_names(const struct head *, const char *domain);

/* All zero is empty. */
void head_fini(struct head *);

/* A field as libmilter hands it over: folded, with LF. */
void head_add(struct head *, const struct head_rules *, const char *name,
    const char *value);

#endif
