/* SPDX-License-Identifier: BSD-2-Clause */
/* DANE-01: the certificates of an MX host against its TLSA records. */

#include "verify/rules_dane.h"

#include <string.h>

#include "base/buf.h"
#include "cert/chain.h"
#include "probe/result.h"
#include "verify/finding.h"
#include "verify/mx_unseen.h"
#include "verify/run.h"

#define KEYS_TOLD_MAX 8 /* different keys of one host */
#define DEFERS "senders that check DANE do not deliver there"

static void
group_add(struct dane_group *g, const struct probe_result *r)
{
	where_add(&g->where, r->address);
	if (g->first == NULL)
		g->first = r;
}

static enum tlsa_match
match_best(const struct dane_host *h, const struct cert_chain *chain)
{
	enum tlsa_match best = TLSA_UNUSABLE;

	for (size_t i = 0; i < h->n_records; i++) {
		enum tlsa_match m;

		if (!h->records[i].is_usable)
			continue;
		m = dane_match(h, &h->records[i].tlsa, chain);
		if (m > best)
			best = m;
	}
	return best;
}

static void
match_look(struct dane_host *h)
{
	const struct probe_result *r;
	size_t at = 0;

	while ((r = dane_next(h, &at)) != NULL) {
		if (r->outcome == PROBE_NO_STARTTLS)
			group_add(&h->plain, r);
		else if (r->outcome == PROBE_TLS_FAILED)
			group_add(&h->broken, r);
		else if (r->outcome == PROBE_DONE && r->chain != NULL)
			group_add(&h->match[match_best(h, r->chain)], r);
		else
			group_add(&h->unseen, r);
	}
}

/* Records of the keys that are presented where nothing matches. */
static void
match_publish(const struct dane_host *h, struct finding *f)
{
	const struct cert_chain *told[KEYS_TOLD_MAX] = {NULL};
	const struct probe_result *r;
	size_t at = 0, n = 0, i;

	while ((r = dane_next(h, &at)) != NULL && n < KEYS_TOLD_MAX) {
		if (r->outcome != PROBE_DONE || r->chain == NULL ||
		    match_best(h, r->chain) == TLSA_MATCHES)
			continue;
		for (i = 0; i < n; i++)
			if (memcmp(told[i]->facts[0].spki_sha256,
				r->chain->facts[0].spki_sha256,
				CA_HASH_SIZE) == 0)
				break;
		if (i < n)
			continue;
		told[n++] = r->chain;
		dane_publish(h, f, TLSA_USAGE_DANE_EE, r->chain, 0);
	}
}

static void
match_remove_unusable(const struct dane_host *h, struct finding *f)
{
	for (size_t i = 0; i < h->n_records; i++)
		if (!h->records[i].is_usable)
			dane_remove(h, f, i);
	if (h->n_usable < h->n_records)
		finding_arg(f, "unusable", "%zu", h->n_records - h->n_usable);
}

/* `1 1 1 has usage 1, which SMTP does not use`. */
static void
match_put_unusable(const struct dane_host *h, struct buf *out)
{
	size_t i = 0;

	while (h->records[i].is_usable)
		i++;
	if (!h->records[i].is_read) {
		buf_puts(out, "it is too short to be one");
		return;
	}
	tlsa_put_numbers(&h->records[i].tlsa, out);
	buf_putc(out, ' ');
	if (tlsa_fault(&h->records[i].tlsa) != TLSA_FAULT_NONE)
		tlsa_put_fault(&h->records[i].tlsa, out);
	else
		buf_printf(out,
		    "has usage %u, which SMTP does not use (RFC 7672 section "
		    "3.1.3)",
		    h->records[i].tlsa.usage);
}

static void
match_none_usable(const struct dane_host *h)
{
	bool plain = h->plain.where.n > 0;
	struct buf why = BUF_INIT;
	struct finding *f;

	match_put_unusable(h, &why);
	f = judge_say(h->run, RULE_DANE_01, FINDING_FAIL, h->host,
	    "no TLSA record can be used: %s; senders %s", buf_text(&why),
	    plain ? "ask for STARTTLS, which is not offered"
		  : "encrypt, but check no certificate");
	f->harm = plain ? HARM_H2 : HARM_H4;
	f->candidate = plain && h->is_secure;
	dane_ref_records(h, f);
	match_publish(h, f);
	match_remove_unusable(h, f);
	buf_fini(&why);
}

/* Beside records that do their work. */
static void
match_some_unusable(const struct dane_host *h)
{
	struct buf why = BUF_INIT;
	struct finding *f;

	match_put_unusable(h, &why);
	f = judge_say(h->run, RULE_DANE_01, FINDING_FAIL, h->host,
	    "%zu of %zu TLSA records can't be used: %s",
	    h->n_records - h->n_usable, h->n_records, buf_text(&why));
	f->severity = SEVERITY_INFO;
	f->harm = HARM_H4;
	dane_ref_records(h, f);
	match_remove_unusable(h, f);
	buf_fini(&why);
}

/* What is wrong, the plainest first; NULL where nothing is. */
static const struct dane_group *
match_worst(const struct dane_host *h)
{
	for (unsigned m = TLSA_DIFFERS; m < TLSA_MATCHES; m++)
		if (h->match[m].where.n > 0)
			return &h->match[m];
	if (h->plain.where.n > 0)
		return &h->plain;
	return h->broken.where.n > 0 ? &h->broken : NULL;
}

static struct finding *
match_say(const struct dane_host *h, const struct dane_group *worst,
    const char *where)
{
	struct judge_run *run = h->run;

	if (worst == &h->plain)
		return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
		    "STARTTLS is not offered at %s, but TLSA records demand "
		    "it: " DEFERS,
		    where);
	if (worst == &h->broken)
		return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
		    "TLS failed at %s, but TLSA records demand it: " DEFERS,
		    where);
	if (worst == &h->match[TLSA_NOT_LINKED])
		return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
		    "the chain at %s has the CA of the TLSA record, but the "
		    "certificate does not lead there: " DEFERS,
		    where);
	if (worst == &h->match[TLSA_EXPIRED])
		return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
		    "the chain at %s leads to the CA of the TLSA record, but "
		    "has a certificate that is not valid now: " DEFERS,
		    where);
	if (worst == &h->match[TLSA_OTHER_NAME])
		return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
		    "the chain at %s leads to the CA of the TLSA record, but "
		    "its certificate is not for %.*s: " DEFERS,
		    where, JUDGE_NAME_SHOWN, h->host);
	return judge_say(run, RULE_DANE_01, FINDING_FAIL, h->host,
	    "the certificate at %s matches none of the TLSA records: " DEFERS,
	    where);
}

static void
match_fails(const struct dane_host *h, const struct dane_group *worst)
{
	struct buf where = BUF_INIT;
	struct finding *f;

	where_put(&worst->where, &where);
	f = match_say(h, worst, buf_text(&where));
	/* other addresses of the host take the mail, if they match; a failed
	 * handshake may be our own TLS library's */
	f->candidate = h->is_secure && worst != &h->broken &&
		       h->match[TLSA_MATCHES].where.n == 0;
	finding_arg(f, "matching", "%zu", h->match[TLSA_MATCHES].where.n);
	finding_arg(f, "failing", "%zu", worst->where.n);
	dane_ref_records(h, f);
	dane_ref_probe(f, worst->first);
	if (worst == &h->broken)
		finding_advise(f,
		    "mend the TLS settings of %s; \"openssl s_client -starttls "
		    "smtp -connect %s:25\" shows what fails",
		    h->host, h->host);
	if (worst == &h->plain)
		finding_advise(f,
		    "offer STARTTLS at every address of %s, or remove its "
		    "TLSA records",
		    h->host);
	match_publish(h, f);
	match_remove_unusable(h, f);
	buf_fini(&where);
}

static void
match_passes(const struct dane_host *h)
{
	const struct dane_group *good = &h->match[TLSA_MATCHES];
	struct buf where = BUF_INIT, numbers = BUF_INIT;
	struct finding *f;

	where_put(&good->where, &where);
	for (size_t i = 0; i < h->n_records && numbers.len == 0; i++)
		if (h->records[i].is_usable &&
		    dane_match(h, &h->records[i].tlsa, good->first->chain) ==
			TLSA_MATCHES)
			tlsa_put_numbers(&h->records[i].tlsa, &numbers);
	f = judge_say(h->run, RULE_DANE_01, FINDING_PASS, h->host,
	    "the certificate at %s matches a TLSA record (%s)",
	    buf_text(&where), buf_text(&numbers));
	finding_arg(f, "matching", "%zu", good->where.n);
	if (h->unseen.where.n > 0)
		finding_arg(f, "not_seen", "%zu", h->unseen.where.n);
	dane_ref_records(h, f);
	dane_ref_probe(f, good->first);
	buf_fini(&where);
	buf_fini(&numbers);
}

void
rules_dane_match(struct dane_host *h)
{
	const struct dane_group *worst;

	match_look(h);
	if (h->n_usable == 0) {
		match_none_usable(h);
		return;
	}
	worst = match_worst(h);
	if (worst != NULL) {
		match_fails(h, worst);
		return;
	}
	if (h->match[TLSA_MATCHES].where.n > 0)
		match_passes(h);
	else if (h->unseen.first != NULL)
		mx_say_unseen(h->run, RULE_DANE_01, h->host);
	else
		(void)judge_say(h->run, RULE_DANE_01, FINDING_NOT_TESTABLE,
		    h->host, "port 25 of the host was not looked at");
	if (h->n_usable < h->n_records)
		match_some_unusable(h);
}
