/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: the addresses of a header field (RFC 5322 section 3.4). */

#ifndef SMIME_ADDRESS_H
#define SMIME_ADDRESS_H

#include <stddef.h>

struct address_list { /* at most SMIME_ADDRESSES_MAX, each once */
	char **list;
	size_t n;
};

/* Add those that can be read; display names, comments and groups are passed
 * over. */
void addresses_add(struct address_list *, const char *value, size_t len);
void addresses_fini(struct address_list *);

#endif
