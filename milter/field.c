/* SPDX-License-Identifier: BSD-2-Clause */
/* The report as header fields. */

#include "milter/field.h"

#include <string.h>

#include "base/buf.h"
#include "milter/authres.h"
#include "milter/report.h"

/* For people: which CA, and what there is to know. */
static void
field_put_comment(struct authres *a, const struct report_entry *e)
{
	struct buf text = BUF_INIT;

	if (e->issuer != NULL && e->issuer[0] != '\0')
		buf_printf(&text, "%s%s", e->issuer,
		    e->by_name ? ", by its name alone" : "");
	if (e->note != NULL && e->note[0] != '\0')
		buf_printf(&text, "%s%s", text.len > 0 ? "; " : "", e->note);
	authres_comment(a, buf_text(&text));
	buf_fini(&text);
}

static void
field_put_caa(struct authres *a, const struct report_entry *e)
{
	authres_result(a, "x-caa", report_result(e->verdict));
	field_put_comment(a, e);
	authres_property(a, "policy.scope", report_kind_text(e->kind));
	authres_property(a, "policy.domain", e->domain);
	authres_property(a, "policy.host", e->host);
	authres_property(a, "policy.issuer", e->identifier);
	authres_property(a, "policy.tag", e->tag);
	authres_property(a, "policy.verdict", report_verdict_text(e->verdict));
	authres_property(a, "policy.dane", e->dane);
	authres_property(a, "policy.sts", e->sts);
	authres_property(a, "policy.part", e->part);
}

static const char *
field_signature_result(enum report_signature signature)
{
	switch (signature) {
	case REPORT_SIGNATURE_NONE:
	case REPORT_SIGNATURE_VALID:
	case REPORT_SIGNATURE_NOT_CHECKED:
		return "neutral";
	case REPORT_SIGNATURE_INVALID:
		break;
	}
	return "fail";
}

static const char *
field_signature_comment(enum report_signature signature)
{
	switch (signature) {
	case REPORT_SIGNATURE_NONE:
		return "";
	case REPORT_SIGNATURE_VALID:
		return "signature valid, chain of its certificate not checked";
	case REPORT_SIGNATURE_NOT_CHECKED:
		return "signature not checked";
	case REPORT_SIGNATURE_INVALID:
		break;
	}
	return "signature invalid";
}

/* RFC 7281 section 3.2 has serial and issuer only together. */
static void
field_put_smime(struct authres *a, const struct report_entry *e)
{
	authres_result(a, "smime", field_signature_result(e->signature));
	authres_comment(a, field_signature_comment(e->signature));
	authres_property(a, "body.smime-part", e->part);
	authres_property(a, "body.smime-identifier", e->address);
	if (e->serial != NULL && e->issuer_dn != NULL) {
		authres_property(a, "body.smime-serial", e->serial);
		authres_property(a, "body.smime-issuer", e->issuer_dn);
	}
}

static void
field_put_left_out(struct authres *a, size_t n)
{
	struct buf text = BUF_INIT;

	buf_printf(&text, "%zu more left out", n);
	authres_comment(a, buf_text(&text));
	buf_fini(&text);
}

static void
field_put_entry(struct authres *a, const struct report_entry *e)
{
	if (e->signature != REPORT_SIGNATURE_NONE)
		field_put_smime(a, e);
	field_put_caa(a, e);
}

void
field_put(const struct report *r, const char *id, struct buf *out)
{
	struct authres a;
	size_t shown = 0, left = r->n_left_out;

	authres_begin(&a, out, id);
	for (size_t i = 0; i < r->n; i++) {
		if (r->entries[i].hidden)
			continue;
		if (shown++ < FIELD_RESULTS_MAX)
			field_put_entry(&a, &r->entries[i]);
		else
			left++;
	}
	if (shown == 0)
		authres_none(&a);
	if (left > 0)
		field_put_left_out(&a, left);
}
