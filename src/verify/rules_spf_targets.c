/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF: records that the domain's own leads to. */

#include "verify/rules_spf.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"

static const char *
targets_what(const struct spf_note *n)
{
	switch (n->kind) {
	case SPF_NOTE_NO_RECORD:
		return "has no SPF record";
	case SPF_NOTE_MANY:
		return "has more than one SPF record";
	case SPF_NOTE_LOOP:
		return "leads back to itself";
	case SPF_NOTE_NO_NAME:
	case SPF_NOTE_SYNTAX:
	case SPF_NOTE_MX_MANY:
	case SPF_NOTE_VOID:
	case SPF_NOTE_PTR:
	case SPF_NOTE_PASS_ALL:
	case SPF_NOTE_OPEN:
	case SPF_NOTE_IGNORED:
	case SPF_NOTE_KINDS:
		break;
	}
	return "is no domain name";
}

/* include and redirect fail on a name that is none; a, mx and exists only do
 * not match. */
static bool
targets_is_lost(const struct spf_note *n)
{
	return n->kind == SPF_NOTE_NO_RECORD || n->kind == SPF_NOTE_MANY ||
	       n->kind == SPF_NOTE_LOOP ||
	       (n->kind == SPF_NOTE_NO_NAME &&
		   (strcasestr(n->term, "include:") != NULL ||
		       strcasestr(n->term, "redirect=") != NULL));
}

/* The first of SPF-08's faults in full, the others by number. */
static void
targets_lost(const struct spf_scene *s, const struct spf_note *n, size_t total)
{
	static const bool kinds[SPF_NOTE_KINDS] = {[SPF_NOTE_NO_RECORD] = true,
	    [SPF_NOTE_MANY] = true,
	    [SPF_NOTE_LOOP] = true,
	    [SPF_NOTE_NO_NAME] = true};
	char *more = total > 1 ? mem_printf(" (and %zu more)", total - 1)
			       : mem_strdup("");
	char *advice;
	struct finding *f = spf_say(s, RULE_SPF_08, FINDING_FAIL,
	    "%s of %.*s %s, which is a permanent error%s%s", n->term,
	    JUDGE_NAME_SHOWN, n->owner, targets_what(n), more, spf_soften(s));

	if (n->type != 0 && n->kind != SPF_NOTE_LOOP)
		finding_ref(f, "dns %s TXT", n->target);
	finding_arg(f, "target", "%s", n->target);
	spf_soften_finding(s, f);
	advice = mem_printf("correct %s in the record of %.*s, or remove the "
			    "term that leads there",
	    n->term, JUDGE_NAME_SHOWN, n->owner);
	spf_ask_drop(s, f, kinds, advice);
	free(advice);
	free(more);
}

/* The DNS did not say what a record that is needed holds. */
static const struct spf_note *
targets_open(const struct spf_scene *s, uint16_t type)
{
	for (size_t i = 0; i < s->tally.n_notes; i++)
		if (s->tally.notes[i].kind == SPF_NOTE_OPEN &&
		    s->tally.notes[i].type == type)
			return &s->tally.notes[i];
	return NULL;
}

static void
targets_say_open(
    const struct spf_scene *s, enum rule_id rule, const struct spf_note *n)
{
	struct finding *f = spf_say(s, rule, FINDING_UNKNOWN,
	    "%s when asked for %s records of %.*s", n->detail,
	    dns_type_text(n->type), JUDGE_NAME_SHOWN, n->target);

	finding_ref(f, "dns %s %s", n->target, dns_type_text(n->type));
}

static void
targets_judge_lost(const struct spf_scene *s)
{
	const struct spf_note *first = NULL,
			      *open = targets_open(s, DNS_TYPE_TXT);
	size_t total = 0;

	for (size_t i = 0; i < s->tally.n_notes; i++)
		if (targets_is_lost(&s->tally.notes[i]) && total++ == 0)
			first = &s->tally.notes[i];
	if (first != NULL)
		targets_lost(s, first, total);
	else if (open != NULL)
		targets_say_open(s, RULE_SPF_08, open);
	else if (s->tally.pending)
		(void)spf_say(s, RULE_SPF_08, FINDING_UNKNOWN,
		    "the evidence lacks an answer");
	else
		(void)spf_say(s, RULE_SPF_08, FINDING_PASS,
		    "every included record is there");
}

/* SPF-02 of records that are included. */
static bool
targets_malformed(const struct spf_scene *s, const struct spf_note *n)
{
	struct finding *f;

	if (n->kind != SPF_NOTE_SYNTAX || n->term[0] == '\0' ||
	    !judge_first(s->run, RULE_SPF_02, n->target))
		return false;
	f = judge_say(s->run, RULE_SPF_02, FINDING_FAIL, n->target,
	    "the record that %s of %.*s leads to does not match the grammar, "
	    "which is a permanent error: %s%s",
	    n->term, JUDGE_NAME_SHOWN, n->owner, n->detail, spf_soften(s));
	finding_ref(f, "dns %s TXT", n->target);
	finding_advise(f,
	    "ask the owner of %.*s to correct it, or name the "
	    "addresses instead",
	    JUDGE_NAME_SHOWN, n->target);
	spf_soften_finding(s, f);
	return true;
}

/* `include=x.test`: legal, and without effect. */
static bool
targets_ignored(const struct spf_scene *s, const struct spf_note *n)
{
	struct finding *f;

	if (n->kind != SPF_NOTE_IGNORED || !n->in_record ||
	    !judge_first(s->run, RULE_SPF_02, s->domain))
		return false;
	f = spf_say(s, RULE_SPF_02, FINDING_FAIL,
	    "%s is read as a modifier that nobody knows and is ignored; a "
	    "mechanism has a colon after its name",
	    n->term);
	f->severity = SEVERITY_WARN;
	s->wanted->spelling = true;
	spf_ask(s, f, "write a colon after the mechanism's name");
	return true;
}

void
rules_spf_targets(const struct spf_scene *s)
{
	bool ignored = false;

	for (size_t i = 0; i < s->tally.n_notes; i++) {
		(void)targets_malformed(s, &s->tally.notes[i]);
		ignored |= targets_ignored(s, &s->tally.notes[i]);
	}
	if (!ignored)
		(void)spf_say(s, RULE_SPF_02, FINDING_PASS,
		    "the record matches the grammar");
	targets_judge_lost(s);
}
