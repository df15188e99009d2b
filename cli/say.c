/* SPDX-License-Identifier: BSD-2-Clause */
/* Verdicts in sentences for people. */

#include "cli/say.h"

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"

void
say_certificate(enum caa_kind kind, const char *name, struct buf *out)
{
	switch (kind) {
	case CAA_KIND_TLS:
		buf_printf(out, "a TLS certificate for %s", name);
		return;
	case CAA_KIND_TLS_WILDCARD:
		buf_printf(out, "a TLS certificate for *.%s", name);
		return;
	case CAA_KIND_SMIME:
		buf_printf(
		    out, "an S/MIME certificate for addresses at %s", name);
		return;
	case CAA_KIND_VMC:
		buf_printf(out, "a mark certificate for %s", name);
		return;
	}
}

void
say_record(const struct caa_property *property, struct buf *out)
{
	struct buf text = BUF_INIT;

	caa_property_put_text(property, &text);
	if (text.len <= SAY_RECORD_MAX) {
		buf_puts(out, buf_text(&text));
	} else {
		buf_put(out, buf_text(&text), SAY_RECORD_MAX - 3);
		buf_puts(out, "...");
	}
	buf_fini(&text);
}

void
say_failure(const struct caa_climb *climb, struct buf *out)
{
	const struct dns_answer *answer = caa_climb_failure(climb);

	if (answer->status == DNS_RECORDS) {
		buf_printf(out,
		    "a CAA record at %s can't be read (its RDATA breaks RFC "
		    "8659 section 4.1)",
		    answer->name);
		return;
	}
	buf_printf(out, "the CAA look-up of %s failed: ", answer->name);
	dns_answer_put_reason(answer, out);
}

static void
say_issuers(const struct caa_request *req, struct buf *out)
{
	for (size_t i = 0; i < req->n_issuers; i++)
		buf_printf(out, "%s%s", i > 0 ? "/" : "", req->issuers[i]);
}

static const char *
say_reason(enum caa_reason reason)
{
	switch (reason) {
	case CAA_REASON_NO_CAA:
	case CAA_REASON_NO_RESTRICTION:
	case CAA_REASON_LOOKUP_FAILURE:
	case CAA_REASON_DNSSEC_BOGUS:
	case CAA_REASON_TRUNCATED:
	case CAA_REASON_ALIAS_LOOP:
	case CAA_REASON_MALFORMED_RDATA:
		break;
	case CAA_REASON_AUTHORIZED:
		return "names it";
	case CAA_REASON_CRITICAL_UNKNOWN:
		return "is critical and of a tag that CAs do not know, so none "
		       "may issue";
	case CAA_REASON_ACCOUNTURI_MISMATCH:
		return "binds it to another account";
	case CAA_REASON_ACCOUNTURI_DUPLICATE:
		return "has more than one accounturi, which no account "
		       "satisfies";
	case CAA_REASON_ACCOUNTURI_INVALID:
		return "has an accounturi that is no URI, which no account "
		       "satisfies";
	case CAA_REASON_METHOD_MISMATCH:
		return "does not list the validation method";
	case CAA_REASON_METHOD_DUPLICATE:
		return "has more than one validationmethods, which no method "
		       "satisfies";
	case CAA_REASON_METHOD_INVALID:
		return "has a malformed list of validation methods, which no "
		       "method satisfies";
	case CAA_REASON_NOT_AUTHORIZED:
		return "names another CA";
	case CAA_REASON_MALFORMED_VALUE:
		return "has a malformed value, which counts as naming nobody";
	case CAA_REASON_NO_ISSUER:
		return "lets nobody issue";
	}
	return "";
}

/* RFC 8657: what the record asks for and the question did not tell. */
static void
say_bindings(const struct caa_request *req, const struct caa_result *result,
    struct buf *out)
{
	const struct caa_entry *e = result->entry;
	bool account, method;

	if (result->reason != CAA_REASON_AUTHORIZED)
		return;
	account = e->account == CAA_BINDING_PRESENT && req->account_uri == NULL;
	method = e->methods == CAA_BINDING_PRESENT && req->method == NULL;
	if (account || method)
		buf_printf(out, " That holds only for the %s%s%s named there.",
		    account ? "account" : "",
		    account && method ? " and the " : "",
		    method ? "validation methods" : "");
}

static void
say_entry(const struct caa_climb *climb, const struct caa_request *req,
    const struct caa_result *result, struct buf *out)
{
	size_t others =
	    caa_climb_set(climb)->n_tagged[result->entry->property.id];

	buf_printf(out, "at %s, ", result->relevant);
	say_record(&result->entry->property, out);
	if (result->reason == CAA_REASON_NOT_AUTHORIZED && others > 1)
		buf_printf(out, " and %zu more of that tag do not name it",
		    others - 1);
	else
		buf_printf(out, " %s", say_reason(result->reason));
	buf_putc(out, '.');
	say_bindings(req, result, out);
}

static void
say_why(const struct caa_climb *climb, const char *name,
    const struct caa_request *req, const struct caa_result *result,
    struct buf *out)
{
	const struct caa_set *set = caa_climb_set(climb);

	if (result->entry != NULL) {
		say_entry(climb, req, result, out);
		return;
	}
	switch (result->verdict) {
	case CAA_PERMIT:
		if (set == NULL)
			buf_printf(out,
			    "no CAA record from %s up to its top-level domain, "
			    "so every CA may.",
			    name);
		else
			buf_printf(out,
			    "the CAA records at %s have no %s property, so "
			    "every CA may.",
			    result->relevant,
			    caa_tag_text(caa_deciding_tag(set, req->kind)));
		return;
	case CAA_DENY:
		return;
	case CAA_ERROR:
		say_failure(climb, out);
		buf_puts(out, ". That is neither permission nor refusal.");
		return;
	}
}

void
say_verdict(const struct caa_climb *climb, const char *name,
    const struct caa_request *req, const struct caa_result *result,
    struct buf *out)
{
	buf_printf(out, "%s: ", caa_verdict_text(result->verdict));
	if (result->verdict == CAA_ERROR)
		buf_puts(out, "undetermined whether ");
	say_issuers(req, out);
	buf_puts(out,
	    result->verdict == CAA_DENY ? " may not issue " : " may issue ");
	say_certificate(req->kind, name, out);
	buf_puts(out, ": ");
	say_why(climb, name, req, result, out);
}
