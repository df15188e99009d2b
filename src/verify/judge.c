/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence to findings: every family of rules, one after the other. */

#include "verify/judge.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "verify/evidence.h"
#include "verify/live.h"
#include "verify/run.h"

struct judge_seen {
	struct judge_seen *next;
	enum rule_id rule;
	char *name;
};

bool
judge_first(struct judge_run *run, enum rule_id rule, const char *name)
{
	struct judge_seen *seen;

	for (seen = run->seen; seen != NULL; seen = seen->next)
		if (seen->rule == rule && strcmp(seen->name, name) == 0)
			return false;
	seen = mem_zalloc(sizeof(*seen));
	seen->rule = rule;
	seen->name = mem_strdup(name);
	seen->next = run->seen;
	run->seen = seen;
	return true;
}

static void
judge_forget(struct judge_run *run)
{
	struct judge_seen *seen;

	while ((seen = run->seen) != NULL) {
		run->seen = seen->next;
		free(seen->name);
		free(seen);
	}
}

struct finding *
judge_say(struct judge_run *run, enum rule_id rule, enum finding_result result,
    const char *subject, const char *format, ...)
{
	va_list ap;
	char *text;

	va_start(ap, format);
	text = mem_vprintf(format, ap);
	va_end(ap);
	return findings_add_own(run->findings, rule, result, subject, text);
}

struct finding *
judge_say_of_txt(struct judge_run *run, enum rule_id rule,
    enum finding_result result, const char *name, const char *format,
    va_list ap)
{
	struct finding *f = findings_add_own(
	    run->findings, rule, result, name, mem_vprintf(format, ap));

	finding_ref(f, "dns %s TXT", name);
	return f;
}

struct dns_answer *
judge_answer(const struct judge_run *run, const char *name, uint16_t type)
{
	return evidence_answer(run->evidence, name, type);
}

bool
judge_is_open(struct judge_run *run, enum rule_id rule, const char *subject,
    const char *name, uint16_t type)
{
	const struct dns_answer *answer = judge_answer(run, name, type);
	struct buf why = BUF_INIT;
	struct finding *f;

	if (answer != NULL && dns_answer_is_definite(answer))
		return false;
	if (answer != NULL)
		dns_answer_put_reason(answer, &why);
	else
		buf_puts(&why, "the evidence lacks an answer");
	f = judge_say(run, rule, FINDING_UNKNOWN, subject,
	    "%s when asked for %s records of %.*s", buf_text(&why),
	    dns_type_text(type), JUDGE_NAME_SHOWN, name);
	finding_ref(f, "dns %s %s", name, dns_type_text(type));
	buf_fini(&why);
	return true;
}

struct caa_climb *
judge_climb(const struct evidence *e, const char *name)
{
	struct caa_climb *climb = caa_climb_new(name);
	const char *level;

	while (caa_climb_next(climb, &level)) {
		struct dns_answer *answer =
		    evidence_answer(e, level, DNS_TYPE_CAA);

		if (answer != NULL)
			caa_climb_feed(climb, answer);
	}
	return climb;
}

bool
judge_controls(const struct judge_run *run, const char *host)
{
	const struct judge_context *context = run->context;

	return dns_name_at_or_below(host, evidence_domain(run->evidence)) ||
	       (context->controls != NULL &&
		   context->controls(host, context->controls_arg));
}

/* Who is warned is told what to do: where the case has no mend of its own, the
 * rule's. */
static void
judge_mend(struct findings *fs, size_t first)
{
	for (size_t i = first; i < fs->n; i++) {
		struct finding *f = &fs->list[i];

		if (f->result == FINDING_FAIL && f->n_fixes == 0 &&
		    (f->severity != SEVERITY_INFO || f->candidate))
			finding_advise(f, "%s", rule_get(f->rule)->mend);
	}
}

void
judge(const struct evidence *e, const struct judge_context *context,
    struct findings *out)
{
	struct judge_run run = {e, context, out, NULL, NULL};
	const size_t first = out->n;

	run.live = live_new(&run);
	rules_mx(&run);
	rules_caa(&run);
	rules_live(&run);
	rules_sts(&run);
	rules_dane(&run);
	rules_rpt(&run);
	rules_spf(&run);
	rules_dkim(&run);
	rules_dmarc(&run);
	judge_mend(out, first);
	judge_forget(&run);
	live_free(&run.live);
}

bool
judge_is_definite(const struct evidence *e)
{
	const char *domain = evidence_domain(e);
	const struct dns_answer *mx = evidence_answer(e, domain, DNS_TYPE_MX);
	struct caa_climb *climb = judge_climb(e, domain);
	enum caa_climb_outcome outcome = caa_climb_outcome(climb);

	caa_climb_free(&climb);
	return mx != NULL && dns_answer_is_definite(mx) &&
	       (outcome == CAA_CLIMB_FOUND || outcome == CAA_CLIMB_EMPTY);
}
