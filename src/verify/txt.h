/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: the TXT records of one answer, by how far they are records of
 * a version (RFC 8461 section 3.1, RFC 8460 section 3: others at the same name
 * are discarded, and of the rest there must be one).
 */

#ifndef VERIFY_TXT_H
#define VERIFY_TXT_H

#include <stddef.h>

#include "records/mta_sts_fields.h"

struct buf;
struct dns_answer;

typedef enum sts_version txt_version_fn(const char *text, size_t len);

/* Records of this version; the position of the first goes to *first_out,
 * which may be NULL.  answer may be NULL: none. */
size_t txt_count(const struct dns_answer *answer, txt_version_fn *,
    enum sts_version wanted, size_t *first_out);

/* Is record i of this version? */
enum sts_version
txt_version(const struct dns_answer *answer, size_t i, txt_version_fn *);

/* `NAME. IN TXT "..."`, as the record stands at its owner. */
void txt_put_line(const struct dns_answer *answer, size_t i, struct buf *out);

/* `"v=STSv1; id=1"`, escaped and cut after 80 octets. */
void txt_put_shown(const char *text, size_t len, struct buf *out);

/* Octets that are not printable ASCII become `?`, in place; returns text. */
char *txt_plain(char *text);

#endif
