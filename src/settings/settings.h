/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The settings of the programs: /etc/caagate/caagate.conf, read through
 * the table in settings/settings.tbl.
 */

#ifndef SETTINGS_SETTINGS_H
#define SETTINGS_SETTINGS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/settings.h"
#include "dns/resolver.h"
#include "gate/gate.h"
#include "gate/status.h"

struct buf;
struct domains;
struct error;

#define SETTINGS_PATH CAAGATE_SYSCONFDIR "/caagate.conf"

/* One entry of `domains`. */
struct settings_domain {
	char *name;
	int profile; /* of the words, after "" for the general one */
	int enforce; /* "", "true", "false" likewise */
	struct setting_strings require;
	struct setting_map rules;
};

struct settings {
	struct setting_strings resolver_servers;
	struct setting_strings resolver_zones;
	bool resolver_trust_ad;
	int64_t resolver_timeout; /* s */
	int64_t resolver_tries;

	char *ca_table;
	struct setting_strings ca_extra;

	char *store_path;
	int64_t store_size; /* octets */

	int gate_profile;
	bool gate_enforce;
	int64_t gate_confirmations;
	int64_t gate_confirm_interval; /* s */
	int64_t gate_max_stale;        /* s */
	int gate_on_unknown;
	char *gate_help_url;
	int64_t gate_grace_h1, gate_grace_h2, gate_grace_h3; /* s, or -1 */
	struct setting_map gate_rules;

	struct setting_groups domain_groups;
	char *domains_file;

	struct setting_strings policy_listen;
	char *policy_socket_group; /* "": left as it is */
	char *policy_socket_mode;  /* octal digits */
	int64_t policy_deadline;   /* s */

	char *run_user, *run_group; /* "": stay who we are */

	int log_to, log_level; /* enum log_to, enum log_level */

	/* made from the above */
	struct domains *domains;
	struct gate_settings gate;
	struct status_rules status_rules;
};

/* path NULL: the defaults.  The caller frees.  -1: *err names file, line, key,
 * found, wanted. */
int settings_load(
    const char *path, struct settings **settings_out, struct error *err);
void settings_free(struct settings **);

/* What dns_resolver_new wants; points into the settings. */
void settings_dns(const struct settings *, struct dns_settings *out);

/* conf/caagate.conf as installed. */
void settings_sample(struct buf *out);

#endif
