/* SPDX-License-Identifier: BSD-2-Clause */
/* The TXT record at `_smtp._tls.DOMAIN` (RFC 8460 section 3). */

#ifndef RECORDS_TLS_RPT_H
#define RECORDS_TLS_RPT_H

#include <stddef.h>

#include "dns/name.h"
#include "records/mta_sts_fields.h"

#define TLS_RPT_VERSION "v=TLSRPTv1"
#define TLS_RPT_URIS_MAX 16 /* looked at; more are counted */

enum tls_rpt_kind {
	TLS_RPT_MAILTO,
	TLS_RPT_HTTPS,
	TLS_RPT_BAD, /* no address that reports can go to: see fault */
};

struct tls_rpt_uri {
	enum tls_rpt_kind kind;
	struct sts_span text;     /* lent by the record */
	char host[DNS_NAME_SIZE]; /* canonical: the mail domain or the server */
	unsigned port;            /* https; 443 unless it is told */
	char fault[160];          /* a sentence's end; BAD */
};

struct tls_rpt {
	struct sts_fields fields; /* with the extensions; lent by the text */
	size_t n_rua;             /* fields called rua: the first counts */
	struct tls_rpt_uri uris[TLS_RPT_URIS_MAX];
	size_t n_uris;
	size_t n_uris_total; /* also those over the limit */
};

enum sts_version tls_rpt_version(const char *text, size_t len);

/*
 * Parse a text that is STS_VERSION_IS.  -1 and *err where the grammar does not
 * allow it or there is no rua; *out is filled as far as it goes.  Each address
 * has its own fault.
 */
int tls_rpt_parse(
    const char *text, size_t len, struct tls_rpt *out, struct error *err);

#endif
