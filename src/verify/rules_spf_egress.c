/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF: does mail pass that the operator's own servers send? */

#include "verify/rules_spf.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/spf_mend.h"
#include "verify/where.h"

/* The addresses by what is said of them. */
struct egress {
	struct where passed, failed, open;
	struct spf_verdict first; /* the worst of those that failed */
	struct spf_verdict pass;  /* of one that passed */
};

/* fail is worse than none, and both than the milder ones. */
static unsigned
egress_weight(enum spf_result result)
{
	switch (result) {
	case SPF_FAIL:
		return 4;
	case SPF_PERMERROR:
		return 3;
	case SPF_NONE:
		return 2;
	case SPF_SOFTFAIL:
	case SPF_NEUTRAL:
		return 1;
	case SPF_PASS:
	case SPF_TEMPERROR:
	case SPF_PENDING:
		break;
	}
	return 0;
}

static void
egress_sort(const struct evidence *e, const char *domain, struct egress *out)
{
	const struct evidence_strings *list = &evidence_about(e)->egress;

	*out = (struct egress){.first = {.result = SPF_PASS}};
	for (size_t i = 0; i < list->n; i++) {
		struct spf_verdict v;

		auth_check(e, domain, list->list[i], &v);
		if (v.result == SPF_PASS) {
			where_add(&out->passed, list->list[i]);
			out->pass = v;
		} else if (egress_weight(v.result) == 0) {
			where_add(&out->open, list->list[i]);
		} else {
			where_add(&out->failed, list->list[i]);
			if (egress_weight(v.result) >
			    egress_weight(out->first.result))
				out->first = v;
		}
	}
}

/*
 * A fault that loses mail for sure: receivers are told to refuse it, or told
 * nothing, while no key can save it.
 */
static bool
egress_is_lost(const struct egress *g, const struct evidence *e)
{
	enum auth_state dkim = auth_dkim(e);

	if (g->first.result == SPF_FAIL)
		return dkim == AUTH_NEVER || dkim == AUTH_UNTOLD;
	return g->first.result == SPF_NONE && dkim == AUTH_NEVER;
}

/* Name the missing addresses: in the record where there is one to mend. */
static void
egress_fix(const struct spf_scene *s, struct finding *f)
{
	static const char advice[] =
	    "mend the record, then name the address that mail leaves from in "
	    "it";
	struct buf text = BUF_INIT;
	bool named;

	if (s->wanted != NULL) {
		s->wanted->egress = true;
		spf_ask(s, f, advice);
		return;
	}
	buf_puts(&text, "v=spf1");
	spf_mend_egress(s->run->evidence, &text);
	named = text.len > strlen("v=spf1");
	buf_puts(&text, " -all");
	if (!named || spf_select(s->txt, NULL) > 0 ||
	    !mend_publish_txt(f, s->domain, buf_text(&text)))
		finding_advise(f, "%s", advice);
	buf_fini(&text);
}

static void
egress_failed(const struct spf_scene *s, const struct egress *g)
{
	struct buf where = BUF_INIT;
	struct finding *f;

	where_put(&g->failed, &where);
	f = spf_say(s, RULE_SPF_06, FINDING_FAIL,
	    "mail from %s gets %s, not pass (%s)", buf_text(&where),
	    spf_result_text(g->first.result), g->first.decided);
	finding_arg(f, "result", "%s", spf_result_text(g->first.result));
	finding_arg(f, "addresses", "%s", buf_text(&where));
	if (egress_is_lost(g, s->run->evidence))
		f->severity = SEVERITY_BLOCK;
	egress_fix(s, f);
	buf_fini(&where);
}

static void
egress_rest(struct judge_run *run, const struct egress *g)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *txt = judge_answer(run, domain, DNS_TYPE_TXT);
	struct buf where = BUF_INIT;
	struct finding *f;

	where_put(g->open.n > 0 ? &g->open : &g->passed, &where);
	if (g->open.n > 0)
		f = judge_say(run, RULE_SPF_06, FINDING_UNKNOWN, domain,
		    "whether mail from %s passes is not known, as the DNS did "
		    "not answer",
		    buf_text(&where));
	else
		f = judge_say(run, RULE_SPF_06, FINDING_PASS, domain,
		    "mail from %s passes (%s)", buf_text(&where),
		    g->pass.decided);
	if (txt != NULL)
		finding_ref(f, "dns %s TXT", domain);
	if (g->open.n > 0)
		finding_follow(f,
		    txt != NULL && dns_answer_is_definite(txt) ? RULE_SPF_08
							       : RULE_SPF_01,
		    domain);
	buf_fini(&where);
}

void
rules_spf_egress(const struct spf_scene *s)
{
	const struct evidence *e = s->run->evidence;
	struct egress g;

	if (s->parked || evidence_about(e)->egress.n == 0) {
		(void)judge_say(s->run, RULE_SPF_06, FINDING_NOT_APPLICABLE,
		    s->domain, "%s",
		    s->parked ? "the domain says that it sends no mail"
			      : "the addresses that mail leaves from are not "
				"told");
		return;
	}
	egress_sort(e, s->domain, &g);
	if (g.failed.n > 0)
		egress_failed(s, &g);
	else
		egress_rest(s->run, &g);
}

/* The HELO name is the domain: its record is mended once, for all. */
static void
helo_fix_domain(const struct spf_scene *s, struct finding *f)
{
	static const char advice[] =
	    "mend the SPF record of the domain, which is the HELO name too";

	if (s->wanted == NULL) {
		finding_advise(f, "%s", advice);
		return;
	}
	s->wanted->egress = true;
	spf_ask(s, f, advice);
}

static void
helo_fix(const struct spf_scene *s, struct finding *f, const char *helo)
{
	struct judge_run *run = s->run;
	const struct dns_answer *txt = judge_answer(run, helo, DNS_TYPE_TXT);
	struct buf text = BUF_INIT;

	if (strcmp(helo, s->domain) == 0) {
		helo_fix_domain(s, f);
		return;
	}
	buf_puts(&text, "v=spf1");
	spf_mend_egress(run->evidence, &text);
	if (text.len == strlen("v=spf1"))
		buf_puts(&text, " a");
	buf_puts(&text, " -all");
	if (!mend_replace(f, txt, spf_is_record, buf_text(&text)))
		finding_advise(
		    f, "publish an SPF record at %.*s", JUDGE_NAME_SHOWN, helo);
	buf_fini(&text);
}

static void
helo_judge(const struct spf_scene *s, const char *helo)
{
	struct judge_run *run = s->run;
	const struct dns_answer *txt = judge_answer(run, helo, DNS_TYPE_TXT);
	struct buf where = BUF_INIT, text = BUF_INIT;
	struct finding *f;
	struct spf_record r;
	struct egress g;
	size_t n = spf_select(txt, &text);
	bool good =
	    n == 1 && spf_parse(buf_text(&text), text.len, &r, NULL) == 0;

	if (good)
		spf_record_fini(&r);
	egress_sort(run->evidence, helo, &g);
	where_put(&g.failed, &where);
	if (good && g.failed.n == 0) {
		f = judge_say(run, RULE_SPF_09,
		    g.open.n > 0 ? FINDING_UNKNOWN : FINDING_PASS, helo, "%s",
		    g.open.n > 0 ? "the DNS did not answer all that the "
				   "record asks"
				 : "the HELO name has an SPF record");
		finding_ref(f, "dns %s TXT", helo);
	} else {
		f = n != 1 ? judge_say(run, RULE_SPF_09, FINDING_FAIL, helo,
				 "the HELO name has %s SPF record: bounces, "
				 "which have no other sender, do not pass",
				 n == 0 ? "no" : "more than one")
		    : !good
			? judge_say(run, RULE_SPF_09, FINDING_FAIL, helo,
			      "the SPF record of the HELO name does not match "
			      "the grammar")
			: judge_say(run, RULE_SPF_09, FINDING_FAIL, helo,
			      "bounces from %s get %s by the HELO name",
			      buf_text(&where),
			      spf_result_text(g.first.result));
		finding_ref(f, "dns %s TXT", helo);
		helo_fix(s, f, helo);
	}
	buf_fini(&where);
	buf_fini(&text);
}

void
rules_spf_helo(const struct spf_scene *s)
{
	struct judge_run *run = s->run;
	const char *helo = evidence_about(run->evidence)->helo;
	const char *domain = evidence_domain(run->evidence);

	if (helo == NULL)
		(void)judge_say(run, RULE_SPF_09, FINDING_NOT_APPLICABLE,
		    domain, "the HELO name of the outgoing server is not told");
	else if (!judge_is_open(run, RULE_SPF_09, helo, helo, DNS_TYPE_TXT))
		helo_judge(s, helo);
}
