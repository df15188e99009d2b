/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of DANE (RFC 7672): what the DNS says of each MX host. */

#include "verify/rules_dane.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/mx_hosts.h"
#include "verify/run.h"

const struct probe_result *
dane_next(const struct dane_host *h, size_t *at)
{
	const struct evidence *e = h->run->evidence;
	struct probe_target target;

	mx_target(h->host, &target);
	while (*at < evidence_probe_count(e)) {
		const struct probe_result *r = evidence_probe_at(e, (*at)++);

		if (r->service == target.service && r->port == target.port &&
		    strcmp(r->host, h->host) == 0)
			return r;
	}
	return NULL;
}

enum tlsa_match
dane_match(const struct dane_host *h, const struct tlsa *tlsa,
    const struct cert_chain *chain)
{
	const struct evidence *e = h->run->evidence;
	const char *names[] = {h->set.base, h->host, evidence_domain(e)};
	struct tlsa_peer peer = {chain, names, 3, evidence_time(e)};

	return tlsa_match(tlsa, &peer);
}

/* Where the records stand: the owner may be an alias, too. */
static const char *
dane_records_owner(const struct dane_host *h)
{
	const struct dns_answer *a = h->set.answer;

	return a->n_aliases > 0 ? a->aliases[a->n_aliases - 1] : h->set.owner;
}

void
dane_publish(const struct dane_host *h, struct finding *f, unsigned usage,
    const struct cert_chain *chain, size_t at)
{
	const char *owner = dane_records_owner(h);
	struct buf hex = BUF_INIT;

	text_put_hex(&hex, chain->facts[at].spki_sha256,
	    sizeof(chain->facts[at].spki_sha256));
	if (judge_controls(h->run, owner))
		(void)finding_publish(
		    f, "%s. IN TLSA %u 1 1 %s", owner, usage, buf_text(&hex));
	else
		finding_advise(f,
		    "ask the owner of %s for the record TLSA %u 1 1 %s", owner,
		    usage, buf_text(&hex));
	buf_fini(&hex);
}

void
dane_remove(const struct dane_host *h, struct finding *f, size_t record)
{
	const struct dns_record *r = &h->set.answer->records[record];
	const char *owner = dane_records_owner(h);
	struct buf text = BUF_INIT;

	dns_rdata_to_text(DNS_TYPE_TLSA, r->data, r->len, NULL, &text);
	if (judge_controls(h->run, owner))
		finding_remove(f, "%s. IN TLSA %s", owner, buf_text(&text));
	buf_fini(&text);
}

void
dane_ref_records(const struct dane_host *h, struct finding *f)
{
	finding_ref(f, "dns %s TLSA", h->set.owner);
}

void
dane_ref_probe(struct finding *f, const struct probe_result *r)
{
	finding_ref(f, "probe smtp://%s %s", r->host, r->address);
}

static void
dane_read(struct dane_host *h)
{
	const struct dns_answer *a = h->set.answer;

	h->records = mem_array(a->n_records, sizeof(h->records[0]));
	h->n_records = a->n_records;
	for (size_t i = 0; i < a->n_records; i++) {
		struct dane_record *r = &h->records[i];

		r->is_read = tlsa_parse(&a->records[i], &r->tlsa, NULL) == 0;
		r->is_usable = r->is_read &&
			       r->tlsa.usage >= TLSA_USAGE_DANE_TA &&
			       tlsa_fault(&r->tlsa) == TLSA_FAULT_NONE;
		h->n_usable += r->is_usable;
	}
}

/* DANE-02: true where there is an answer to go on with. */
static bool
dane_answered(struct judge_run *run, const char *host, const struct dane_set *s)
{
	struct buf why = BUF_INIT;
	struct finding *f;

	if (s->answer != NULL && s->answer->status == DNS_BOGUS) {
		dns_answer_put_reason(s->answer, &why);
		f = judge_say(run, RULE_DANE_02, FINDING_FAIL, host,
		    "%s for the TLSA records of %.*s: senders that check DANE "
		    "treat the host as unreachable",
		    buf_text(&why), JUDGE_NAME_SHOWN, host);
		finding_ref(f, "dns %s TLSA", s->owner);
		finding_advise(f,
		    "renew the zone's signatures, or correct the DS record at "
		    "the parent zone; \"delv TLSA %s\" shows where the chain "
		    "breaks",
		    s->owner);
		buf_fini(&why);
		return false;
	}
	if (judge_is_open(run, RULE_DANE_02, host, s->owner, DNS_TYPE_TLSA))
		return false;
	f = judge_say(run, RULE_DANE_02, FINDING_PASS, host,
	    "the TLSA look-up of port 25 was answered");
	finding_ref(f, "dns %s TLSA", s->owner);
	return true;
}

static void
dane_say_unsigned(struct judge_run *run, const struct dane_set *s,
    const char *subject, const char *what)
{
	struct finding *f =
	    judge_say(run, RULE_DANE_05, FINDING_FAIL, subject, "%s", what);

	finding_ref(f, "dns %s TLSA", s->owner);
	finding_advise(f, "sign the zone, or remove the TLSA records; and see "
			  "that the resolver validates");
}

/* DANE-05: true where the records are worth looking at. */
static bool
dane_is_signed(struct judge_run *run, const char *host,
    const struct dane_set *s, bool *secure_out)
{
	struct finding *f;

	*secure_out = false;
	if (dns_answer_is_of_zone_file(s->answer)) {
		(void)judge_say(run, RULE_DANE_05, FINDING_NOT_APPLICABLE, host,
		    "the TLSA records come from a zone file, so there is "
		    "nothing to validate");
		return true;
	}
	if (!s->answer->ad) {
		dane_say_unsigned(run, s, host,
		    "the TLSA records are not DNSSEC-validated, so senders "
		    "ignore them");
		return false;
	}
	*secure_out = dane_addresses_are_secure(run->evidence, host);
	if (!*secure_out) {
		dane_say_unsigned(run, s, host,
		    "the host's addresses are not DNSSEC-validated, so senders "
		    "ignore its TLSA records");
		return true;
	}
	f = judge_say(run, RULE_DANE_05, FINDING_PASS, host,
	    "the TLSA records are DNSSEC-validated");
	finding_ref(f, "dns %s TLSA", s->owner);
	return true;
}

/* A third party's records are its own affair; that it has none is not where
 * the operator wants them. */
static void
dane_of_others(const struct dane_host *h)
{
	const struct dns_answer *a = h->set.answer;

	if (a != NULL &&
	    (a->status == DNS_NODATA || a->status == DNS_NXDOMAIN) &&
	    evidence_about(h->run->evidence)->dane)
		rules_dane_absent(h);
	else
		(void)judge_say(h->run, RULE_DANE_01, FINDING_NOT_APPLICABLE,
		    h->host,
		    "not-under-control: an MX host of somebody else's domain");
}

/* True where the host has TLSA records that senders could rely on. */
static bool
dane_host(struct judge_run *run, const char *host)
{
	struct dane_host h = {.run = run, .host = host};

	dane_find(run->evidence, host, &h.set);
	if (!judge_controls(run, host)) {
		dane_of_others(&h);
		return false;
	}
	if (!dane_answered(run, host, &h.set))
		return false;
	if (h.set.answer->status != DNS_RECORDS) {
		rules_dane_absent(&h);
		return false;
	}
	if (!dane_is_signed(run, host, &h.set, &h.is_secure)) {
		(void)judge_say(run, RULE_DANE_01, FINDING_NOT_APPLICABLE, host,
		    "the TLSA records are not DNSSEC-validated, so nobody "
		    "holds the certificate against them");
		return false;
	}
	dane_read(&h);
	rules_dane_match(&h);
	rules_dane_anchors(&h);
	rules_dane_rollover(&h);
	free(h.records);
	return h.is_secure;
}

/* An unsigned MX set may lead senders to a host of somebody else's choice. */
static void
dane_mx_set(struct judge_run *run)
{
	const char *domain = evidence_domain(run->evidence);
	const struct dns_answer *mx = judge_answer(run, domain, DNS_TYPE_MX);
	struct finding *f;

	if (mx == NULL || mx->status != DNS_RECORDS ||
	    dns_answer_is_of_zone_file(mx))
		return;
	if (mx->ad) {
		f = judge_say(run, RULE_DANE_05, FINDING_PASS, domain,
		    "the MX records are DNSSEC-validated, as the TLSA records "
		    "are");
		finding_ref(f, "dns %s MX", domain);
		return;
	}
	f = judge_say(run, RULE_DANE_05, FINDING_FAIL, domain,
	    "the MX records of %.*s are not DNSSEC-validated: a forged one "
	    "leads senders past the TLSA records",
	    JUDGE_NAME_SHOWN, domain);
	finding_ref(f, "dns %s MX", domain);
	finding_advise(f, "sign the zone of %s", domain);
}

void
rules_dane(struct judge_run *run)
{
	bool any = false;

	for (size_t i = 0; i < mx_hosts_count(run->evidence); i++)
		any |= dane_host(run, mx_hosts_at(run->evidence, i));
	if (any)
		dane_mx_set(run);
}
