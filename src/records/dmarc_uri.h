/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside records: the lists of URIs in a DMARC record (rua, ruf). */

#ifndef RECORDS_DMARC_URI_H
#define RECORDS_DMARC_URI_H

#include <stdbool.h>
#include <stddef.h>

struct dmarc_uris;

/*
 * `mailto:a@b.test!10m, https://c.test/`: false where an entry is no URI; the
 * entries are listed all the same, at most DMARC_URIS_MAX, else *cut is set.
 */
bool dmarc_uris_parse(
    const char *text, size_t len, struct dmarc_uris *out, bool *cut);

#endif
