/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DKIM keys (RFC 6376). */

#include "verify/rules_dkim.h"

#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "verify/about.h"
#include "verify/dkim_zone.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/run.h"

struct finding *
dkim_ref(const struct dkim_look *l, struct finding *f)
{
	finding_ref(f, "dns %s TXT", l->owner);
	return f;
}

/* The name that the records stand at. */
static const char *
dkim_end(const struct dkim_look *l)
{
	size_t n = l->answer->n_aliases;

	return n > 0 ? l->answer->aliases[n - 1] : l->owner;
}

static void
dkim_remove(const struct dkim_look *l, struct finding *f, size_t i)
{
	const struct dns_record *r = &l->answer->records[i];
	struct buf text = BUF_INIT;

	dns_rdata_to_text(DNS_TYPE_TXT, r->data, r->len, NULL, &text);
	finding_remove(f, "%s. IN TXT %s", dkim_end(l), buf_text(&text));
	buf_fini(&text);
}

/* This record in place of all that are there. */
static void
dkim_replace(
    const struct dkim_look *l, struct finding *f, const struct dkim_key *key)
{
	struct buf line = BUF_INIT;

	dkim_put_line(dkim_end(l), key, &line);
	if (!judge_controls(l->run, dkim_end(l)))
		finding_advise(f, "ask the owner of %s for this record: %s",
		    dkim_end(l), buf_text(&line));
	else if (finding_publish(f, "%s", buf_text(&line)))
		for (size_t i = 0; i < l->answer->n_records; i++)
			dkim_remove(l, f, i);
	buf_fini(&line);
}

void
dkim_mend_signer(const struct dkim_look *l, struct finding *f)
{
	if (l->has_signer)
		dkim_replace(l, f, &l->signer);
	else
		finding_advise(f,
		    "publish the public key of the signer at %s, or stop "
		    "signing with this selector",
		    l->owner);
}

void
dkim_mend_key(const struct dkim_look *l, struct finding *f)
{
	struct dkim_key mended;

	(void)dkim_mended(&l->key, l->has_signer ? &l->signer : NULL, &mended);
	dkim_replace(l, f, &mended);
}

/* DKIM-01 */
static void
dkim_absent(const struct dkim_look *l)
{
	bool aliased = l->answer->n_aliases > 0;
	struct finding *f = judge_say(l->run, RULE_DKIM_01, FINDING_FAIL,
	    l->owner,
	    "there is no key record%s%.*s: signatures of this selector fail "
	    "for good",
	    aliased ? " behind the alias for " : "", JUDGE_NAME_SHOWN,
	    aliased ? dkim_end(l) : "");

	dkim_mend_signer(l, dkim_ref(l, f));
}

static int
dkim_rank(enum dkim_fault fault, bool has_key)
{
	if (fault == DKIM_FAULT_NONE)
		return 2;
	return has_key ? 1 : 0;
}

/* Is this record better than the one held? */
static bool
dkim_is_better(const struct dkim_look *l, enum dkim_fault fault,
    const struct dkim_key *key, bool has_key)
{
	int rank = dkim_rank(fault, has_key);
	int held = dkim_rank(l->fault, l->has_key);

	if (l->has_signer && has_key && l->has_key &&
	    dkim_key_equal(key, &l->signer) &&
	    !dkim_key_equal(&l->key, &l->signer))
		return true;
	return rank > held;
}

static void
dkim_read(struct dkim_look *l)
{
	for (size_t i = 0; i < l->answer->n_records; i++) {
		struct buf text = BUF_INIT;
		struct dkim_key key;
		struct error why = {"can't be read"};
		enum dkim_fault fault = DKIM_FAULT_SYNTAX;
		bool has_key = false;

		if (dns_record_txt(&l->answer->records[i], &text) == 0)
			fault = dkim_key_parse(
			    buf_text(&text), text.len, &key, &has_key, &why);
		buf_fini(&text);
		if (i > 0 && !dkim_is_better(l, fault, &key, has_key)) {
			if (has_key)
				dkim_key_fini(&key);
			continue;
		}
		if (l->has_key)
			dkim_key_fini(&l->key);
		if (has_key)
			l->key = key;
		l->has_key = has_key;
		l->fault = fault;
		l->why = why;
	}
}

/* DKIM-02: those that are not the signer's go. */
static void
dkim_one_record(const struct dkim_look *l)
{
	bool told =
	    l->has_signer && l->has_key && dkim_key_equal(&l->signer, &l->key);
	struct finding *f;

	if (l->answer->n_records == 1) {
		(void)dkim_ref(l, judge_say(l->run, RULE_DKIM_02, FINDING_PASS,
				      l->owner, "there is one TXT record"));
		return;
	}
	f = judge_say(l->run, RULE_DKIM_02, FINDING_FAIL, l->owner,
	    "there are %zu TXT records, wanted one: which of them a verifier "
	    "takes is left to chance",
	    l->answer->n_records);
	finding_arg(f, "records", "%zu", l->answer->n_records);
	(void)dkim_ref(l, f);
	if (told)
		dkim_mend_key(l, f);
	else
		finding_advise(f, "remove all but the record of the key that "
				  "signs");
}

/* DKIM-03 */
static void
dkim_readable(const struct dkim_look *l)
{
	struct buf kind = BUF_INIT;
	struct finding *f;

	if (l->fault == DKIM_FAULT_NONE) {
		dkim_key_put_kind(&l->key, &kind);
		f = judge_say(l->run, RULE_DKIM_03, FINDING_PASS, l->owner,
		    "the record holds %s%s", buf_text(&kind),
		    l->key.is_bare ? ", as a bare RSAPublicKey" : "");
		(void)dkim_ref(l, f);
		buf_fini(&kind);
		return;
	}
	f = judge_say(l->run, RULE_DKIM_03, FINDING_FAIL, l->owner,
	    "the key record %s%s", l->why.text,
	    l->has_key ? "; verifiers differ in whether they take it" : "");
	(void)dkim_ref(l, f);
	if (l->has_key) {
		f->severity = SEVERITY_WARN;
		dkim_mend_key(l, f);
	} else {
		dkim_mend_signer(l, f);
	}
}

static void
dkim_judge(struct dkim_look *l)
{
	if (judge_is_open(
		l->run, RULE_DKIM_01, l->owner, l->owner, DNS_TYPE_TXT))
		return;
	l->answer = judge_answer(l->run, l->owner, DNS_TYPE_TXT);
	if (l->answer->status != DNS_RECORDS) {
		dkim_absent(l);
		return;
	}
	(void)dkim_ref(l, judge_say(l->run, RULE_DKIM_01, FINDING_PASS,
			      l->owner, "the selector has a key record"));
	dkim_read(l);
	dkim_one_record(l);
	dkim_readable(l);
	if (!l->has_key)
		return;
	rules_dkim_key(l);
	dkim_key_fini(&l->key);
}

/* Mail may claim what it likes, so what is said of it stops none. */
static void
dkim_soften(struct findings *findings, size_t first)
{
	for (size_t i = first; i < findings->n; i++) {
		struct finding *f = &findings->list[i];

		if (f->result != FINDING_FAIL && f->result != FINDING_UNKNOWN)
			continue;
		finding_mark_hearsay(f,
		    "; this selector was seen in mail and is "
		    "not in the settings");
	}
}

static void
dkim_selector(struct judge_run *run, const struct evidence_selector *s)
{
	const char *domain = evidence_domain(run->evidence);
	struct dkim_look look = {.run = run};

	if (dkim_owner(s->name, domain, look.owner) == -1) {
		(void)judge_say(run, RULE_DKIM_01, FINDING_NOT_APPLICABLE,
		    domain, "the selector %.63s makes no name in this domain",
		    s->name);
		return;
	}
	look.is_told = s->spki != NULL;
	look.has_signer =
	    s->spki != NULL &&
	    dkim_key_from_spki(s->spki, s->spki_len, &look.signer, NULL) == 0;
	dkim_judge(&look);
	if (look.has_signer)
		dkim_key_fini(&look.signer);
}

void
rules_dkim(struct judge_run *run)
{
	const struct evidence_about *about = evidence_about(run->evidence);
	const char *domain = evidence_domain(run->evidence);

	if (about->n_selectors == 0) {
		(void)judge_say(run, RULE_DKIM_01, FINDING_NOT_APPLICABLE,
		    domain, "no selector is configured");
		return;
	}
	for (size_t i = 0; i < about->n_selectors; i++) {
		const size_t first = run->findings->n;

		dkim_selector(run, &about->selectors[i]);
		if (about->selectors[i].seen)
			dkim_soften(run->findings, first);
	}
}
