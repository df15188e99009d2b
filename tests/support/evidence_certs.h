/* SPDX-License-Identifier: BSD-2-Clause */
/* The certificates of tests/evidence/certs, by name. */

#ifndef SUPPORT_EVIDENCE_CERTS_H
#define SUPPORT_EVIDENCE_CERTS_H

#include <stddef.h>

struct cert_chain;

/* A chain of `mx`, `ca-a-sub`, ..., leaf first; the caller frees. */
struct cert_chain *evidence_chain(const char *const *names, size_t n);

#endif
