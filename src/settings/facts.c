/* SPDX-License-Identifier: BSD-2-Clause */
/* What the operator says of each domain, and what probes and rules want. */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "base/text.h"
#include "cert/ca_table.h"
#include "dns/name.h"
#include "gate/domains.h"
#include "probe/probe.h"
#include "settings/settings.h"
#include "settings/settings_parts.h"
#include "verify/about.h"
#include "verify/judge.h"

struct settings_facts {
	struct evidence_about general; /* of domains that have none */
	struct evidence_about *others; /* of `*`, or NULL */
	struct map *by_name;           /* canonical: struct evidence_about */
	struct pool names;
	struct evidence_about **own;
	size_t n_own;
	struct ca_table *table; /* NULL: nobody has asked for it yet */
};

static void
facts_copy(const struct setting_strings *from, struct evidence_strings *to)
{
	for (size_t i = 0; i < from->n; i++)
		about_add(to, from->list[i]);
}

/* In the one way that addresses are written. */
static void
facts_add_egress(
    const struct setting_strings *from, struct evidence_strings *to)
{
	for (size_t i = 0; i < from->n; i++) {
		uint8_t octets[sizeof(struct in6_addr)];
		char text[INET6_ADDRSTRLEN];
		int family =
		    strchr(from->list[i], ':') != NULL ? AF_INET6 : AF_INET;

		if (inet_pton(family, from->list[i], octets) == 1 &&
		    inet_ntop(family, octets, text, sizeof(text)) != NULL)
			about_add(to, text);
	}
}

static void
facts_begin(const struct settings *s, struct evidence_about *out)
{
	char helo[DNS_NAME_SIZE];

	about_init(out);
	out->probe = s->probe_enabled;
	if (s->mail_helo[0] != '\0' &&
	    dns_name_canonical(s->mail_helo, helo, NULL) == 0)
		out->helo = mem_strdup(helo);
}

void
settings_make_facts(struct settings *s)
{
	struct settings_facts *facts = mem_zalloc(sizeof(*facts));

	facts->by_name = map_new();
	facts_begin(s, &facts->general);
	facts_add_egress(&s->mail_egress, &facts->general.egress);
	for (size_t i = 0; i < s->ca_internal.n; i++)
		text_lower_in_place(s->ca_internal.list[i]);
	s->facts = facts;
}

static int
facts_add_selector(
    const char *text, struct evidence_about *about, struct error *err)
{
	const char *path = strchr(text, '=');
	char *name = mem_strndup(text, strcspn(text, "="));
	char canonical[DNS_NAME_SIZE];
	struct buf spki = BUF_INIT;
	int ret = dns_name_canonical(name, canonical, err);

	if (ret == 0 && path != NULL)
		ret = settings_read_key(path + 1, &spki, err);
	if (ret == 0)
		about_add_selector(
		    about, canonical, (const uint8_t *)spki.data, spki.len);
	buf_fini(&spki);
	free(name);
	return ret;
}

static bool
facts_require(const struct settings_domain *d, const char *word)
{
	for (size_t i = 0; i < d->require.n; i++)
		if (strcmp(d->require.list[i], word) == 0)
			return true;
	return false;
}

static int
facts_fill(const struct settings *s, const struct settings_domain *d,
    struct evidence_about *about, struct error *err)
{
	facts_begin(s, about);
	facts_copy(&d->services, &about->services);
	facts_copy(&d->accounts, &about->accounts);
	facts_copy(&d->methods, &about->methods);
	facts_add_egress(
	    d->egress.n > 0 ? &d->egress : &s->mail_egress, &about->egress);
	for (size_t i = 0; i < d->selectors.n; i++)
		if (facts_add_selector(d->selectors.list[i], about, err) == -1)
			return -1;
	about->dane = facts_require(d, "dane");
	if (facts_require(d, "dkim") && d->selectors.n == 0)
		return error_set(err,
		    "%s: require: found \"dkim\" without selectors, "
		    "want selectors = ( ... ) too",
		    d->name);
	return 0;
}

int
settings_add_facts(
    struct settings *s, const struct settings_domain *d, struct error *err)
{
	struct settings_facts *facts = s->facts;
	struct evidence_about *about = mem_zalloc(sizeof(*about));
	char name[DNS_NAME_SIZE];

	facts->own = mem_resize(
	    facts->own, facts->n_own + 1, sizeof(struct evidence_about *));
	facts->own[facts->n_own++] = about;
	if (facts_fill(s, d, about, err) == -1)
		return -1;
	if (strcmp(d->name, "*") == 0) {
		facts->others = about;
		return 0;
	}
	if (dns_name_canonical(d->name, name, err) == -1)
		return -1;
	*map_slot(facts->by_name, pool_put(&facts->names, name, strlen(name)),
	    strlen(name)) = about;
	return 0;
}

void
settings_free_facts(struct settings *s)
{
	struct settings_facts *facts = s->facts;

	if (facts == NULL)
		return;
	s->facts = NULL;
	about_fini(&facts->general);
	for (size_t i = 0; i < facts->n_own; i++) {
		about_fini(facts->own[i]);
		free(facts->own[i]);
	}
	free(facts->own);
	map_free(&facts->by_name);
	pool_fini(&facts->names);
	ca_table_free(&facts->table);
	free(facts);
}

void
settings_about(
    const struct settings *s, const char *domain, struct evidence_about *out)
{
	const struct settings_facts *facts = s->facts;
	const struct evidence_about *about =
	    map_find(facts->by_name, domain, strlen(domain));

	if (about == NULL && facts->others != NULL &&
	    !domains_has(s->domains, domain))
		about = facts->others;
	about_copy(about != NULL ? about : &facts->general, out);
}

void
settings_probe(const struct settings *s, struct probe_settings *out)
{
	*out = (struct probe_settings){
	    .allow = (const char *const *)s->probe_allow.list,
	    .n_allow = s->probe_allow.n,
	    .ca_file = s->probe_ca_file,
	    .helo = s->probe_helo,
	    .timeout_ms = (unsigned)s->probe_timeout * 1000,
	    .jobs = (unsigned)s->probe_jobs,
	    .every = s->probe_every,
	};
}

static bool
facts_control(const char *host, const void *arg)
{
	return domains_control(arg, host);
}

void
settings_judge(const struct settings *s, const struct ca_table *table,
    struct judge_context *out)
{
	*out = (struct judge_context){
	    .controls = facts_control,
	    .controls_arg = s->domains,
	    .table = table,
	    .internal = (const char *const *)s->ca_internal.list,
	    .n_internal = s->ca_internal.n,
	    .renewal_window = s->gate_renewal_window,
	    .unused_ca = s->gate_unused_ca,
	};
}

int
settings_load_table(const struct settings *s, const char *path,
    struct ca_table **table_out, struct error *err)
{
	struct ca_table *table = NULL;
	int ret = ca_table_load(path != NULL ? path : s->ca_table, &table, err);

	for (size_t i = 0; ret == 0 && i < s->ca_extra.n; i++)
		ret = ca_table_add(table, s->ca_extra.list[i], err);
	if (ret == 0)
		*table_out = table;
	else
		ca_table_free(&table);
	return ret;
}

int
settings_ca_table(const struct settings *s, const struct ca_table **table_out,
    struct error *err)
{
	struct settings_facts *facts = s->facts;

	if (facts->table == NULL &&
	    settings_load_table(s, NULL, &facts->table, err) == -1) {
		error_prefix(err, "ca.table");
		return -1;
	}
	*table_out = facts->table;
	return 0;
}
