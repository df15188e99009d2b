/* SPDX-License-Identifier: BSD-2-Clause */
/* Certificates made on the spot, for tests of what reads them. */

#ifndef SUPPORT_CERTS_H
#define SUPPORT_CERTS_H

#include <openssl/types.h>

#include <stdbool.h>

struct buf;

EVP_PKEY *certs_key(void);

/*
 * CN=subject,O=Test, signed by issuer_key.  With issuer NULL it is
 * self-signed; its key identifiers are extensions if `key_ids`.
 */
X509 *certs_make(const char *subject, EVP_PKEY *key, const X509 *issuer,
    EVP_PKEY *issuer_key, bool is_ca, bool key_ids);

/* Append as PEM. */
void certs_put_pem(const X509 *, struct buf *out);

#endif
