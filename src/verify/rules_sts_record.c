/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the record at _mta-sts (RFC 8461 section 3.1). */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/txt.h"

struct finding *
sts_say_record(struct sts_view *v, enum rule_id rule,
    enum finding_result result, char *text)
{
	struct finding *f =
	    judge_say(v->run, rule, result, v->owner, "%s", txt_plain(text));

	free(text);
	finding_ref(f, "dns %s TXT", v->owner);
	return f;
}

const char *
sts_alias_target(const struct sts_view *v)
{
	return v->txt != NULL && v->txt->n_aliases > 0
		   ? v->txt->aliases[v->txt->n_aliases - 1]
		   : NULL;
}

static void
fix_remove(const struct sts_view *v, struct finding *f, size_t i)
{
	struct buf line = BUF_INIT;

	txt_put_line(v->txt, i, &line);
	finding_remove(f, "%s", buf_text(&line));
	buf_fini(&line);
}

/* `_mta-sts.DOMAIN. IN TXT "v=STSv1; id=ID"` in place of record i, if there
 * is one to be replaced. */
static void
fix_record(const struct sts_view *v, struct finding *f, bool replace,
    const struct sts_span *id)
{
	char new_id[STS_ID_SIZE];
	const char *target = sts_alias_target(v);
	struct sts_span now;

	now.text = sts_new_id(v, new_id);
	now.len = strlen(new_id);
	if (id == NULL || mta_sts_id_check(id, NULL) == -1)
		id = &now;
	if (target != NULL) {
		finding_advise(f,
		    "publish at %.*s, where the alias leads: "
		    "\"v=STSv1; id=%.*s\"",
		    JUDGE_NAME_SHOWN, target, (int)id->len, id->text);
		return;
	}
	if (replace)
		fix_remove(v, f, v->at);
	(void)finding_publish(f, "%s. IN TXT \"v=STSv1; id=%.*s\"", v->owner,
	    (int)id->len, id->text);
}

void
sts_fix_id(const struct sts_view *v, struct finding *f)
{
	fix_record(v, f, true, NULL);
}

/* Which of several records is to stay: the well-formed one with the greatest
 * id, because ids are mostly times. */
static size_t
best_record(const struct sts_view *v)
{
	size_t best = v->at, best_len = 0;
	char best_id[MTA_STS_ID_MAX + 1] = "";

	for (size_t i = 0; i < v->txt->n_records; i++) {
		struct mta_sts_record r;
		struct buf text = BUF_INIT;

		if (dns_record_txt(&v->txt->records[i], &text) == 0 &&
		    mta_sts_record_version(buf_text(&text), text.len) ==
			STS_VERSION_IS &&
		    mta_sts_record_parse(buf_text(&text), text.len, &r, NULL) ==
			0 &&
		    mta_sts_id_check(&r.id, NULL) == 0 &&
		    (r.id.len > best_len ||
			(r.id.len == best_len &&
			    memcmp(r.id.text, best_id, best_len) > 0))) {
			best = i;
			best_len = r.id.len;
			memcpy(best_id, r.id.text, best_len);
		}
		buf_fini(&text);
	}
	return best;
}

static void
say_many(struct sts_view *v)
{
	size_t n =
	    txt_count(v->txt, mta_sts_record_version, STS_VERSION_IS, NULL);
	size_t best = best_record(v);
	struct finding *f;

	f = sts_say_record(v, RULE_STS_01, FINDING_FAIL,
	    mem_printf("%zu records begin v=STSv1;, so senders take none of "
		       "them and see no policy",
		n));
	finding_arg(f, "records", "%zu", n);
	if (sts_alias_target(v) != NULL) {
		finding_advise(f, "keep one of the records at %.*s",
		    JUDGE_NAME_SHOWN, sts_alias_target(v));
		return;
	}
	for (size_t i = 0; i < v->txt->n_records; i++)
		if (i != best && txt_version(v->txt, i,
				     mta_sts_record_version) == STS_VERSION_IS)
			fix_remove(v, f, i);
}

static void
say_attempt(struct sts_view *v)
{
	struct buf shown = BUF_INIT;

	txt_put_shown(buf_text(&v->text), v->text.len, &shown);
	fix_record(v,
	    sts_say_record(v, RULE_STS_01, FINDING_FAIL,
		mem_printf("the record %s does not begin v=STSv1;, so senders "
			   "pass it over",
		    buf_text(&shown))),
	    true, NULL);
	buf_fini(&shown);
}

static void
say_malformed(struct sts_view *v)
{
	struct buf shown = BUF_INIT;

	txt_put_shown(buf_text(&v->text), v->text.len, &shown);
	fix_record(v,
	    sts_say_record(v, RULE_STS_01, FINDING_FAIL,
		mem_printf("the record %s does not match the grammar, so "
			   "senders see no policy: %s",
		    buf_text(&shown), v->fault.text)),
	    true, &v->record.id);
	buf_fini(&shown);
}

static void
say_none(struct sts_view *v)
{
	char id[STS_ID_SIZE];
	struct finding *f;

	if (!v->wanted) {
		f = sts_say_record(v, RULE_STS_01, FINDING_FAIL,
		    mem_strdup(
			"there is no MTA-STS record: senders may deliver "
			"without TLS, or to a host that nobody "
			"verified"));
		f->severity = SEVERITY_INFO;
		finding_advise(f,
		    "serve a policy at https://%s/.well-known/mta-sts.txt, "
		    "then publish %s. IN TXT \"v=STSv1; id=%s\"",
		    v->host, v->owner, sts_new_id(v, id));
		return;
	}
	f = sts_say_record(v, RULE_STS_01, FINDING_FAIL,
	    mem_printf("%s serves a policy, but there is no record, so "
		       "senders do not look for it",
		v->host));
	fix_record(v, f, false, NULL);
}

/* Grammar and discard rule disagree about blanks before the semicolon. */
static void
say_one(struct sts_view *v)
{
	struct finding *f;

	if (!v->record.fields.blank) {
		(void)sts_say_record(v, RULE_STS_01, FINDING_PASS,
		    mem_strdup("exactly one record begins v=STSv1;"));
		return;
	}
	f = sts_say_record(v, RULE_STS_01, FINDING_FAIL,
	    mem_strdup("a blank stands before the first semicolon: the grammar "
		       "allows it, but senders that look for v=STSv1; pass the "
		       "record over"));
	f->severity = SEVERITY_INFO;
	fix_record(v, f, true, &v->record.id);
}

static void
rule_one_record(struct sts_view *v)
{
	switch (v->state) {
	case STS_OPEN:
		(void)judge_is_open(
		    v->run, RULE_STS_01, v->owner, v->owner, DNS_TYPE_TXT);
		return;
	case STS_NONE:
		say_none(v);
		return;
	case STS_ATTEMPT:
		say_attempt(v);
		return;
	case STS_MANY:
		say_many(v);
		return;
	case STS_MALFORMED:
		say_malformed(v);
		return;
	case STS_ONE:
		say_one(v);
		return;
	}
}

static void
rule_id(struct sts_view *v)
{
	struct error err;
	struct finding *f;

	if (v->state != STS_ONE && v->state != STS_MALFORMED)
		return;
	if (mta_sts_id_check(&v->record.id, &err) == -1)
		f = sts_say_record(v, RULE_STS_02, FINDING_FAIL,
		    mem_printf("%s, so senders see no policy", err.text));
	else if (v->record.n_ids > 1)
		f = sts_say_record(v, RULE_STS_02, FINDING_FAIL,
		    mem_printf("id comes %zu times, and senders differ in "
			       "which one counts",
			v->record.n_ids));
	else {
		f = sts_say_record(v, RULE_STS_02, FINDING_PASS,
		    mem_printf("the id is %.*s", (int)v->record.id.len,
			v->record.id.text));
		finding_arg(
		    f, "id", "%.*s", (int)v->record.id.len, v->record.id.text);
		return;
	}
	fix_record(v, f, true, &v->record.id);
}

void
rules_sts_record(struct sts_view *v)
{
	rule_one_record(v);
	rule_id(v);
}
