/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF (RFC 7208): the domain's own record. */

#include "verify/rules_spf.h"

#include <stdarg.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "dns/answer.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/mx_hosts.h"
#include "verify/spf_mend.h"

#define RECORD_SHOWN 60 /* octets of a record in a sentence */

/* What hangs on the domain's record: nothing to judge without it. */
static const enum rule_id spf_rules[] = {RULE_SPF_02, RULE_SPF_03, RULE_SPF_04,
    RULE_SPF_05, RULE_SPF_07, RULE_SPF_08};

struct finding *
spf_say(const struct spf_scene *s, enum rule_id rule,
    enum finding_result result, const char *format, ...)
{
	va_list ap;
	struct finding *f;

	va_start(ap, format);
	f = judge_say_of_txt(s->run, rule, result, s->domain, format, ap);
	va_end(ap);
	return f;
}

const char *
spf_soften(const struct spf_scene *s)
{
	return s->egress == AUTH_ALWAYS
		   ? "; the addresses that mail leaves from match before that"
		   : "";
}

void
spf_soften_finding(const struct spf_scene *s, struct finding *f)
{
	if (s->egress == AUTH_ALWAYS && f->severity == SEVERITY_BLOCK)
		f->severity = SEVERITY_WARN;
}

/* Text that was surely meant to be a record, but is none. */
static bool
spf_is_near(const char *text, size_t len)
{
	static const char near[] = "v=spf";
	size_t at = 0;

	while (at < len && strchr(" \t\"'", text[at]) != NULL)
		at++;
	return len - at >= strlen(near) &&
	       text_equal_fold(text + at, strlen(near), near, strlen(near));
}

static void
spf_put_near(const struct spf_scene *s, struct buf *out)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < s->txt->n_records; i++) {
		buf_clear(&text);
		if (dns_record_txt(&s->txt->records[i], &text) == -1 ||
		    !spf_is_near(buf_text(&text), text.len))
			continue;
		buf_puts(out, "; ");
		text_put_escaped(out, buf_text(&text), text.len, RECORD_SHOWN);
		buf_puts(out, " is none, as it does not begin v=spf1 and a "
			      "blank");
		break;
	}
	buf_fini(&text);
}

static void
spf_fix_none(const struct spf_scene *s, struct finding *f)
{
	struct buf text = BUF_INIT;
	const struct evidence *e = s->run->evidence;

	buf_puts(&text, "v=spf1");
	spf_mend_egress(e, &text);
	buf_puts(&text, " -all");
	if ((text.len == strlen("v=spf1 -all") && !mx_has_null(e)) ||
	    !mend_publish_txt(f, s->domain, buf_text(&text)))
		finding_advise(f,
		    "publish one TXT record at %s that begins "
		    "v=spf1, names the addresses that mail "
		    "leaves from, and ends in -all",
		    s->domain);
	buf_fini(&text);
}

/* SPF-01 where there is none. */
static void
spf_none(const struct spf_scene *s)
{
	struct buf near = BUF_INIT;

	spf_put_near(s, &near);
	spf_fix_none(s, spf_say(s, RULE_SPF_01, FINDING_FAIL,
			    "there is no SPF record%s", buf_text(&near)));
	buf_fini(&near);
	for (size_t i = 0; i < sizeof(spf_rules) / sizeof(spf_rules[0]); i++)
		(void)spf_say(s, spf_rules[i], FINDING_NOT_APPLICABLE,
		    "there is no SPF record");
}

/* SPF-01 where there are several: a permanent error for all mail. */
static void
spf_many(const struct spf_scene *s, size_t n)
{
	struct finding *f = spf_say(s, RULE_SPF_01, FINDING_FAIL,
	    "%zu SPF records stand side by side, which is a permanent error: "
	    "receivers use none of them",
	    n);
	struct buf text = BUF_INIT;

	f->severity = SEVERITY_BLOCK;
	finding_arg(f, "records", "%zu", n);
	if (!spf_mend_merge(s->txt, &text) ||
	    !mend_replace(f, s->txt, spf_is_record, buf_text(&text)))
		finding_advise(f, "remove all SPF records but one");
	buf_fini(&text);
	for (size_t i = 0; i < sizeof(spf_rules) / sizeof(spf_rules[0]); i++)
		(void)spf_say(s, spf_rules[i], FINDING_NOT_APPLICABLE,
		    "there is more than one SPF record");
}

/* SPF-02 of the domain's own record. */
static void
spf_malformed(
    const struct spf_scene *s, const struct buf *text, const struct error *err)
{
	struct finding *f = spf_say(s, RULE_SPF_02, FINDING_FAIL,
	    "the record does not match the grammar, which is a permanent "
	    "error: %s",
	    err->text);
	struct buf mended = BUF_INIT;

	if (!spf_mend_spelling(buf_text(text), text->len, &mended) ||
	    !mend_replace(f, s->txt, spf_is_record, buf_text(&mended)))
		finding_advise(f, "correct the term, or remove it");
	buf_fini(&mended);
	for (size_t i = 1; i < sizeof(spf_rules) / sizeof(spf_rules[0]); i++)
		(void)spf_say(s, spf_rules[i], FINDING_NOT_APPLICABLE,
		    "the SPF record can't be read");
}

static bool
spf_is_parked(const struct spf_scene *s)
{
	return mx_has_null(s->run->evidence) && s->record.n_terms == 1 &&
	       s->record.terms[0].kind == SPF_ALL &&
	       s->record.terms[0].qualifier == SPF_FAIL;
}

static void
spf_readable(struct spf_scene *s)
{
	const struct evidence *e = s->run->evidence;
	const struct spf_source source = {auth_lookup, (void *)(uintptr_t)e};
	const struct spf_identity who = {.helo = evidence_about(e)->helo};
	struct spf_wanted wanted;

	spf_wanted_init(&wanted, &s->record);
	s->wanted = &wanted;
	spf_count(&source, s->domain, &who, &s->tally);
	s->parked = spf_is_parked(s);
	rules_spf_targets(s);
	rules_spf_limits(s);
	rules_spf_end(s);
	rules_spf_egress(s);
	rules_spf_helo(s);
	rules_spf_mend(s);
	spf_tally_fini(&s->tally);
	spf_wanted_fini(&wanted);
	s->wanted = NULL;
}

static void
spf_one(struct spf_scene *s, const struct buf *text)
{
	struct error err = {""};

	(void)spf_say(s, RULE_SPF_01, FINDING_PASS, "there is one SPF record");
	if (spf_parse(buf_text(text), text->len, &s->record, &err) == -1) {
		spf_malformed(s, text, &err);
		rules_spf_egress(s);
		rules_spf_helo(s);
		return;
	}
	spf_readable(s);
	spf_record_fini(&s->record);
}

static void
spf_judge(struct spf_scene *s)
{
	struct buf text = BUF_INIT;
	size_t n = spf_select(s->txt, &text);

	if (n == 1) {
		spf_one(s, &text);
	} else {
		if (n == 0)
			spf_none(s);
		else
			spf_many(s, n);
		rules_spf_egress(s);
		rules_spf_helo(s);
	}
	buf_fini(&text);
}

void
rules_spf(struct judge_run *run)
{
	struct spf_scene s = {.run = run,
	    .domain = evidence_domain(run->evidence),
	    .egress = auth_spf(run->evidence)};

	if (judge_is_open(run, RULE_SPF_01, s.domain, s.domain, DNS_TYPE_TXT)) {
		for (size_t i = 0; i < sizeof(spf_rules) / sizeof(spf_rules[0]);
		     i++)
			(void)judge_is_open(run, spf_rules[i], s.domain,
			    s.domain, DNS_TYPE_TXT);
		rules_spf_egress(&s);
		rules_spf_helo(&s);
		return;
	}
	s.txt = judge_answer(run, s.domain, DNS_TYPE_TXT);
	spf_judge(&s);
}
