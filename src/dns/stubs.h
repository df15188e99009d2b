/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: responses as they came, and the stubs that stand for them where
 * only header and question are to be read.
 */

#ifndef DNS_STUBS_H
#define DNS_STUBS_H

#include <stdbool.h>
#include <stddef.h>

struct buf;

#define STUBS_MAX 64

struct stubs { /* zeroed at first */
	struct {
		void *data;
		size_t len;
	} responses[STUBS_MAX];
	size_t n;
};

bool stubs_are_full(const struct stubs *);

/*
 * Keep a copy of this response to one question (RFC 1035 section 4.1), and put
 * its stub: the id, the flags without TC and RCODE, the question, and a record
 * that tells which it is.  False: it is none, and nothing is put.  Not when they
 * are full.
 */
bool
stubs_make(struct stubs *, const void *message, size_t len, struct buf *stub);

/* The response that a stub, perhaps written anew, stands for: lent until
 * stubs_clear.  NULL: it stands for none. */
const void *stubs_response(
    const struct stubs *, const void *stub, size_t len, size_t *len_out);

void stubs_clear(struct stubs *);

#endif
