/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF: does the record judge those who match nothing, and admit
 * not everybody? */

#include "verify/rules_spf.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

/* What is wrong, each a part of the sentence. */
struct end_fault {
	struct buf why;
	bool *drop;
	bool elsewhere; /* in a record that the domain's does not hold */
	bool ptr;
	bool end; /* of the own record is to be another */
};

static void
end_blame(struct end_fault *fault, const char *what, const char *of)
{
	buf_printf(&fault->why, "%s%s", fault->why.len > 0 ? "; " : "", what);
	if (of != NULL)
		buf_printf(&fault->why, " of %.*s", JUDGE_NAME_SHOWN, of);
}

static void
end_look_at_note(
    const struct spf_scene *s, const struct spf_note *n, struct end_fault *f)
{
	if (n->kind == SPF_NOTE_PASS_ALL) {
		bool is_end =
		    n->in_record && s->record.all != NULL &&
		    (size_t)(s->record.all - s->record.terms) == n->term_index;

		end_blame(f, "everybody passes by ", NULL);
		buf_printf(
		    &f->why, "%s of %.*s", n->term, JUDGE_NAME_SHOWN, n->owner);
		f->end |= is_end;
		f->drop[n->term_index] |= !is_end;
	} else if (n->kind == SPF_NOTE_PTR && n->in_record) {
		end_blame(f, n->term, NULL);
		buf_puts(&f->why, " is slow, and many receivers ignore it");
		f->ptr = true;
		f->drop[n->term_index] = true;
	}
}

static void
end_look(const struct spf_scene *s, struct end_fault *f)
{
	const struct spf_tally *t = &s->tally;
	bool own = t->end_owner != NULL && strcmp(t->end_owner, s->domain) == 0;

	for (size_t i = 0; i < t->n_notes; i++)
		end_look_at_note(s, &t->notes[i], f);
	if (t->end_owner == NULL ||
	    (t->end != SPF_NONE && t->end != SPF_NEUTRAL))
		return;
	end_blame(f,
	    t->end == SPF_NONE ? "the record says nothing of those who match "
				 "no term, as if it ended in ?all"
			       : "?all says nothing of those who match no "
				 "term",
	    own ? NULL : t->end_owner);
	f->end = own;
	f->elsewhere |= !own;
}

static void
end_fix(const struct spf_scene *s, struct finding *finding,
    const struct end_fault *fault)
{
	static const char advice[] =
	    "end the record with -all or ~all, and name addresses in place of "
	    "ptr";
	struct spf_wanted *w = s->wanted;

	/* ptr may be what the mail passes by */
	if (fault->elsewhere || (fault->ptr && s->egress == AUTH_UNTOLD)) {
		finding_advise(finding, "%s", advice);
		return;
	}
	for (size_t i = 0; i < s->record.n_terms; i++)
		w->drop[i] |= fault->drop[i];
	if (fault->end)
		w->end = s->egress == AUTH_ALWAYS ? "-all" : "~all";
	w->egress = true;
	spf_ask(s, finding, advice);
}

void
rules_spf_end(const struct spf_scene *s)
{
	struct end_fault fault = {.why = BUF_INIT,
	    .drop = mem_array(s->record.n_terms + 1, sizeof(bool))};

	end_look(s, &fault);
	if (fault.why.len > 0)
		end_fix(s,
		    spf_say(s, RULE_SPF_07, FINDING_FAIL, "%s",
			buf_text(&fault.why)),
		    &fault);
	else if (s->tally.end_owner == NULL && s->tally.open)
		finding_follow(
		    spf_say(s, RULE_SPF_07, FINDING_UNKNOWN,
			"the record where the redirect leads could not be had"),
		    RULE_SPF_08, s->domain);
	else if (s->tally.end_owner == NULL)
		(void)spf_say(s, RULE_SPF_07, FINDING_NOT_APPLICABLE,
		    "there is no record where the redirect leads");
	else
		(void)spf_say(s, RULE_SPF_07, FINDING_PASS,
		    "the record ends in a judgement: %s",
		    spf_result_text(s->tally.end));
	buf_fini(&fault.why);
	free(fault.drop);
}
