/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for what the history has of a certificate's signer. */

#include "verify/history_words.h"

#include <string.h>

static const char *const history_issuers[HISTORY_ISSUERS] = {
    [HISTORY_ISSUER_KNOWN] = "identified",
    [HISTORY_ISSUER_WEAK] = "weak",
    [HISTORY_ISSUER_UNKNOWN] = "unknown",
    [HISTORY_ISSUER_PRIVATE] = "private",
};

const char *
history_issuer_text(enum history_issuer state)
{
	return history_issuers[state];
}

int
history_issuer_from_text(const char *text, enum history_issuer *out)
{
	for (unsigned i = 0; i < HISTORY_ISSUERS; i++)
		if (strcmp(history_issuers[i], text) == 0) {
			*out = (enum history_issuer)i;
			return 0;
		}
	return -1;
}
