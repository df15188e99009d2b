/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evidence to findings.  Pure: the same evidence gives the same findings.
 * Passes are listed too.
 */

#ifndef VERIFY_JUDGE_H
#define VERIFY_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ca_table;
struct evidence;
struct findings;

/*
 * Says whose hosts are under the operator's control: a third party's MX gives
 * not-applicable.  NULL: only hosts at or below the domain.
 */
typedef bool judge_controls_cb(const char *host, const void *arg);

#define JUDGE_RENEWAL_WINDOW (INT64_C(30) * 86400)
#define JUDGE_UNUSED_CA (INT64_C(400) * 86400)

struct judge_context {
	judge_controls_cb *controls;
	const void *controls_arg;
	const struct ca_table *table; /* NULL: no CA can be recognised */

	/* SHA-256 of the public keys of the operator's own CAs, as lower-case
	 * hexadecimal: no CAA identifier is wanted of those. */
	const char *const *internal;
	size_t n_internal;

	/* The last third of a certificate's life, but at most this many
	 * seconds, is its renewal window; 0: JUDGE_RENEWAL_WINDOW. */
	int64_t renewal_window;

	/* An authorised CA without a certificate for so many seconds is told;
	 * 0: JUDGE_UNUSED_CA. */
	int64_t unused_ca;
};

void judge(const struct evidence *, const struct judge_context *,
    struct findings *out);

/* Did the DNS answer about the domain itself and its MX set? */
bool judge_is_definite(const struct evidence *);

#endif
