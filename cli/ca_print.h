/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate ca lookup` found, for people and as JSON. */

#ifndef CLI_CA_PRINT_H
#define CLI_CA_PRINT_H

#include <stdbool.h>

#include "cert/ca_table.h"
#include "cert/facts.h"

struct cli;

enum ca_asked { CA_ASKED_CERTIFICATE, CA_ASKED_NAME, CA_ASKED_IDENTIFIER };

struct ca_answer {
	const char *what;
	enum ca_asked kind;
	/* of a certificate; the issuer where its certificate is at hand */
	struct cert_facts subject, issuer;
	struct ca_query query;
	struct ca_match match; /* not of an identifier */
};

/* `again`: not the first answer. */
void ca_print(const struct cli *, const struct ca_answer *, bool again);

#endif
