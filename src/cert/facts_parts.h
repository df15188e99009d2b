/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside facts: the names of a certificate. */

#ifndef CERT_FACTS_PARTS_H
#define CERT_FACTS_PARTS_H

#include <openssl/types.h>

struct cert_facts;

/* Fill dns_names, emails and n_names_left_out of empty facts. */
void cert_facts_read_names(const X509 *, struct cert_facts *);
void cert_facts_free_names(struct cert_facts *);

#endif
