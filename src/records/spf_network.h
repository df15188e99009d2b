/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside records: the networks of SPF terms (RFC 7208 section 5.6 and the
 * cidr-lengths of section 12).
 */

#ifndef RECORDS_SPF_NETWORK_H
#define RECORDS_SPF_NETWORK_H

#include <stddef.h>
#include <stdint.h>

struct error;

/* `192.0.2.0/24`: four octets to address, 32 where no length is written.  0,
 * or -1 and *err. */
int spf_ip4_parse(const char *text, size_t len, uint8_t *address,
    unsigned *prefix, struct error *err);
int spf_ip6_parse(const char *text, size_t len, uint8_t *address,
    unsigned *prefix, struct error *err);

/*
 * The dual-cidr-length that *len octets end in, where they do: *len is what
 * stands before it.  -1 and *err where a length is none.
 */
int spf_cidr_cut(const char *text, size_t *len, unsigned *prefix4,
    unsigned *prefix6, struct error *err);

#endif
