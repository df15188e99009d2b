/* SPDX-License-Identifier: BSD-2-Clause */
/* The value of iodef: where CAs may report to (RFC 8659 section 4.4). */

#ifndef VERIFY_IODEF_H
#define VERIFY_IODEF_H

#include <stddef.h>

#include "dns/name.h"

struct caa_property;

enum iodef_kind {
	IODEF_BAD,    /* no URL, or of a scheme that RFC 8659 does not have */
	IODEF_MAILTO, /* host: the domain of its (first) address */
	IODEF_HTTPS,  /* host: that of the URL */
	IODEF_HTTP,
};

struct iodef {
	enum iodef_kind kind;
	const char *fault; /* BAD: end of a sentence; static */
	char host[DNS_NAME_SIZE];
};

void iodef_parse(const struct caa_property *, struct iodef *out);

#endif
