/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: the digests of what was signed, all in one reading. */

#ifndef SMIME_DIGESTS_H
#define SMIME_DIGESTS_H

#include <openssl/evp.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct view;

#define DIGESTS_MAX 6 /* algorithms */

struct digest {
	const EVP_MD *md;
	EVP_MD_CTX *raw;       /* the octets as they are */
	EVP_MD_CTX *canonical; /* with CRLF for a bare LF; NULL: the same */
	uint8_t raw_value[EVP_MAX_MD_SIZE], canonical_value[EVP_MAX_MD_SIZE];
};

struct digests {
	struct digest list[DIGESTS_MAX];
	size_t n;
	bool text; /* bare line feeds are looked for */
	bool after_cr;
	bool complete; /* everything was read: values can be had */
};

/* An algorithm that is wanted; unknown ones and repetitions do nothing. */
void digests_add(struct digests *, int nid);
void digests_update(struct digests *, const uint8_t *data, size_t len);
void digests_end(struct digests *);
void digests_fini(struct digests *);

/* All of a MIME part, whose line ends are CRLF whatever they are in the file
 * (RFC 8551 section 3.1.1). */
void digests_read_text(struct digests *, struct view *);

/* NULL where that algorithm is not known. */
const struct digest *digests_find(const struct digests *, int nid);

/* Is it the digest of the octets as they are, or with CRLF? */
bool digest_is(const struct digest *, const uint8_t *value, size_t len);

#endif
