/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA-18: CAs that are authorised and that no certificate was seen of. */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/history.h"
#include "history/value.h"
#include "verify/evidence.h"
#include "verify/live.h"
#include "verify/rules_live.h"
#include "verify/run.h"

#define UNUSED_DAY INT64_C(86400)
#define UNUSED_SHOWN 120 /* octets of an identifier */

struct unused {
	struct judge_run *run;
	const struct history *history;
	const char *name; /* relevant, as the climb has it */
	const struct caa_climb *climb;
	int64_t now, span; /* s that a CA may be out of use */
	int64_t watched;   /* certificates have been seen since then; 0 */
};

/* Of hosts at or below the name, certificates whose item fits: the latest time
 * that one was seen; 0: none. */
static int64_t
unused_last(const struct unused *u, const struct caa_span *id, bool unknown)
{
	int64_t last = 0;

	for (size_t i = 0; i < u->history->n; i++) {
		const struct history_subject *s = u->history->subjects[i];

		if (s->kind != HISTORY_CERT ||
		    !dns_name_at_or_below(s->name, u->name))
			continue;
		for (size_t k = 0; k < s->n; k++) {
			struct history_cert c;

			if (s->items[k].last <= last ||
			    history_cert(&s->items[k], &c) == -1)
				continue;
			if (unknown ? c.state == HISTORY_ISSUER_UNKNOWN
				    : history_cert_is_of(&c, id->text, id->len))
				last = s->items[k].last;
		}
	}
	return last;
}

static int64_t
unused_watched(const struct unused *u)
{
	int64_t since = 0;

	for (size_t i = 0; i < u->history->n; i++) {
		const struct history_subject *s = u->history->subjects[i];

		if (s->kind == HISTORY_CERT && s->n > 0 &&
		    dns_name_at_or_below(s->name, u->name) &&
		    (since == 0 || s->items[0].first < since))
			since = s->items[0].first;
	}
	return since;
}

static bool
unused_names(const struct caa_set *set, const struct caa_span *id)
{
	for (size_t i = 0; set != NULL && i < set->n_entries; i++) {
		const struct caa_entry *e = &set->entries[i];

		if ((e->property.id == CAA_TAG_ISSUE ||
			e->property.id == CAA_TAG_ISSUEWILD) &&
		    e->well_formed &&
		    text_equal_fold(e->value.issuer.text, e->value.issuer.len,
			id->text, id->len))
			return true;
	}
	return false;
}

/* Since when the records have named it, as far as they were seen; 0. */
static int64_t
unused_authorised(const struct unused *u, const struct caa_span *id)
{
	const struct history_subject *s =
	    history_find(u->history, HISTORY_CAA, u->name);
	int64_t since = 0;

	for (size_t i = s != NULL ? s->n : 0; i > 0; i--) {
		const struct history_item *item = &s->items[i - 1];
		struct dns_answer *a =
		    history_answer(item, s->name, DNS_TYPE_CAA);
		struct caa_set *set =
		    a != NULL && a->n_records > 0 ? caa_set_new(a) : NULL;
		bool named = unused_names(set, id);

		caa_set_free(&set);
		dns_answer_free(&a);
		if (!named)
			break;
		since = item->first;
	}
	return since;
}

static void
unused_args(struct finding *f, const struct caa_span *id, int64_t last)
{
	char day[LIVE_DAY_SIZE];
	struct buf text = BUF_INIT;

	text_put_escaped(&text, id->text, id->len, UNUSED_SHOWN);
	finding_arg(f, "identifier", "%s", buf_text(&text));
	if (last != 0)
		finding_arg(f, "last_seen", "%s", live_day(last, day));
	buf_fini(&text);
}

static void
unused_fail(const struct unused *u, const struct caa_span *id, int64_t last)
{
	char day[LIVE_DAY_SIZE];
	struct buf text = BUF_INIT;
	struct finding *f;

	text_put_escaped(&text, id->text, id->len, UNUSED_SHOWN);
	f = judge_say(u->run, RULE_CAA_18, FINDING_FAIL, u->name,
	    "%s is authorised, but in %lld days no certificate of it was seen "
	    "at the hosts that are looked at (%s%s)",
	    buf_text(&text), (long long)(u->span / UNUSED_DAY),
	    last != 0 ? "the last one on " : "watched since ",
	    live_day(last != 0 ? last : u->watched, day));
	unused_args(f, id, last);
	finding_ref(f, "dns %s CAA", u->name);
	finding_advise(f,
	    "remove %s from the CAA records of %s unless another service uses "
	    "it, or you keep it in reserve",
	    buf_text(&text), u->name);
	buf_fini(&text);
}

/* What can be said of one identifier: true where it was seen in use. */
static bool
unused_judge(const struct unused *u, const struct caa_span *id)
{
	int64_t last = unused_last(u, id, false);
	int64_t since = unused_authorised(u, id);

	if (last != 0 && u->now - last < u->span)
		return true;
	if (since != 0 && u->now - since >= u->span && u->watched != 0 &&
	    u->now - u->watched >= u->span &&
	    u->now - unused_last(u, id, true) >= u->span)
		unused_fail(u, id, last);
	return false;
}

static bool
unused_is_first(const struct caa_set *set, size_t n)
{
	const struct caa_span *id = &set->entries[n].value.issuer;

	for (size_t i = 0; i < n; i++) {
		const struct caa_entry *e = &set->entries[i];

		if ((e->property.id == CAA_TAG_ISSUE ||
			e->property.id == CAA_TAG_ISSUEWILD) &&
		    e->well_formed &&
		    text_equal_fold(e->value.issuer.text, e->value.issuer.len,
			id->text, id->len))
			return false;
	}
	return true;
}

static void
unused_set(const struct unused *u)
{
	const struct caa_set *set = caa_climb_set(u->climb);
	size_t before = u->run->findings->n, named = 0, used = 0;

	for (size_t i = 0; i < set->n_entries; i++) {
		const struct caa_entry *e = &set->entries[i];

		if ((e->property.id != CAA_TAG_ISSUE &&
			e->property.id != CAA_TAG_ISSUEWILD) ||
		    !e->well_formed || e->value.issuer.len == 0 ||
		    !unused_is_first(set, i))
			continue;
		named++;
		used += unused_judge(u, &e->value.issuer);
	}
	if (named == 0 || u->run->findings->n > before)
		return;
	if (used == named)
		(void)judge_say(u->run, RULE_CAA_18, FINDING_PASS, u->name,
		    "a certificate of every authorised CA was seen within %lld "
		    "days",
		    (long long)(u->span / UNUSED_DAY));
	else
		(void)judge_say(u->run, RULE_CAA_18, FINDING_NOT_APPLICABLE,
		    u->name,
		    "%zu of %zu authorised CAs were seen in use, and what is "
		    "not shows after %lld days",
		    used, named, (long long)(u->span / UNUSED_DAY));
}

void
rules_live_unused(struct judge_run *run, const struct caa_climb *climb)
{
	struct unused u = {.run = run,
	    .history = evidence_history(run->evidence),
	    .name = caa_climb_name(climb),
	    .climb = climb,
	    .now = evidence_time(run->evidence),
	    .span = run->context->unused_ca};

	if (u.history == NULL || !judge_controls(run, u.name))
		return;
	if (u.span == 0)
		u.span = JUDGE_UNUSED_CA;
	u.watched = unused_watched(&u);
	unused_set(&u);
}
