/* SPDX-License-Identifier: BSD-2-Clause */
/* Which name of a certificate stands for a host: RFC 9525 section 6.3. */

#include <stdbool.h>
#include <string.h>

#include "cert/facts.h"

/* What is left of a name after its leftmost label; NULL: nothing. */
static const char *
match_rest(const char *name)
{
	const char *dot = strchr(name, '.');

	return dot != NULL && dot != name ? dot + 1 : NULL;
}

static bool
match_wildcard(const char *name, const char *rest)
{
	return rest != NULL && strncmp(name, "*.", 2) == 0 &&
	       strcmp(name + 2, rest) == 0;
}

const char *
cert_facts_match(const struct cert_facts *f, const char *host)
{
	const char *rest = match_rest(host), *wildcard = NULL;

	if (strchr(host, '*') != NULL)
		return NULL;
	for (size_t i = 0; i < f->n_dns_names; i++) {
		if (strcmp(f->dns_names[i], host) == 0)
			return f->dns_names[i];
		if (wildcard == NULL && match_wildcard(f->dns_names[i], rest))
			wildcard = f->dns_names[i];
	}
	return wildcard;
}
