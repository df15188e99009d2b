/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF: limits of what a receiver does for one mail. */

#include "verify/rules_spf.h"

#include "base/buf.h"
#include "base/text.h"
#include "dns/answer.h"

#define LIMITS_SHOWN 4 /* terms named as the dearest */

/* The term of the domain's own record that costs most, of those that cost less
 * than `below` or come after `after` with the same. */
static size_t
limits_dearest(const struct spf_tally *t, unsigned below, size_t after)
{
	size_t best = t->n_by_term;

	for (size_t i = 0; i < t->n_by_term; i++) {
		if (t->by_term[i] == 0 || t->by_term[i] > below ||
		    (t->by_term[i] == below && i <= after))
			continue;
		if (best == t->n_by_term || t->by_term[i] > t->by_term[best])
			best = i;
	}
	return best;
}

/* `include:a.test 5, include:b.test 4`: what the look-ups go to. */
static void
limits_put_dearest(const struct spf_scene *s, struct buf *out)
{
	const struct spf_tally *t = &s->tally;
	unsigned below = SPF_COUNT_MAX + 1;
	size_t at = 0;

	for (size_t n = 0; n < LIMITS_SHOWN; n++) {
		at = limits_dearest(t, below, at);
		if (at == t->n_by_term)
			break;
		below = t->by_term[at];
		buf_puts(out, n > 0 ? ", " : "");
		text_put_escaped(out, s->record.terms[at].text,
		    s->record.terms[at].text_len, SPF_TERM_SHOWN / 2);
		buf_printf(out, " %u", below);
	}
}

/* SPF-03 */
static void
limits_terms(const struct spf_scene *s)
{
	const struct spf_tally *t = &s->tally;
	struct buf dearest = BUF_INIT;
	struct finding *f;

	limits_put_dearest(s, &dearest);
	if (t->terms > SPF_LOOKUPS_MAX) {
		f = spf_say(s, RULE_SPF_03, FINDING_FAIL,
		    "%u%s terms need the DNS where %d are allowed, which is a "
		    "permanent error: %s%s",
		    t->terms, t->more ? " and more" : "", SPF_LOOKUPS_MAX,
		    buf_text(&dearest), spf_soften(s));
		spf_soften_finding(s, f);
		finding_advise(f,
		    "name the addresses that you use in place "
		    "of what costs most: %s",
		    buf_text(&dearest));
		finding_arg(f, "terms", "%u", t->terms);
	} else if (t->open || t->pending) {
		f = spf_say(s, RULE_SPF_03, FINDING_UNKNOWN,
		    "%u term%s the DNS, and a record that may hold more could "
		    "not be had",
		    t->terms, t->terms == 1 ? " needs" : "s need");
		finding_follow(f, RULE_SPF_08, s->domain);
		finding_arg(f, "terms", "%u", t->terms);
	} else {
		f = spf_say(s, RULE_SPF_03, FINDING_PASS,
		    "%u of %d terms that need the DNS%s", t->terms,
		    SPF_LOOKUPS_MAX,
		    t->unseen ? ", not counting what the sender's address "
				"leads to"
			      : "");
		finding_arg(f, "terms", "%u", t->terms);
	}
	buf_fini(&dearest);
}

static const struct spf_note *
limits_note(const struct spf_scene *s, enum spf_note_kind kind, uint16_t type)
{
	for (size_t i = 0; i < s->tally.n_notes; i++)
		if (s->tally.notes[i].kind == kind &&
		    (type == 0 || s->tally.notes[i].type == type))
			return &s->tally.notes[i];
	return NULL;
}

/* SPF-04 */
static void
limits_mx(const struct spf_scene *s)
{
	const struct spf_note *many = limits_note(s, SPF_NOTE_MX_MANY, 0);
	const struct spf_note *open =
	    limits_note(s, SPF_NOTE_OPEN, DNS_TYPE_MX);
	struct finding *f;

	if (many != NULL) {
		f = spf_say(s, RULE_SPF_04, FINDING_FAIL,
		    "%s of %.*s leads to %u hosts where %d are allowed, which "
		    "is a permanent error%s",
		    many->term, JUDGE_NAME_SHOWN, many->owner, many->number,
		    SPF_MX_MAX, spf_soften(s));
		spf_soften_finding(s, f);
		finding_ref(f, "dns %s MX", many->target);
		finding_advise(f,
		    "name the addresses of the hosts that send "
		    "in place of %s",
		    many->term);
		finding_arg(f, "hosts", "%u", many->number);
	} else if (open != NULL) {
		f = spf_say(s, RULE_SPF_04, FINDING_UNKNOWN,
		    "%s when asked for MX records of %.*s", open->detail,
		    JUDGE_NAME_SHOWN, open->target);
		finding_ref(f, "dns %s MX", open->target);
	} else if (s->tally.open || s->tally.pending) {
		f = spf_say(s, RULE_SPF_04, FINDING_UNKNOWN,
		    "a record that may hold mx terms could not be had");
		finding_follow(f, RULE_SPF_08, s->domain);
	} else {
		(void)spf_say(s, RULE_SPF_04, FINDING_PASS,
		    "no mx term leads to more than %d hosts", SPF_MX_MAX);
	}
}

static void
limits_put_voids(const struct spf_scene *s, struct buf *out)
{
	unsigned n = 0;

	for (size_t i = 0; i < s->tally.n_notes; i++) {
		const struct spf_note *note = &s->tally.notes[i];

		if (note->kind != SPF_NOTE_VOID || n++ >= LIMITS_SHOWN)
			continue;
		buf_printf(out, "%s%s", n > 1 ? ", " : "", note->term);
	}
}

/* SPF-05 */
static void
limits_voids(const struct spf_scene *s)
{
	static const bool kinds[SPF_NOTE_KINDS] = {[SPF_NOTE_VOID] = true};
	const struct spf_tally *t = &s->tally;
	struct buf voids = BUF_INIT;
	struct finding *f;

	limits_put_voids(s, &voids);
	if (t->voids > SPF_VOIDS_MAX) {
		f = spf_say(s, RULE_SPF_05, FINDING_FAIL,
		    "%u terms name what is not there, and receivers may stop "
		    "after %d: %s",
		    t->voids, SPF_VOIDS_MAX, buf_text(&voids));
		finding_arg(f, "voids", "%u", t->voids);
		spf_ask_drop(s, f, kinds, "remove the terms that find nothing");
	} else if (t->open || t->open_void || t->pending) {
		f = spf_say(s, RULE_SPF_05, FINDING_UNKNOWN,
		    "the DNS did not answer for all that the record names, so "
		    "what is not there can't be counted");
		finding_follow(f, RULE_SPF_08, s->domain);
	} else {
		f = spf_say(s, RULE_SPF_05, FINDING_PASS,
		    "%u terms name what is not there, of %d that receivers "
		    "bear",
		    t->voids, SPF_VOIDS_MAX);
		finding_arg(f, "voids", "%u", t->voids);
	}
	buf_fini(&voids);
}

void
rules_spf_limits(const struct spf_scene *s)
{
	limits_terms(s);
	limits_mx(s);
	limits_voids(s);
}
