/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: responses as they came, and what stands for them where
 * only header and question are to be read.
 */

#ifndef DNS_STANDINS_H
#define DNS_STANDINS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define STANDINS_MAX 64

struct standins { /* zeroed at first */
	struct {
		void *data;
		size_t len;
	} responses[STANDINS_MAX];
	size_t n;
};

bool standins_are_full(const struct standins *);

/*
 * Keep a copy of this response to one question (RFC 1035 section 4.1), and
 * put its stand-in: the id, the flags without TC and RCODE, the question, and
 * a record that tells which it is.  False: it is none, and nothing is put.  Not
 * when they are full.
 */
bool standins_make(
    struct standins *, const void *message, size_t len, struct buf *standin);

/* The response that a stand-in, perhaps written anew, stands for: lent until
 * standins_clear.  NULL: it stands for none. */
const void *standins_response(
    const struct standins *, const void *standin, size_t len, size_t *len_out);

void standins_clear(struct standins *);

#endif
