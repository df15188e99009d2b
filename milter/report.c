/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of one message. */

#include "milter/report.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

void
report_init(struct report *r)
{
	r->n = r->n_left_out = 0;
	r->pool = (struct pool){0};
}

void
report_fini(struct report *r)
{
	pool_fini(&r->pool);
	report_init(r);
}

struct report_entry *
report_add(struct report *r, enum report_kind kind)
{
	struct report_entry *e;

	if (r->n == REPORT_ENTRIES_MAX) {
		r->n_left_out++;
		return NULL;
	}
	e = &r->entries[r->n++];
	memset(e, 0, sizeof(*e));
	e->kind = kind;
	return e;
}

const char *
report_text(struct report *r, const char *text)
{
	return text != NULL ? pool_put(&r->pool, text, strlen(text)) : NULL;
}

const char *
report_printf(struct report *r, const char *format, ...)
{
	const char *kept;
	va_list args;
	char *text;

	va_start(args, format);
	text = mem_vprintf(format, args);
	va_end(args);
	kept = report_text(r, text);
	free(text);
	return kept;
}

enum report_verdict
report_verdict(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_NOT_APPLICABLE:
		return REPORT_NOT_APPLICABLE;
	case LIVE_NO_POLICY:
		return REPORT_NO_POLICY;
	case LIVE_CONSISTENT:
		return REPORT_CONSISTENT;
	case LIVE_CONSISTENT_WEAK:
		return REPORT_CONSISTENT_WEAK;
	case LIVE_INCONSISTENT_NOW:
		return REPORT_INCONSISTENT_NOW;
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		return REPORT_INCONSISTENT_AT_ISSUANCE;
	case LIVE_UNKNOWN_ISSUER:
		return REPORT_UNKNOWN_ISSUER;
	case LIVE_UNKNOWN_DNS:
		return REPORT_UNKNOWN_DNS;
	}
	return REPORT_UNKNOWN_DNS;
}

const char *
report_verdict_text(enum report_verdict verdict)
{
	switch (verdict) {
	case REPORT_NOTHING:
		return "nothing-seen";
	case REPORT_NOT_APPLICABLE:
		return "not-applicable";
	case REPORT_NO_POLICY:
		return "no-policy";
	case REPORT_CONSISTENT:
		return "consistent";
	case REPORT_CONSISTENT_WEAK:
		return "consistent-weak";
	case REPORT_UNKNOWN_ISSUER:
		return "unknown-issuer";
	case REPORT_UNKNOWN_DNS:
		return "unknown-dns";
	case REPORT_UNFINISHED:
		return "unfinished";
	case REPORT_INCONSISTENT_NOW:
		return "inconsistent-now";
	case REPORT_INCONSISTENT_AT_ISSUANCE:
		break;
	}
	return "inconsistent-at-issuance";
}

const char *
report_kind_text(enum report_kind kind)
{
	switch (kind) {
	case REPORT_SERVERS:
		return "tls";
	case REPORT_CLIENT:
		return "client";
	case REPORT_SMIME:
		break;
	}
	return "smime";
}

const char *
report_result(enum report_verdict verdict)
{
	switch (verdict) {
	case REPORT_NO_POLICY:
	case REPORT_NOTHING:
		return "none";
	case REPORT_CONSISTENT:
	case REPORT_CONSISTENT_WEAK:
		return "pass";
	case REPORT_NOT_APPLICABLE:
	case REPORT_UNKNOWN_ISSUER:
		return "neutral";
	case REPORT_UNKNOWN_DNS:
	case REPORT_UNFINISHED:
		return "temperror";
	case REPORT_INCONSISTENT_NOW:
	case REPORT_INCONSISTENT_AT_ISSUANCE:
		break;
	}
	return "fail";
}

enum report_verdict
report_gravest(const struct report *r, bool hidden_too)
{
	enum report_verdict gravest = REPORT_NOTHING;

	for (size_t i = 0; i < r->n; i++)
		if ((hidden_too || !r->entries[i].hidden) &&
		    r->entries[i].verdict > gravest)
			gravest = r->entries[i].verdict;
	return gravest;
}
