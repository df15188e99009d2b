/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the servers of a recipient's domain. */

#include "milter/report_servers.h"

#include <string.h>

#include "milter/asking.h"
#include "milter/recipients.h"
#include "milter/report.h"
#include "milter/terms.h"
#include "peers/peers.h"
#include "settings/settings.h"

/* Of those that showed a certificate the one with the gravest verdict; NULL:
 * none has. */
static const struct peers_host *
servers_gravest(const struct peers *p)
{
	const struct peers_host *gravest = NULL;

	for (size_t i = 0; i < p->n_hosts; i++) {
		const struct peers_host *h = &p->hosts[i];

		if (h->seen != PEERS_SEEN)
			continue;
		if (gravest == NULL ||
		    report_verdict(h->host_verdict) >
			report_verdict(gravest->host_verdict))
			gravest = h;
	}
	return gravest;
}

static size_t
servers_count_seen(const struct peers *p)
{
	size_t n = 0;

	for (size_t i = 0; i < p->n_hosts; i++)
		if (p->hosts[i].seen == PEERS_SEEN)
			n++;
	return n;
}

static bool
servers_is_refused(enum live_verdict verdict)
{
	return verdict == LIVE_INCONSISTENT_NOW ||
	       verdict == LIVE_INCONSISTENT_AT_ISSUANCE;
}

/* What else there is to know of the one told of, and of the others. */
static const char *
servers_note(struct report *r, const struct peers *p,
    const struct peers_host *h, const char *domain)
{
	size_t seen = servers_count_seen(p), all = p->n_hosts + p->n_left_out;
	const char *named = h->named ? "" : "its names are not the host's; ";
	const char *own = "";

	if (servers_is_refused(h->domain_verdict) &&
	    !servers_is_refused(h->host_verdict))
		own = report_printf(r,
		    "the records of %s itself do not authorise it; ", domain);
	return report_printf(r, "%s%scertificates of %zu of %zu hosts seen",
	    named, own, seen, all);
}

static void
servers_fill_seen(struct report *r, struct report_entry *e,
    const struct peers *p, const struct peers_host *h)
{
	e->verdict = report_verdict(h->host_verdict);
	e->host = report_text(r, h->host);
	e->issuer = report_text(r, h->issuer);
	e->identifier = report_text(r, h->identifier);
	e->tag = h->name[0] == '*' ? "issuewild" : "issue";
	e->dane = peers_dane_text(h->dane);
	e->note = servers_note(r, p, h, e->domain);
}

/* There is no certificate to speak of. */
static void
servers_fill_unseen(
    struct report *r, struct report_entry *e, const struct peers *p)
{
	e->verdict = p->definite ? REPORT_NOTHING : REPORT_UNKNOWN_DNS;
	if (p->n_hosts == 0) {
		e->note = report_printf(r, "mx: %s", peers_mx_text(p->mx));
		return;
	}
	e->host = report_text(r, p->hosts[0].host);
	e->note = report_text(r, peers_seen_text(p->hosts[0].seen));
}

void
report_add_servers(struct report *r, const char *domain, const struct peers *p)
{
	struct report_entry *e = report_add(r, REPORT_SERVERS);
	const struct peers_host *h;

	if (e == NULL)
		return;
	e->domain = report_text(r, domain);
	if (p == NULL) {
		e->verdict = REPORT_UNFINISHED;
		return;
	}
	e->sts = peers_sts_text(p->sts);
	h = servers_gravest(p);
	if (h != NULL)
		servers_fill_seen(r, e, p, h);
	else
		servers_fill_unseen(r, e, p);
}

void
report_servers(struct report *r, struct asking *a, const struct recipients *to)
{
	for (size_t i = 0; i < to->n_domains; i++) {
		const char *domain = to->domains[i];
		struct peers peers;

		if (!recipients_is_outbound(to, i, a->terms))
			continue;
		if (!clerk_ask_peers(
			a->clerk, ENGINE_PEERS, domain, &a->patience, &peers)) {
			report_add_servers(r, domain, NULL);
			continue;
		}
		report_add_servers(r, domain, &peers);
		peers_fini(&peers);
	}
	r->n_left_out += to->n_domains_left_out;
}
