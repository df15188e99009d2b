/* SPDX-License-Identifier: BSD-2-Clause */
/* What the rule tests do to evidence: make it, fill it, mend it. */

#include "tests/unit/rules_world.h"

#include <openssl/x509.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"
#include "cert/facts.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"
#include "verify/finding.h"
#include "verify/member.h"
#include "verify/plan.h"

#define RULES_TIME "2026-12-01T00:00:00Z"
#define RULES_DOMAIN "good.test"
#define RULES_TTL 3600
#define RULES_ROUNDS_MAX 50
#define RULES_NAMED_MAX 5000

char *
rules_path(const char *name)
{
	const char *top = getenv("CAAGATE_SRCDIR");

	if (top == NULL)
		top = access("tests/evidence", R_OK) == 0 ? "." : "../src";
	return mem_printf("%s/tests/evidence/%s", top, name);
}

/* `@NAME` to the base64 of certs/NAME.pem's certificate. */
static json_t *
rules_certificate(const char *name, struct error *err)
{
	char *file = mem_printf("certs/%s.pem", name);
	char *path = rules_path(file);
	struct cert_bag bag = {.n = 0};
	unsigned char *der = NULL;
	json_t *value = NULL;
	int len;

	if (cert_bag_load(path, &bag, err) == 0) {
		len = i2d_X509(bag.certs[0], &der);
		value = member_base64(der, (size_t)len);
		OPENSSL_free(der);
		cert_bag_fini(&bag);
	}
	free(path);
	free(file);
	return value;
}

static int
rules_chains(json_t *written, struct error *err)
{
	json_t *probe;
	size_t i;

	json_array_foreach(json_object_get(written, "probes"), i, probe)
	{
		json_t *chain = json_object_get(probe, "chain");

		for (size_t k = 0; k < json_array_size(chain); k++) {
			const char *text =
			    json_string_value(json_array_get(chain, k));
			json_t *value;

			if (text == NULL || text[0] != '@')
				continue;
			value = rules_certificate(text + 1, err);
			if (value == NULL)
				return -1;
			(void)json_array_set_new(chain, k, value);
		}
	}
	return 0;
}

int
rules_evidence(
    const json_t *written, struct evidence **evidence_out, struct error *err)
{
	json_t *copy =
	    written != NULL ? json_deep_copy(written) : json_object();
	int ret = rules_chains(copy, err);

	if (json_object_get(copy, "domain") == NULL)
		member_put_text(copy, "domain", RULES_DOMAIN);
	if (json_object_get(copy, "time") == NULL)
		member_put_text(copy, "time", RULES_TIME);
	if (ret == 0)
		ret = evidence_from_json(copy, evidence_out, err);
	json_decref(copy);
	return ret;
}

struct rules_named {
	struct dns_answer **answers;
	size_t n_answers;
	struct probe_result **probes;
	size_t n_probes;
};

static void
rules_ask(void *arg, const char *name, uint16_t type)
{
	struct rules_named *named = arg;
	struct dns_answer *a = dns_answer_new(name, type, DNS_NODATA);

	a->ttl = RULES_TTL;
	named->answers = mem_resize(
	    named->answers, named->n_answers + 1, sizeof(named->answers[0]));
	named->answers[named->n_answers++] = a;
}

static void
rules_probe(void *arg, const struct probe_target *target, const char *address)
{
	struct rules_named *named = arg;
	struct probe_result *p = probe_result_new(target, address);

	p->outcome = PROBE_TIMEOUT;
	free(p->why);
	p->why = mem_strdup("nothing came in time");
	named->probes = mem_resize(
	    named->probes, named->n_probes + 1, sizeof(named->probes[0]));
	named->probes[named->n_probes++] = p;
}

static size_t
rules_fill_once(struct evidence *e)
{
	struct rules_named named = {NULL, 0, NULL, 0};
	const struct plan plan = {e, rules_ask, rules_probe, &named};
	size_t n;

	plan_all(&plan);
	n = named.n_answers + named.n_probes;
	for (size_t i = 0; i < named.n_answers; i++) {
		evidence_put(e, named.answers[i]);
		dns_answer_free(&named.answers[i]);
	}
	for (size_t i = 0; i < named.n_probes; i++) {
		named.probes[i]->time = evidence_time(e);
		evidence_put_probe(e, named.probes[i]);
		probe_result_free(&named.probes[i]);
	}
	free(named.answers);
	free(named.probes);
	return n;
}

int
rules_fill(struct evidence *e, struct error *err)
{
	size_t named = 0;

	for (int round = 0; round < RULES_ROUNDS_MAX; round++) {
		size_t n = rules_fill_once(e);

		named += n;
		if (n == 0)
			return 0;
		if (named > RULES_NAMED_MAX)
			return error_set(err,
			    "the plans name more than %d questions and probes",
			    RULES_NAMED_MAX);
	}
	return error_set(err, "the plans still name something after %d rounds",
	    RULES_ROUNDS_MAX);
}

/* One zone-file line `NAME. [TTL] IN TYPE RDATA`. */
struct rules_line {
	char owner[DNS_NAME_SIZE];
	uint16_t type;
	struct buf rdata;
	bool used;
};

static const char *
rules_word(const char **at, size_t *len_out)
{
	const char *word = *at + strspn(*at, " \t");

	*len_out = strcspn(word, " \t");
	*at = word + *len_out;
	return word;
}

static int
rules_read_line(const char *text, struct rules_line *line, struct error *err)
{
	const char *at = text, *word;
	size_t len;

	word = rules_word(&at, &len);
	if (len < 2 || len >= sizeof(line->owner) || word[len - 1] != '.')
		return error_set(err, "%s: wanted an absolute owner", text);
	for (size_t i = 0; i + 1 < len; i++)
		line->owner[i] = text_lower(word[i]);
	line->owner[len - 1] = '\0';
	do
		word = rules_word(&at, &len);
	while (len > 0 && (text_is_digit(*word) ||
			      (len == 2 && strncmp(word, "IN", 2) == 0)));
	line->type = dns_type_from_text(word, len);
	if (line->type == 0)
		return error_set(err, "%s: wanted a type", text);
	at += strspn(at, " \t");
	if (dns_rdata_from_text(line->type, at, strlen(at), caa_zone_rdata,
		&line->rdata, err) == 0)
		return 0;
	error_prefix(err, "%s", text);
	return -1;
}

static bool
rules_same(const struct dns_record *record, const struct buf *rdata)
{
	return record->len == rdata->len &&
	       memcmp(record->data, buf_text(rdata), rdata->len) == 0;
}

/* Is the line about what this answer's records are? */
static bool
rules_is_about(const struct rules_line *line, const struct dns_answer *a)
{
	const char *end =
	    a->n_aliases > 0 ? a->aliases[a->n_aliases - 1] : a->name;

	return line->type == a->type && strcmp(line->owner, end) == 0;
}

struct rules_change {
	struct rules_line *lines;
	enum fix_kind *kinds;
	size_t n;
};

static bool
rules_is_removed(struct rules_change *c, const struct dns_answer *a,
    const struct dns_record *record)
{
	bool removed = false;

	for (size_t i = 0; i < c->n; i++)
		if (c->kinds[i] == FIX_REMOVE &&
		    rules_is_about(&c->lines[i], a) &&
		    rules_same(record, &c->lines[i].rdata))
			removed = c->lines[i].used = true;
	return removed;
}

/* The answer after the change: a new reference. */
static struct dns_answer *
rules_change_answer(struct rules_change *c, const struct dns_answer *a)
{
	struct dns_answer *b = dns_answer_new(a->name, a->type, DNS_NODATA);

	b->ad = a->ad;
	b->ttl = a->ttl > 0 ? a->ttl : RULES_TTL;
	for (size_t i = 0; i < a->n_aliases; i++)
		dns_answer_add_alias(b, a->aliases[i]);
	for (size_t i = 0; i < a->n_records; i++)
		if (!rules_is_removed(c, a, &a->records[i]))
			dns_answer_add_record(
			    b, a->records[i].data, a->records[i].len);
	for (size_t i = 0; i < c->n; i++)
		if (c->kinds[i] == FIX_PUBLISH &&
		    rules_is_about(&c->lines[i], a)) {
			dns_answer_add_record(b, buf_text(&c->lines[i].rdata),
			    c->lines[i].rdata.len);
			c->lines[i].used = true;
		}
	b->status = b->n_records > 0 ? DNS_RECORDS : DNS_NODATA;
	return b;
}

static bool
rules_is_touched(const struct rules_change *c, const struct dns_answer *a)
{
	for (size_t i = 0; i < c->n; i++)
		if (rules_is_about(&c->lines[i], a))
			return true;
	return false;
}

static int
rules_apply(struct rules_change *c, const struct evidence *e,
    struct evidence *mended, struct error *err)
{
	for (size_t i = 0; i < evidence_answer_count(e); i++) {
		struct dns_answer *a = evidence_answer_at(e, i);
		struct dns_answer *b = rules_is_touched(c, a)
					   ? rules_change_answer(c, a)
					   : dns_answer_ref(a);

		evidence_put(mended, b);
		dns_answer_free(&b);
	}
	for (size_t i = 0; i < c->n; i++) {
		struct dns_answer *a, *b;

		if (c->lines[i].used)
			continue;
		if (c->kinds[i] == FIX_REMOVE)
			return error_set(
			    err, "a record is to be removed that is not there");
		a = dns_answer_new(
		    c->lines[i].owner, c->lines[i].type, DNS_NODATA);
		b = rules_change_answer(c, a);
		evidence_put(mended, b);
		dns_answer_free(&a);
		dns_answer_free(&b);
	}
	return 0;
}

int
rules_mend(const struct evidence *e, const struct finding *f, bool *has_out,
    struct evidence **mended_out, struct error *err)
{
	struct rules_change c = {
	    .lines = mem_array(f->n_fixes + 1, sizeof(c.lines[0])),
	    .kinds = mem_array(f->n_fixes + 1, sizeof(c.kinds[0]))};
	struct evidence *mended;
	int ret = 0;

	for (size_t i = 0; ret == 0 && i < f->n_fixes; i++) {
		if (f->fixes[i].kind == FIX_ADVICE)
			continue;
		c.kinds[c.n] = f->fixes[i].kind;
		ret = rules_read_line(f->fixes[i].text, &c.lines[c.n++], err);
	}
	mended = evidence_new(
	    evidence_domain(e), evidence_time(e), evidence_about(e));
	for (size_t i = 0; i < evidence_probe_count(e); i++)
		evidence_put_probe(mended, evidence_probe_at(e, i));
	if (ret == 0 && c.n > 0)
		ret = rules_apply(&c, e, mended, err);
	*has_out = c.n > 0;
	for (size_t i = 0; i < c.n; i++)
		buf_fini(&c.lines[i].rdata);
	free(c.lines);
	free(c.kinds);
	if (ret == 0 && c.n > 0) {
		*mended_out = mended;
		mended = NULL;
	}
	evidence_free(&mended);
	return ret;
}

static bool
rules_has_probe(const struct evidence *e, const char *url, const char *address)
{
	struct probe_target target;
	char host[DNS_NAME_SIZE];

	return probe_target_parse(url, host, &target, NULL) == 0 &&
	       evidence_probe(e, &target, address) != NULL;
}

bool
rules_has_ref(const struct evidence *e, const char *ref)
{
	char *copy = mem_strdup(ref);
	char *first = strchr(copy, ' ');
	char *second = first != NULL ? strchr(first + 1, ' ') : NULL;
	bool has = false;

	if (second != NULL) {
		*first++ = '\0';
		*second++ = '\0';
		if (strcmp(copy, "dns") == 0)
			has = evidence_answer(e, first,
				  dns_type_from_text(second, strlen(second))) !=
			      NULL;
		else if (strcmp(copy, "probe") == 0)
			has = rules_has_probe(e, first, second);
	}
	free(copy);
	return has;
}
