/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the connecting client's certificate. */

#include "milter/report_client.h"

#include <stdbool.h>
#include <string.h>

#include "caa/climb.h"
#include "cert/issuer.h"
#include "dns/name.h"
#include "milter/asking.h"
#include "milter/client.h"
#include "milter/issuer_names.h"
#include "milter/recipients.h"
#include "milter/report.h"
#include "milter/terms.h"
#include "settings/settings.h"

/* The CA of that name as an issuer; false where the table knows none. */
static bool
client_issuer(
    const struct client *c, const struct terms *terms, struct cert_issuer *out)
{
	const struct ca_entry *e = NULL;

	if (c->names.issuer_cn != NULL)
		e = issuer_names_find(terms_issuer_names(terms),
		    c->names.issuer_cn, c->names.issuer_o);
	*out = (struct cert_issuer){
	    .state = e != NULL && e->n_domains > 0 ? CERT_ISSUER_IDENTIFIED
						   : CERT_ISSUER_UNKNOWN,
	    .position = -1,
	};
	if (e == NULL)
		return false;
	out->match = (struct ca_match){
	    .basis = CA_BASIS_NAME,
	    .entry = e,
	    .n_entries = 1,
	    .domains = e->domains,
	    .n_domains = e->n_domains,
	    .weak_domains = e->weak_domains,
	    .n_weak_domains = e->n_weak_domains,
	};
	return e->n_domains > 0;
}

/* A name may confirm; it is no more than that. */
static enum report_verdict
client_verdict(const struct cert_issuer *issuer, const struct caa_climb *climb)
{
	struct live_answer answer;

	if (climb == NULL)
		return REPORT_UNFINISHED;
	live_judge(issuer, climb, CAA_KIND_TLS, NULL, NULL, &answer);
	if (answer.verdict == LIVE_CONSISTENT)
		return REPORT_CONSISTENT_WEAK;
	return report_verdict(answer.verdict);
}

static void
client_add(struct report *r, struct asking *a, const struct client *c,
    const char *domain)
{
	struct report_entry *e = report_add(r, REPORT_CLIENT);
	struct cert_issuer issuer;
	struct caa_climb *climb;

	if (e == NULL)
		return;
	climb = asking_climb(a, domain);
	e->domain = report_text(r, domain);
	e->by_name = true;
	e->tag = "issue";
	e->address = report_text(r, c->names.subject_cn);
	e->issuer = report_text(r, c->names.issuer_cn);
	if (client_issuer(c, a->terms, &issuer))
		e->identifier = report_text(r, issuer.match.domains[0]);
	e->verdict = client_verdict(&issuer, climb);
	e->note = report_printf(r, "client %s, %s",
	    c->names.subject_cn != NULL ? c->names.subject_cn
					: "without a name",
	    c->version);
	caa_climb_free(&climb);
}

void
report_client(struct report *r, struct asking *a, const struct client *c,
    const struct recipients *to)
{
	int whose = terms_settings(a->terms)->milter_client;
	char subject[DNS_NAME_SIZE];

	if (whose == CLIENT_OFF || c->peer != MACROS_TRUSTED)
		return;
	for (size_t i = 0; whose != CLIENT_SUBJECT && i < to->n_domains; i++)
		client_add(r, a, c, to->domains[i]);
	if (whose != CLIENT_RECIPIENT && c->names.subject_cn != NULL &&
	    strchr(c->names.subject_cn, '.') != NULL &&
	    dns_name_canonical(c->names.subject_cn, subject, NULL) == 0)
		client_add(r, a, c, subject);
}
