/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside records: an SPF identity as macro values and octets. */

#ifndef RECORDS_SPF_IDENTITY_H
#define RECORDS_SPF_IDENTITY_H

#include <stdbool.h>
#include <stdint.h>

#include "records/spf.h"

struct spf_identity;

#define SPF_ADDRESS_TEXT_MAX 64 /* 32 nibbles with dots */

struct spf_who {
	struct spf_macros macros; /* but domain, which changes on the way */
	uint8_t address[16];
	bool has_address;
	bool is_v6;
	char dotted[SPF_ADDRESS_TEXT_MAX];
	char *sender;
};

/* An address that is none counts as not known. */
void
spf_who_init(struct spf_who *, const char *domain, const struct spf_identity *);
void spf_who_fini(struct spf_who *);

/* `4.3.2.1.in-addr.arpa`, canonical; the caller frees. */
char *spf_who_reverse(const struct spf_who *);

/* Is the address in this network of its own family? */
bool
spf_who_within(const struct spf_who *, const uint8_t *network, unsigned prefix);

#endif
