/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an encrypted part tells without any key: who issued the certificates of
 * those who can read it (RFC 5652 section 6.2).
 */

#include <stdbool.h>
#include <string.h>

#include "caa/climb.h"
#include "dns/name.h"
#include "milter/address.h"
#include "milter/asking.h"
#include "milter/recipients.h"
#include "milter/report.h"
#include "milter/report_smime_parts.h"
#include "milter/terms.h"
#include "peers/smime_verdict.h"
#include "smime/smime.h"

/* Domains that a certificate may be of: the recipients', and that of From, as
 * who sends keeps what he wrote. */
#define ENCRYPTED_DOMAINS_MAX (RECIPIENTS_DOMAINS_MAX + 1)

struct encrypted {
	struct smime_issuer issuers[REPORT_SMIME_ISSUERS_MAX];
	struct smime_fit fits[REPORT_SMIME_ISSUERS_MAX];
	size_t n_issuers, n_unnamed;

	const char *domains[ENCRYPTED_DOMAINS_MAX];
	const struct caa_climb *climbs[ENCRYPTED_DOMAINS_MAX];
	struct caa_climb *owned[ENCRYPTED_DOMAINS_MAX]; /* the same */
	struct smime_fit domain_fits[ENCRYPTED_DOMAINS_MAX];
	size_t n_domains;
	bool unfinished; /* the records of some are not known in time */
	char from[DNS_NAME_SIZE];
};

static bool
encrypted_has(const struct encrypted *e, const char *dn)
{
	for (size_t i = 0; i < e->n_issuers; i++)
		if (strcmp(e->issuers[i].dn, dn) == 0)
			return true;
	return false;
}

/* Each issuer once. */
static void
encrypted_add_issuers(struct smime_telling *t, struct encrypted *e)
{
	for (size_t i = 0; i < t->part->n_recipients; i++) {
		const char *dn = t->part->recipients[i].id.issuer_dn;

		if (dn == NULL)
			e->n_unnamed++;
		else if (encrypted_has(e, dn))
			continue;
		else if (e->n_issuers == REPORT_SMIME_ISSUERS_MAX)
			t->report->n_left_out++;
		else
			smime_issuer_named(dn, terms_table(t->asking->terms),
			    &e->issuers[e->n_issuers++]);
	}
}

static void
encrypted_add_domain(
    struct smime_telling *t, struct encrypted *e, const char *domain)
{
	struct caa_climb *climb = asking_climb(t->asking, domain);

	if (climb == NULL) {
		e->unfinished = true;
		return;
	}
	e->domains[e->n_domains] = domain;
	e->owned[e->n_domains] = climb;
	e->climbs[e->n_domains++] = climb;
}

static void
encrypted_add_domains(struct smime_telling *t, struct encrypted *e)
{
	const struct recipients *to = t->to;

	for (size_t i = 0; i < to->n_domains; i++)
		encrypted_add_domain(t, e, to->domains[i]);
	if (t->message->n_from > 0 &&
	    address_domain(t->message->from[0], e->from) == 0)
		encrypted_add_domain(t, e, e->from);
}

static void
encrypted_tell(struct smime_telling *t, const struct encrypted *e, size_t i)
{
	struct report_entry *entry = smime_entry(t);
	enum live_verdict verdict = e->fits[i].verdict;

	if (entry == NULL)
		return;
	entry->verdict = report_verdict(verdict);
	/* one that was not asked may be the one that authorises it */
	if (e->n_domains == 0 ||
	    (e->unfinished && verdict == LIVE_INCONSISTENT_NOW))
		entry->verdict = REPORT_UNFINISHED;
	smime_fill(t, entry, &e->issuers[i],
	    e->n_domains > 0 ? e->domains[e->fits[i].with] : NULL);
	entry->issuer_dn = report_text(t->report, e->issuers[i].dn);
	entry->note = report_printf(t->report,
	    "encrypted to a certificate by this CA; of %zu domains the one "
	    "that fits best",
	    e->n_domains);
}

/* Whose certificate is whose the message does not tell. */
void
smime_add_encrypted(struct smime_telling *t)
{
	struct encrypted e = {.n_issuers = 0};

	if (t->report->n == REPORT_ENTRIES_MAX) {
		t->report->n_left_out++;
		return;
	}
	encrypted_add_issuers(t, &e);
	if (e.n_issuers > 0)
		encrypted_add_domains(t, &e);
	smime_fit(e.issuers, e.n_issuers, e.climbs, e.n_domains, e.fits,
	    e.domain_fits);
	for (size_t i = 0; i < e.n_issuers; i++)
		encrypted_tell(t, &e, i);
	if (e.n_unnamed > 0)
		smime_add_note(t, "recipients without an issuer's name: not "
				  "determinable");
	for (size_t i = 0; i < e.n_domains; i++)
		caa_climb_free(&e.owned[i]);
}
