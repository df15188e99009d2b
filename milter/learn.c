/* SPDX-License-Identifier: BSD-2-Clause */
/* What the DKIM signatures of outgoing mail tell of their domain. */

#include "milter/learn.h"

#include <stdbool.h>
#include <string.h>

#include "dns/name.h"
#include "milter/address.h"
#include "milter/clerk.h"
#include "milter/counters.h"
#include "milter/milter.h"
#include "milter/session.h"
#include "milter/terms.h"
#include "settings/settings.h"

static bool
learn_is_local(const struct session *s)
{
	const char *address = s->client.address;

	return address != NULL && (strncmp(address, "127.", 4) == 0 ||
				      strcmp(address, "::1") == 0);
}

/* Content filters hand incoming mail back from this machine, and lists sign
 * what our users wrote to them: that is mail to our own domains. */
static bool
learn_leaves(const struct session *s)
{
	const struct recipients *to = &s->message.recipients;

	for (size_t i = 0; i < to->n_domains; i++)
		if (!terms_is_own(s->terms, to->domains[i]))
			return true;
	return false;
}

/* Mail that is ours to sign, of a domain of the table. */
static bool
learn_is_own_mail(const struct session *s, char from[DNS_NAME_SIZE])
{
	const struct head *head = &s->message.head;

	return (s->client.authenticated != NULL ||
		   (learn_is_local(s) && learn_leaves(s))) &&
	       head->from.n == 1 &&
	       address_domain(head->from.list[0], from) == 0 &&
	       terms_is_own(s->terms, from);
}

/* May it be aligned?  Whether it is, the DMARC record says. */
static bool
learn_is_kin(const char *signer, const char *from)
{
	return dns_name_at_or_below(signer, from) ||
	       dns_name_at_or_below(from, signer);
}

static bool
learn_has_kin(const struct head *head, const char *from)
{
	for (size_t i = 0; i < head->n_signatures; i++)
		if (learn_is_kin(head->signatures[i].domain, from))
			return true;
	return false;
}

static void
learn_signature(
    struct session *s, const char *from, const struct head_signature *signature)
{
	struct clerk *clerk = milter_clerk(s->milter);

	if (strcmp(signature->domain, from) == 0) {
		clerk_note_selector(clerk, from, signature->selector);
		counters_add(&milter_counters(s->milter)->selectors, 1);
	} else {
		clerk_note_signer(clerk, from, signature->domain);
	}
}

void
learn(struct session *s)
{
	const struct head *head = &s->message.head;
	char from[DNS_NAME_SIZE];
	bool kin;

	if (!terms_settings(s->terms)->milter_learn ||
	    !learn_is_own_mail(s, from))
		return;
	kin = learn_has_kin(head, from);
	/* one that was not looked at may be */
	if (!kin && head->n_signatures == HEAD_SIGNATURES_MAX)
		return;
	for (size_t i = 0; i < head->n_signatures; i++)
		if (!kin || learn_is_kin(head->signatures[i].domain, from))
			learn_signature(s, from, &head->signatures[i]);
}
