/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DMARC: the tags of the record. */

#include "verify/rules_dmarc.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "verify/spf_mend.h"

#define TAG_SHOWN 60 /* octets of a tag in a sentence */

static bool
tags_is(const struct dmarc_tag *t, const char *name)
{
	return text_equal_fold(t->name, t->name_len, name, strlen(name));
}

/* The addresses of a list that are some, without their size limits. */
static void
tags_put_uris(const struct dmarc_uris *uris, struct buf *out)
{
	for (size_t i = 0, n = 0; i < uris->n; i++) {
		if (!uris->list[i].valid)
			continue;
		buf_puts(out, n++ > 0 ? "," : "");
		buf_put(out, uris->list[i].text, uris->list[i].text_len);
	}
}

/* A tag's value as it should be; nothing where the tag is to go. */
static void
tags_put_value(const struct dmarc_scene *s, const struct dmarc_tag *t,
    bool strengthen, struct buf *out)
{
	bool below = tags_is(t, "sp") || tags_is(t, "np");

	if (t->standing == DMARC_TAG_WRONG && tags_is(t, "rua"))
		tags_put_uris(&s->d.record.rua, out);
	else if (t->standing == DMARC_TAG_WRONG && tags_is(t, "ruf"))
		tags_put_uris(&s->d.record.ruf, out);
	else if (t->standing == DMARC_TAG_KNOWN && below && strengthen)
		buf_puts(
		    out, dmarc_policy_text(dmarc_own_policy(&s->d.record)));
	else if (t->standing == DMARC_TAG_KNOWN)
		buf_put(out, t->value, t->value_len);
}

/* The record anew: what does not count goes, a missing policy comes. */
static void
tags_fix(const struct dmarc_scene *s, struct finding *f, bool strengthen)
{
	const struct dns_answer *txt =
	    judge_answer(s->run, s->record_owner, DNS_TYPE_TXT);
	struct buf text = BUF_INIT, value = BUF_INIT;

	for (size_t i = 0; i < s->d.record.n_tags; i++) {
		const struct dmarc_tag *t = &s->d.record.tags[i];

		buf_clear(&value);
		tags_put_value(s, t, strengthen, &value);
		if (value.len == 0)
			continue;
		buf_puts(&text, i > 0 ? "; " : "");
		buf_put(&text, t->name, t->name_len);
		buf_printf(&text, "=%s", buf_text(&value));
		if (i == 0 && s->d.record.p < DMARC_NONE)
			buf_puts(&text, "; p=none");
	}
	if (!mend_replace(f, txt, dmarc_is_record, buf_text(&text)))
		finding_advise(f, "write the record anew, with the tags of "
				  "RFC 9989 only");
	buf_fini(&value);
	buf_fini(&text);
}

void
rules_dmarc_rewrite(const struct dmarc_scene *s, struct finding *f)
{
	tags_fix(s, f, false);
}

/* What may be said of a tag, of one and of several. */
static const struct {
	const char *one, *several;
} tags_said[] = {
    {"is a tag of the past that receivers ignore now",
	"are tags of the past that receivers ignore now"},
    {"is no tag of DMARC and is ignored",
	"are no tags of DMARC and are ignored"},
    {"is no tag at all and is ignored", "are no tags at all and are ignored"},
    {"comes twice, and the first counts",
	"come twice, and the first of each counts"},
    {"has a value that is not allowed", "have values that are not allowed"},
    {"asks receivers to enforce one step less, for tests",
	"ask receivers to enforce one step less, for tests"},
};

enum {
	SAID_REMOVED,
	SAID_UNKNOWN,
	SAID_BROKEN,
	SAID_TWICE,
	SAID_WRONG,
	SAID_TESTING,
	SAID_NOTHING
};

static unsigned
tags_standing(const struct dmarc_scene *s, const struct dmarc_tag *t)
{
	switch (t->standing) {
	case DMARC_TAG_WRONG:
		/* p, sp and np are for DMARC-04, addresses for DMARC-06 */
		return tags_is(t, "p") || tags_is(t, "sp") ||
			       tags_is(t, "np") || tags_is(t, "rua")
			   ? SAID_NOTHING
			   : SAID_WRONG;
	case DMARC_TAG_REPEATED:
		return SAID_TWICE;
	case DMARC_TAG_REMOVED:
		return SAID_REMOVED;
	case DMARC_TAG_UNKNOWN:
		return SAID_UNKNOWN;
	case DMARC_TAG_BROKEN:
		return SAID_BROKEN;
	case DMARC_TAG_KNOWN:
		break;
	}
	return s->d.record.testing && tags_is(t, "t") ? SAID_TESTING
						      : SAID_NOTHING;
}

static size_t
tags_count(const struct dmarc_scene *s, unsigned said)
{
	size_t n = 0;

	for (size_t i = 0; i < s->d.record.n_tags; i++)
		n += tags_standing(s, &s->d.record.tags[i]) == said;
	return n;
}

/* `pct=50, rf=afrf and ri=86400 are tags of the past ...` */
static void
tags_put_said(const struct dmarc_scene *s, unsigned said, struct buf *out)
{
	size_t n = tags_count(s, said), at = 0;

	if (n == 0)
		return;
	buf_puts(out, out->len > 0 ? "; " : "");
	for (size_t i = 0; i < s->d.record.n_tags; i++) {
		const struct dmarc_tag *t = &s->d.record.tags[i];

		if (tags_standing(s, t) != said)
			continue;
		buf_puts(out, at == 0 ? "" : at + 1 == n ? " and " : ", ");
		text_put_escaped(out, t->name,
		    (size_t)(t->value + t->value_len - t->name), TAG_SHOWN);
		at++;
	}
	buf_printf(
	    out, " %s", n == 1 ? tags_said[said].one : tags_said[said].several);
}

/* DMARC-03 */
static void
tags_odd(const struct dmarc_scene *s)
{
	struct buf why = BUF_INIT;
	struct finding *f;

	for (unsigned said = 0; said < SAID_NOTHING; said++)
		tags_put_said(s, said, &why);
	if (why.len == 0) {
		(void)dmarc_say(s, RULE_DMARC_03, FINDING_PASS,
		    "the record uses tags of today");
	} else {
		f = dmarc_say(
		    s, RULE_DMARC_03, FINDING_FAIL, "%s", buf_text(&why));
		/* when testing is over is the owner's to say */
		if (s->d.record.testing)
			finding_advise(f, "remove what is ignored, and t=y "
					  "when testing is over");
		else
			tags_fix(s, f, false);
	}
	buf_fini(&why);
}

/* DMARC-04 */
static void
tags_policy(const struct dmarc_scene *s)
{
	const struct dmarc_record *r = &s->d.record;
	bool wrong = r->sp == DMARC_WRONG || r->np == DMARC_WRONG;
	struct finding *f;

	if (r->p >= DMARC_NONE && !wrong) {
		(void)dmarc_say(s, RULE_DMARC_04, FINDING_PASS,
		    "the record has a policy: p=%s", dmarc_policy_text(r->p));
		return;
	}
	f = dmarc_say(s, RULE_DMARC_04, FINDING_FAIL,
	    "%s, which counts as p=none at best; readers of RFC 7489 ignore "
	    "the record",
	    r->p == DMARC_UNSET   ? "the record has no p"
	    : r->p == DMARC_WRONG ? "p is neither none, quarantine nor reject"
				  : "sp or np is neither none, quarantine nor "
				    "reject");
	tags_fix(s, f, false);
}

/* DMARC-05 */
static void
tags_none(const struct dmarc_scene *s)
{
	if (s->policy >= DMARC_QUARANTINE)
		(void)dmarc_say(s, RULE_DMARC_05, FINDING_PASS,
		    "p=%s is in force for this domain",
		    dmarc_policy_text(s->policy));
	else
		finding_advise(
		    dmarc_say(s, RULE_DMARC_05, FINDING_FAIL,
			"p=none is in force for this domain, so receivers "
			"only report"),
		    "go to p=quarantine when the reports show no mail of "
		    "yours failing");
}

/* Is there a tag that another rule rewrites the record for? */
static bool
tags_are_rewritten(const struct dmarc_record *r)
{
	for (size_t i = 0; i < r->n_tags; i++)
		if (r->tags[i].standing != DMARC_TAG_KNOWN)
			return true;
	return false;
}

/* DMARC-07 */
static void
tags_below(const struct dmarc_scene *s)
{
	const struct dmarc_record *r = &s->d.record;
	enum dmarc_policy own = dmarc_own_policy(r);
	enum dmarc_policy below = dmarc_policy_below(r, true);
	enum dmarc_policy missing = dmarc_policy_below(r, false);
	struct finding *f;

	if (below >= own && missing >= own) {
		(void)dmarc_say(s, RULE_DMARC_07, FINDING_PASS,
		    "subdomains are protected as the domain is");
		return;
	}
	f = dmarc_say(s, RULE_DMARC_07, FINDING_FAIL,
	    "p=%s protects the domain, but %s=%s its %s",
	    dmarc_policy_text(own), below < own ? "sp" : "np",
	    dmarc_policy_text(below < own ? below : missing),
	    below < own ? "subdomains" : "subdomains that do not exist");
	/* a stronger policy is not to slip in with the cure of a typing error,
	 * and two records would be none */
	if (tags_are_rewritten(r))
		finding_advise(f,
		    "when the record is mended, write sp=%s and np=%s in it, "
		    "or leave both out",
		    dmarc_policy_text(own), dmarc_policy_text(own));
	else
		tags_fix(s, f, true);
}

void
rules_dmarc_tags(const struct dmarc_scene *s)
{
	tags_odd(s);
	tags_policy(s);
	tags_none(s);
	tags_below(s);
}
