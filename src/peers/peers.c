/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked of a record of other people's servers. */

#include "peers/peers.h"

#include <string.h>

#include "dns/answer.h"
#include "dns/name.h"

void
peers_fini(struct peers *p)
{
	dns_answer_free(&p->caa_answer);
	pool_fini(&p->text);
	p->n_hosts = 0;
}

static void
climb_feed_none(struct caa_climb *climb, const char *name)
{
	struct dns_answer *none =
	    dns_answer_new(name, DNS_TYPE_CAA, DNS_NODATA);

	caa_climb_feed(climb, none);
	dns_answer_free(&none);
}

struct caa_climb *
peers_climb(const char *domain, const struct peers *p)
{
	struct caa_climb *climb = caa_climb_new(domain);
	struct dns_answer *answer = p->caa_answer;
	const char *name;

	if (p->caa == CAA_CLIMB_OPEN ||
	    (answer != NULL && !dns_name_at_or_below(domain, answer->name)))
		return climb;
	while (caa_climb_next(climb, &name))
		if (answer != NULL && strcmp(name, answer->name) == 0)
			caa_climb_feed(climb, answer);
		else
			climb_feed_none(climb, name);
	return climb;
}

/* How much it asks for somebody's attention. */
static int
verdict_weight(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_NOT_APPLICABLE:
		return 0;
	case LIVE_NO_POLICY:
		return 1;
	case LIVE_CONSISTENT:
		return 2;
	case LIVE_CONSISTENT_WEAK:
		return 3;
	case LIVE_UNKNOWN_ISSUER:
		return 4;
	case LIVE_UNKNOWN_DNS:
		return 5;
	case LIVE_INCONSISTENT_NOW:
		return 6;
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		break;
	}
	return 7;
}

enum live_verdict
peers_verdict(const struct peers *p)
{
	enum live_verdict gravest = LIVE_NOT_APPLICABLE;

	if (p->n_hosts == 0 && (!p->definite || !p->with_servers))
		return LIVE_UNKNOWN_DNS;
	for (size_t i = 0; i < p->n_hosts; i++)
		if (verdict_weight(p->hosts[i].host_verdict) >
		    verdict_weight(gravest))
			gravest = p->hosts[i].host_verdict;
	return gravest;
}

const char *
peers_seen_text(enum peers_seen seen)
{
	switch (seen) {
	case PEERS_SEEN:
		return "seen";
	case PEERS_NO_STARTTLS:
		return "no-starttls";
	case PEERS_TLS_FAILED:
		return "tls-failed";
	case PEERS_NOT_TESTABLE:
		return "not-testable";
	case PEERS_NOT_LOOKED:
	case PEERS_SEEN_VALUES:
		break;
	}
	return "not-looked";
}

const char *
peers_dane_text(enum peers_dane dane)
{
	switch (dane) {
	case PEERS_DANE_NONE:
		return "none";
	case PEERS_DANE_INSECURE:
		return "insecure";
	case PEERS_DANE_MATCH:
		return "match";
	case PEERS_DANE_MISMATCH:
		return "mismatch";
	case PEERS_DANE_UNKNOWN:
	case PEERS_DANE_VALUES:
		break;
	}
	return "unknown";
}

const char *
peers_sts_text(enum peers_sts sts)
{
	switch (sts) {
	case PEERS_STS_NONE:
		return "none";
	case PEERS_STS_OFF:
		return "off";
	case PEERS_STS_TESTING:
		return "testing";
	case PEERS_STS_ENFORCE:
		return "enforce";
	case PEERS_STS_UNKNOWN:
	case PEERS_STS_VALUES:
		break;
	}
	return "unknown";
}

const char *
peers_mx_text(enum peers_mx mx)
{
	switch (mx) {
	case PEERS_MX_HOSTS:
		return "hosts";
	case PEERS_MX_IMPLICIT:
		return "implicit";
	case PEERS_MX_NULL:
		return "null";
	case PEERS_MX_ABSENT:
		return "absent";
	case PEERS_MX_UNKNOWN:
	case PEERS_MX_VALUES:
		break;
	}
	return "unknown";
}
