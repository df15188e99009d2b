/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of the programs, and what follows from them. */

#include "settings/settings.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/endpoint.h"
#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "gate/domains.h"
#include "probe/probe.h"
#include "settings/settings_parts.h"

static const char *const settings_profiles[] = {
    "standard", "strict", "bulk", NULL};
static const char *const settings_on_unknown[] = {"permit", "defer", NULL};
static const char *const settings_grace[] = {"profile", NULL};
static const char *const settings_domain_from[] = {
    "sender", "sasl", "sasl-or-sender", NULL};
static const char *const settings_strip[] = {"all", "own", NULL};
static const char *const settings_client[] = {
    "off", "recipient", "subject", "both", NULL};
static const char *const settings_reply[] = {
    "accept", "quarantine", "tempfail", "reject", NULL};
static const char *const settings_log_to[] = {
    "stderr", "syslog", "journal", NULL};
static const char *const settings_log_level[] = {
    "error", "warn", "info", "debug", NULL};

/* The profile of this name; -1: there is none. */
static int
settings_profile(const char *name, enum gate_profile *out)
{
	for (int i = 0; settings_profiles[i] != NULL; i++)
		if (strcmp(settings_profiles[i], name) == 0) {
			*out = (enum gate_profile)i;
			return 0;
		}
	return -1;
}

int
settings_check_profile(const char *text, struct error *wanted)
{
	enum gate_profile profile;

	if (settings_profile(text, &profile) == 0)
		return 0;
	return error_set(wanted, "\"standard\", \"strict\" or \"bulk\"");
}

/* "" stands for the general setting, so a word is one ahead of its value. */
static const char *const settings_own_profile[] = {
    "", "standard", "strict", "bulk", NULL};
static const char *const settings_own_enforce[] = {"", "false", "true", NULL};

#define ROW(                                                                 \
    path, type, structure, field, fallback, least, most, words, help, check) \
	{                                                                    \
		path, SETTING_##type, offsetof(structure, field), fallback,  \
		    least, most, words, NULL, 0, 0, help, check              \
	}

#define OWN(path, type, field, fallback, words, check, help)                  \
	ROW(path, type, struct settings_domain, field, fallback, 0, 0, words, \
	    help, check)

static const struct setting settings_domain_rows[] = {
    OWN("name", STRING, name, NULL, NULL, NULL, "The domain, or \"*\"."),
    OWN("profile", WORD, profile, "\"\"", settings_own_profile, NULL,
	"Its own profile."),
    OWN("enforce", WORD, enforce, "\"\"", settings_own_enforce, NULL,
	"Its own enforce."),
    OWN("require", STRINGS, require, "( )", NULL, settings_check_require,
	"What must be there."),
    OWN("rules", MAP, rules, "{ }", NULL, NULL, "Rules raised for it."),
    OWN("services", STRINGS, services, "( )", NULL, settings_check_service,
	"Its other services with TLS."),
    OWN("selectors", STRINGS, selectors, "( )", NULL, settings_check_selector,
	"Its DKIM selectors."),
    OWN("egress", STRINGS, egress, "( )", NULL, settings_check_address,
	"Addresses that its mail leaves from."),
    OWN("accounts", STRINGS, accounts, "( )", NULL, settings_check_account,
	"Its ACME accounts."),
    OWN("methods", STRINGS, methods, "( )", NULL, settings_check_method,
	"Its methods of validation."),
};

#undef OWN

#define ITEM(path, type, field, fallback, least, most, words, help)           \
	ROW(path, type, struct settings, field, fallback, least, most, words, \
	    help, NULL),
#define TEXT(path, type, field, fallback, check, help)                      \
	ROW(path, type, struct settings, field, fallback, 0, 0, NULL, help, \
	    check),
#define GROUPS(path, field, fallback, rows, row, help)                        \
	{path, SETTING_GROUPS, offsetof(struct settings, field), fallback, 0, \
	    0, NULL, rows, sizeof(rows) / sizeof((rows)[0]), sizeof(row),     \
	    help, NULL},

static const struct setting settings_table[] = {
#include "settings/settings.tbl"
};

#undef ITEM
#undef TEXT
#undef GROUPS
#undef ROW

#define SETTINGS_ROWS (sizeof(settings_table) / sizeof(settings_table[0]))

static int
settings_raise_rules(const struct setting_map *map, const char *where,
    struct gate_settings *gate, struct error *err)
{
	for (size_t i = 0; i < map->n; i++) {
		const struct setting_pair *pair = &map->list[i];
		enum rule_id id = rule_from_name(pair->name);

		if (id == RULES)
			return error_set(err,
			    "%s: %s is no rule, want one "
			    "such as CAA_08",
			    where, pair->name);
		if (harm_from_text(pair->value, &gate->rules[id].harm) == -1)
			return error_set(err,
			    "%s: %s: found \"%s\", want H1, "
			    "H2, H3 or H4",
			    where, pair->name, pair->value);
		gate->rules[id].set = true;
	}
	return 0;
}

/* A fault that blocks, of the rule's own harm where that is worse than the
 * usual one. */
static void
settings_raise(struct gate_settings *gate, enum rule_id id)
{
	enum harm own = rule_get(id)->harm;

	if (gate->rules[id].set)
		return;
	gate->rules[id].set = true;
	gate->rules[id].harm = own < HARM_H2 ? own : HARM_H2;
}

static void
settings_raise_required(
    const struct setting_strings *require, struct gate_settings *gate)
{
	for (size_t i = 0; i < require->n; i++) {
		enum rule_id id;

		for (size_t nth = 0; (id = settings_required_rule(
					  require->list[i], nth)) != RULES;
		     nth++)
			settings_raise(gate, id);
	}
}

static int
settings_make_gate(struct settings *s, const char *path, struct error *err)
{
	struct gate_settings *gate = &s->gate;

	gate->profile = (enum gate_profile)s->gate_profile;
	gate->enforce = s->gate_enforce;
	gate->confirmations = (int)s->gate_confirmations;
	gate->grace[HARM_H1] = s->gate_grace_h1;
	gate->grace[HARM_H2] = s->gate_grace_h2;
	gate->grace[HARM_H3] = s->gate_grace_h3;
	gate->grace[HARM_H4] = GATE_GRACE_PROFILE;
	gate->max_stale = s->gate_max_stale;
	gate->on_unknown = (enum gate_on_unknown)s->gate_on_unknown;
	s->status_rules.confirm_interval = s->gate_confirm_interval;
	s->status_rules.max_stale = s->gate_max_stale;
	if (settings_raise_rules(&s->gate_rules, "gate.rules", gate, err) ==
	    -1) {
		error_prefix(err, "%s", path);
		return -1;
	}
	return 0;
}

static int
settings_add_domain(
    struct settings *s, const struct settings_domain *d, struct error *err)
{
	struct gate_settings gate = s->gate;

	if (d->profile > 0)
		gate.profile = (enum gate_profile)(d->profile - 1);
	if (d->enforce > 0)
		gate.enforce = d->enforce == 2;
	if (settings_raise_rules(&d->rules, d->name, &gate, err) == -1)
		return -1;
	settings_raise_required(&d->require, &gate);
	if (domains_add(s->domains, d->name, &gate, err) == -1)
		return -1;
	return settings_add_facts(s, d, err);
}

static int
settings_make_domains(struct settings *s, const char *path, struct error *err)
{
	const struct settings_domain *list = s->domain_groups.list;

	settings_make_facts(s);
	s->domains = domains_new();
	for (size_t i = 0; i < s->domain_groups.n; i++)
		if (settings_add_domain(s, &list[i], err) == -1) {
			error_prefix(err, "%s: domains", path);
			return -1;
		}
	if (s->domains_file[0] != '\0')
		return domains_add_file(
		    s->domains, s->domains_file, &s->gate, err);
	return 0;
}

int
settings_load(
    const char *path, struct settings **settings_out, struct error *err)
{
	struct settings *s = mem_zalloc(sizeof(*s));
	const char *named = path != NULL ? path : "(defaults)";

	if (settings_read(path, settings_table, SETTINGS_ROWS, s, err) == -1 ||
	    settings_make_gate(s, named, err) == -1 ||
	    settings_make_domains(s, named, err) == -1) {
		settings_free(&s);
		return -1;
	}
	*settings_out = s;
	return 0;
}

void
settings_free(struct settings **sp)
{
	struct settings *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	domains_free(&s->domains);
	settings_free_facts(s);
	settings_fini(settings_table, SETTINGS_ROWS, s);
	free(s);
}

void
settings_dns(const struct settings *s, struct dns_settings *out)
{
	out->servers = (const char *const *)s->resolver_servers.list;
	out->n_servers = s->resolver_servers.n;
	out->trust_ad = s->resolver_trust_ad;
	out->timeout_ms = (unsigned)s->resolver_timeout * 1000;
	out->tries = (unsigned)s->resolver_tries;
}

bool
settings_context(const struct settings *s, const char *context, size_t len,
    enum gate_profile *out)
{
	for (size_t i = 0; i < s->policy_contexts.n; i++) {
		const struct setting_pair *pair = &s->policy_contexts.list[i];

		if (strlen(pair->name) == len &&
		    memcmp(pair->name, context, len) == 0)
			return settings_profile(pair->value, out) == 0;
	}
	return false;
}

void
settings_sample(struct buf *out)
{
	buf_puts(out,
	    "# caagate.conf - settings of caagate, caagate-policyd and\n"
	    "# caagate-milter.\n"
	    "# Every setting stands here at its default; see caagate.conf(5).\n"
	    "# Durations take s, m, h, d; sizes K, M, G.\n");
	settings_put_sample(settings_table, SETTINGS_ROWS, out);
}
