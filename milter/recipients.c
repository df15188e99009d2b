/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipients of one message, and their domains. */

#include "milter/recipients.h"

#include <stdlib.h>
#include <string.h>

#include "base/map.h"
#include "base/mem.h"
#include "dns/name.h"
#include "milter/address.h"
#include "milter/macros.h"
#include "milter/terms.h"
#include "settings/settings.h"

void
recipients_fini(struct recipients *r)
{
	for (size_t i = 0; i < r->n_domains; i++)
		free(r->domains[i]);
	for (size_t i = 0; i < r->n_addresses; i++)
		free(r->addresses[i]);
	free(r->domains);
	free(r->local);
	free(r->addresses);
	map_free(&r->by_domain);
	*r = (struct recipients){0};
}

static void
recipients_keep(struct recipients *r, const char *address)
{
	if (r->n_addresses == RECIPIENTS_KEPT_MAX)
		return;
	r->addresses =
	    mem_resize(r->addresses, r->n_addresses + 1, sizeof(char *));
	r->addresses[r->n_addresses++] = address_plain(address);
}

static void
recipients_add_domain(struct recipients *r, const char *domain, bool local)
{
	char *name = mem_strdup(domain);

	r->domains = mem_resize(r->domains, r->n_domains + 1, sizeof(char *));
	r->local = mem_resize(r->local, r->n_domains + 1, sizeof(bool));
	r->domains[r->n_domains] = name;
	r->local[r->n_domains] = local;
	*map_slot(r->by_domain, name, strlen(name)) = name;
	r->n_domains++;
}

bool
recipients_has(const struct recipients *r, const char *domain)
{
	return r->by_domain != NULL &&
	       map_find(r->by_domain, domain, strlen(domain)) != NULL;
}

bool
recipients_add(struct recipients *r, const char *address, const char *mailer)
{
	char domain[DNS_NAME_SIZE];

	r->n++;
	recipients_keep(r, address);
	if (address_domain(address, domain) == -1)
		return false;
	if (r->by_domain == NULL)
		r->by_domain = map_new();
	if (recipients_has(r, domain))
		return false;
	if (r->n_domains == RECIPIENTS_DOMAINS_MAX) {
		r->n_domains_left_out++;
		return false;
	}
	recipients_add_domain(
	    r, domain, mailer != NULL && macros_is_local(mailer));
	return true;
}

bool
recipients_is_outbound(
    const struct recipients *r, size_t i, const struct terms *terms)
{
	const struct settings *s = terms_settings(terms);

	return s->milter_probe && s->probe_enabled && !r->local[i] &&
	       (s->milter_own_domains || !terms_is_own(terms, r->domains[i]));
}
