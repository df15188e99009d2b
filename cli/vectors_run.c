/* SPDX-License-Identifier: BSD-2-Clause */
/* Run test vectors against src/caa and say what differs. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/climb.h"
#include "caa/property.h"
#include "caa/value.h"
#include "cli/vectors.h"

static bool
vectors_differ(
    struct error *why, const char *what, const char *found, const char *wanted)
{
	(void)error_set(why, "%s is `%s', want `%s'", what, found, wanted);
	return false;
}

static bool
vectors_same(
    struct error *why, const char *what, const char *found, const char *wanted)
{
	if (wanted == NULL || strcmp(found, wanted) == 0)
		return true;
	return vectors_differ(why, what, found, wanted);
}

static bool
vectors_same_hex(struct error *why, const char *what, const void *found,
    size_t len, const char *wanted)
{
	struct buf hex = BUF_INIT;
	bool same;

	text_put_hex(&hex, found, len);
	same = vectors_same(why, what, buf_text(&hex), wanted);
	buf_fini(&hex);
	return same;
}

/* Canonical text, and that it reads as the same property again. */
static bool
vectors_check_text(
    const struct caa_property *p, const char *wanted, struct error *why)
{
	struct buf text = BUF_INIT, again = BUF_INIT;
	struct caa_property q = {0};
	bool good = false;

	caa_property_put_text(p, &text);
	if (!vectors_same(why, "the canonical text", buf_text(&text), wanted))
		goto out;
	if (caa_text_parse(buf_text(&text), text.len, &again, NULL, why) == -1)
		goto out;
	(void)caa_property_parse((const uint8_t *)again.data, again.len, &q);
	good =
	    q.flags == p->flags && q.id == p->id &&
	    q.value_len == p->value_len &&
	    text_equal_fold((const char *)q.tag, q.tag_len,
		(const char *)p->tag, p->tag_len) &&
	    (q.value_len == 0 || memcmp(q.value, p->value, q.value_len) == 0);
	if (!good)
		(void)error_set(
		    why, "`%s' reads as another property", buf_text(&text));
out:
	buf_fini(&text);
	buf_fini(&again);
	return good;
}

static bool
vectors_check_fields(const struct vectors_record *r,
    const struct caa_property *p, struct error *why)
{
	if (r->flags != -1 && r->flags != p->flags) {
		(void)error_set(
		    why, "the flags are %d, want %d", p->flags, r->flags);
		return false;
	}
	if (r->tag != NULL && (strlen(r->tag) != p->tag_len ||
				  memcmp(r->tag, p->tag, p->tag_len) != 0)) {
		(void)error_set(why, "the tag is `%.*s', want `%s'",
		    (int)p->tag_len, (const char *)p->tag, r->tag);
		return false;
	}
	return vectors_same_hex(
		   why, "the value", p->value, p->value_len, r->value) &&
	       vectors_check_text(p, r->presentation, why);
}

static bool
vectors_check_wire(const struct vectors_record *r, const uint8_t *rdata,
    size_t len, struct error *why)
{
	struct caa_property p;
	enum caa_rdata_fault fault = caa_property_parse(rdata, len, &p);

	if (!vectors_same(why, "the RDATA", caa_rdata_fault_text(fault),
		r->ok ? "ok" : r->reason))
		return false;
	return fault != CAA_RDATA_OK || vectors_check_fields(r, &p, why);
}

static bool
vectors_check_presentation(const struct vectors_record *r, struct error *why)
{
	struct buf wire = BUF_INIT;
	const char *reason = "ok";
	bool good = false;

	(void)caa_text_parse(r->input, strlen(r->input), &wire, &reason, NULL);
	if (vectors_same(why, "the text", reason, r->ok ? "ok" : r->reason))
		good = !r->ok ||
		       (vectors_same_hex(
			    why, "the RDATA", wire.data, wire.len, r->wire) &&
			   vectors_check_wire(
			       r, (const uint8_t *)wire.data, wire.len, why));
	buf_fini(&wire);
	return good;
}

static bool
vectors_check_value(const struct vectors_record *r, const uint8_t *value,
    size_t len, struct error *why)
{
	struct buf issuer = BUF_INIT, parameters = BUF_INIT;
	struct caa_value v;
	bool good = caa_value_parse(value, len, &v, NULL);

	if (good != r->ok) {
		good = vectors_differ(why, "the value",
		    good ? "well formed" : "malformed",
		    r->ok ? "well formed" : "malformed");
		goto out;
	}
	buf_put(&issuer, v.issuer.text, v.issuer.len);
	for (size_t i = 0; i < v.n_parameters; i++) {
		const struct caa_parameter *p = &v.parameters[i];

		buf_printf(&parameters, "%s%.*s=%.*s", i > 0 ? ";" : "",
		    (int)p->tag.len, p->tag.text, (int)p->value.len,
		    p->value.text);
	}
	good = vectors_same(why, "the issuer", buf_text(&issuer), r->issuer) &&
	       vectors_same(
		   why, "the parameters", buf_text(&parameters), r->parameters);
out:
	caa_value_fini(&v);
	buf_fini(&issuer);
	buf_fini(&parameters);
	return good;
}

bool
vectors_run_record(const struct vectors_record *r, struct error *why)
{
	size_t size = strlen(r->input) / 2 + 1;
	uint8_t *octets;
	int len;
	bool good = false;

	if (r->form == VECTORS_PRESENTATION)
		return vectors_check_presentation(r, why);
	octets = mem_zalloc(size);
	len = text_from_hex(r->input, strlen(r->input), octets, size);
	if (len == -1)
		(void)error_set(why, "the input is no hexadecimal");
	else if (r->form == VECTORS_WIRE)
		good = vectors_check_wire(r, octets, (size_t)len, why);
	else
		good = vectors_check_value(r, octets, (size_t)len, why);
	free(octets);
	return good;
}

struct caa_climb *
vectors_climb(const struct vectors_evaluation *e, struct error *why)
{
	char name[DNS_NAME_SIZE];

	if (dns_name_canonical(e->name, name, why) == -1)
		return NULL;
	return caa_climb_new(name);
}

bool
vectors_judge(const struct vectors_evaluation *e, const struct caa_climb *climb,
    bool reasons, struct error *why)
{
	struct caa_result result;

	caa_evaluate(climb, &e->request, &result);
	return vectors_same(why, "the verdict",
		   caa_verdict_text(result.verdict), e->verdict) &&
	       vectors_same(why, "the relevant name",
		   result.relevant != NULL ? result.relevant : "none",
		   e->relevant != NULL ? e->relevant : "none") &&
	       (!reasons || vectors_same(why, "the reason",
				caa_reason_text(result.reason), e->reason));
}

bool
vectors_run_evaluation(const struct vectors_evaluation *e, struct error *why)
{
	struct caa_climb *climb = vectors_climb(e, why);
	const char *name;
	bool good;

	if (climb == NULL)
		return false;
	while (caa_climb_next(climb, &name)) {
		struct dns_answer *answer =
		    vectors_world_answer(&e->world, name, DNS_TYPE_CAA);

		caa_climb_feed(climb, answer);
		dns_answer_free(&answer);
	}
	good = vectors_judge(e, climb, true, why);
	caa_climb_free(&climb);
	return good;
}
