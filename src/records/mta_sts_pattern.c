/* SPDX-License-Identifier: BSD-2-Clause */
/* Patterns of MX hosts (RFC 8461 sections 3.2 and 4.1). */

#include <string.h>

#include "base/text.h"
#include "dns/name.h"
#include "records/mta_sts_policy.h"

#define LABEL_MAX 63
#define NAME_MAX_TEXT 253

static bool
label_is_good(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX || label[0] == '-' ||
	    label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!text_is_alnum(label[i]) && label[i] != '-')
			return false;
	return true;
}

static bool
is_wild(const struct sts_span *pattern)
{
	return pattern->len >= 2 && memcmp(pattern->text, "*.", 2) == 0;
}

bool
mta_sts_pattern_is_good(const struct sts_span *pattern)
{
	size_t at = is_wild(pattern) ? 2 : 0;

	if (pattern->len == at || pattern->len - at > NAME_MAX_TEXT)
		return false;
	while (at <= pattern->len) {
		const char *label = pattern->text + at;
		const char *dot = memchr(label, '.', pattern->len - at);
		size_t len =
		    dot != NULL ? (size_t)(dot - label) : pattern->len - at;

		if (!label_is_good(label, len))
			return false;
		at += len + 1;
	}
	return true;
}

bool
mta_sts_pattern_match(const struct sts_span *pattern, const char *host)
{
	struct sts_span p = *pattern;

	if (!mta_sts_pattern_is_good(pattern))
		return false;
	if (is_wild(&p)) {
		p.text += 2;
		p.len -= 2;
		host = dns_name_parent(host);
	}
	return host != NULL &&
	       text_equal_fold(p.text, p.len, host, strlen(host));
}

int
mta_sts_policy_match(const struct mta_sts_policy *p, const char *host)
{
	for (size_t i = 0; i < p->n_mx; i++)
		if (mta_sts_pattern_match(&p->mx[i].pattern, host))
			return (int)i;
	return -1;
}
