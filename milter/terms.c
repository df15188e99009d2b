/* SPDX-License-Identifier: BSD-2-Clause */
/* The terms that a connection is served on. */

#include "milter/terms.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "dns/name.h"
#include "gate/domains.h"
#include "milter/issuer_names.h"
#include "settings/settings.h"

struct terms {
	_Atomic unsigned references;
	struct settings *settings;
	const struct ca_table *table; /* of the settings */
	struct issuer_names *issuer_names;
	struct listener_options listener;
	struct privileges privileges;
	struct map *blocked; /* canonical names */
	struct pool names;
};

static int
terms_read_listener(struct terms *t, struct error *err)
{
	const struct settings *s = t->settings;

	t->listener.owner = t->privileges.uid;
	t->listener.before = "smtpd_milters = { unix:";
	t->listener.after = ", default_action=accept }";
	t->listener.mode =
	    (mode_t)strtoul(s->milter_socket_mode, NULL, 8) & 0777;
	return privileges_group("milter.socket_group", s->milter_socket_group,
	    &t->listener.group, err);
}

/* The settings let none pass that has no canonical name. */
static void
terms_read_blocked(struct terms *t)
{
	const struct setting_strings *block = &t->settings->milter_block;
	char name[DNS_NAME_SIZE];

	t->blocked = map_new();
	for (size_t i = 0; i < block->n; i++)
		if (dns_name_canonical(block->list[i], name, NULL) == 0) {
			size_t len = strlen(name);

			*map_slot(t->blocked, pool_put(&t->names, name, len),
			    len) = t;
		}
}

static int
terms_fill(struct terms *t, const char *path, struct error *err)
{
	const struct settings *s;

	if (settings_load(path, &t->settings, err) == -1)
		return -1;
	s = t->settings;
	if (privileges_find(s->run_user, s->run_group, &t->privileges, err) ==
		-1 ||
	    terms_read_listener(t, err) == -1 ||
	    settings_ca_table(s, &t->table, err) == -1) {
		error_prefix(err, "%s", path);
		return -1;
	}
	t->issuer_names = issuer_names_new(t->table);
	terms_read_blocked(t);
	return 0;
}

int
terms_load(const char *path, struct terms **terms_out, struct error *err)
{
	struct terms *t = mem_zalloc(sizeof(*t));

	atomic_init(&t->references, 1);
	if (terms_fill(t, path, err) == -1) {
		terms_free(&t);
		return -1;
	}
	*terms_out = t;
	return 0;
}

struct terms *
terms_ref(struct terms *t)
{
	(void)atomic_fetch_add(&t->references, 1);
	return t;
}

void
terms_free(struct terms **tp)
{
	struct terms *t = *tp;

	if (t == NULL)
		return;
	*tp = NULL;
	if (atomic_fetch_sub(&t->references, 1) > 1)
		return;
	map_free(&t->blocked);
	pool_fini(&t->names);
	issuer_names_free(&t->issuer_names);
	privileges_fini(&t->privileges);
	settings_free(&t->settings);
	free(t);
}

const struct settings *
terms_settings(const struct terms *t)
{
	return t->settings;
}

const struct ca_table *
terms_table(const struct terms *t)
{
	return t->table;
}

const struct issuer_names *
terms_issuer_names(const struct terms *t)
{
	return t->issuer_names;
}

const struct listener_options *
terms_listener(const struct terms *t)
{
	return &t->listener;
}

const struct privileges *
terms_privileges(const struct terms *t)
{
	return &t->privileges;
}

bool
terms_blocks(const struct terms *t, const char *domain)
{
	return map_find(t->blocked, domain, strlen(domain)) != NULL;
}

bool
terms_is_own(const struct terms *t, const char *domain)
{
	return domains_has(t->settings->domains, domain);
}
