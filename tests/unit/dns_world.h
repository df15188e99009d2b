/* SPDX-License-Identifier: BSD-2-Clause */
/* A few lines of text as the DNS, for tests of what follows answers. */

#ifndef UNIT_DNS_WORLD_H
#define UNIT_DNS_WORLD_H

#include <stddef.h>
#include <stdint.h>

struct dns_answer;

/*
 * Lines `NAME TYPE VALUE`, ended by NULL.  A value SERVFAIL is a failure,
 * PENDING an answer that has not come; `MX` takes a host.  A name that has
 * lines of other types only is NODATA, one without any is NXDOMAIN.
 */
struct dns_world {
	const char *const *lines;
	struct dns_answer **answers; /* made so far */
	size_t n_answers;
	size_t n_asked; /* questions, repeated ones too */
};

/* Fits spf_lookup_cb and dmarc_lookup_cb; arg is a struct dns_world. */
const struct dns_answer *
dns_world_lookup(void *arg, const char *name, uint16_t type);
void dns_world_fini(struct dns_world *);

#endif
