/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses as SMTP and header fields have them. */

#ifndef MILTER_ADDRESS_H
#define MILTER_ADDRESS_H

#include "dns/name.h"

/* The canonical domain of `<a@b>` or `a@b`: what stands after the last `@`.
 * -1: there is none, an address literal, or no name. */
int address_domain(const char *address, char domain_out[DNS_NAME_SIZE]);

/* The address itself without angle brackets; the caller frees. */
char *address_plain(const char *address);

#endif
