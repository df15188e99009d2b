/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: Content-Type and its like (RFC 2045, RFC 2231). */

#ifndef SMIME_MEDIA_H
#define SMIME_MEDIA_H

#include <stdbool.h>
#include <stddef.h>

#include "smime/view.h"

struct buf;

#define MEDIA_TYPE_SIZE 80
#define MEDIA_PIECES_MAX 16 /* of a value in pieces, RFC 2231 section 3 */

/* `type/subtype` in lower case; "" where there is none or it is too long. */
void media_type(const char *value, size_t len, char out[MEDIA_TYPE_SIZE]);

/* Append a parameter's value, put together and decoded by RFC 2231. */
bool media_parameter(
    const char *value, size_t len, const char *name, struct buf *out);

enum view_encoding media_encoding(const char *value, size_t len);

bool media_is_smime(const char *type);            /* application/pkcs7-mime */
bool media_is_smime_name(const struct buf *name); /* smime.p7m */

#endif
