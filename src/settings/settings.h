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
struct ca_table;
struct domains;
struct error;
struct evidence_about;
struct judge_context;
struct probe_settings;
struct settings_facts;

#define SETTINGS_PATH CAAGATE_SYSCONFDIR "/caagate.conf"

/* One entry of `domains`. */
struct settings_domain {
	char *name;
	int profile; /* of the words, after "" for the general one */
	int enforce; /* "", "true", "false" likewise */
	struct setting_strings require;
	struct setting_map rules;
	struct setting_strings services;  /* `imaps://imap.example.org` */
	struct setting_strings selectors; /* `s1`, `s1=/path/to/key.pem` */
	struct setting_strings egress;    /* in place of the general ones */
	struct setting_strings accounts, methods;
};

/* Words of the milter, in the order of their settings. */
enum settings_strip { STRIP_ALL, STRIP_OWN };
enum settings_client {
	CLIENT_OFF,
	CLIENT_RECIPIENT,
	CLIENT_SUBJECT,
	CLIENT_BOTH
};
enum settings_reply {
	REPLY_ACCEPT,
	REPLY_QUARANTINE,
	REPLY_TEMPFAIL,
	REPLY_REJECT
};

#define SETTINGS_KEY_MAX 65536 /* octets of a selector's PEM file */

struct settings {
	struct setting_strings resolver_servers;
	struct setting_strings resolver_zones;
	bool resolver_trust_ad;
	int64_t resolver_timeout; /* s */
	int64_t resolver_tries;

	bool probe_enabled;
	struct setting_strings probe_allow;
	char *probe_ca_file;
	int64_t probe_timeout; /* s */
	int64_t probe_jobs;
	int64_t probe_every;       /* s */
	int64_t probe_every_other; /* s */
	char *probe_helo;

	char *ca_table;
	struct setting_strings ca_extra;
	struct setting_strings ca_internal; /* hexadecimal, lower case */

	struct setting_strings mail_egress;
	char *mail_helo;

	char *store_path;
	int64_t store_size;    /* octets */
	int64_t store_history; /* s */

	int gate_profile;
	bool gate_enforce;
	int64_t gate_confirmations;
	int64_t gate_confirm_interval; /* s */
	int64_t gate_max_stale;        /* s */
	int gate_on_unknown;
	char *gate_help_url;
	int64_t gate_grace_h1, gate_grace_h2, gate_grace_h3; /* s, or -1 */
	int64_t gate_renewal_window;                         /* s */
	int64_t gate_unused_ca;                              /* s */
	struct setting_map gate_rules;

	struct setting_groups domain_groups;
	char *domains_file;

	struct setting_strings policy_listen;
	char *policy_socket_group;          /* "": left as it is */
	char *policy_socket_mode;           /* octal digits */
	int64_t policy_deadline;            /* s */
	int policy_domain_from;             /* sender, sasl, sasl-or-sender */
	struct setting_map policy_contexts; /* policy_context: profile */

	char *milter_listen;
	char *milter_socket_group; /* "": left as it is */
	char *milter_socket_mode;  /* octal digits */
	char *milter_authserv_id;  /* "": the MTA's name */
	int milter_strip;          /* enum settings_strip */
	int64_t milter_deadline;   /* s */
	bool milter_probe, milter_own_domains;
	int milter_client; /* enum settings_client */
	bool milter_smime;
	int64_t milter_smime_max; /* octets */
	char *milter_spool;
	bool milter_quiet, milter_headers, milter_dry_run, milter_learn;
	struct setting_strings milter_block; /* canonical */
	/* enum settings_reply */
	int milter_block_tls_issuance, milter_block_tls_now;
	int milter_block_smime_issuance, milter_block_smime_now;
	int milter_on_unfinished;
	bool milter_gate_from;
	char *milter_http; /* "": nowhere */

	char *http_listen; /* "": nowhere */

	char *run_user, *run_group; /* "": stay who we are */

	int log_to, log_level; /* enum log_to, enum log_level */

	/* made from the above */
	struct domains *domains;
	struct settings_facts *facts; /* of each domain; the CA table */
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

/* What prober_new wants; points into the settings. */
void settings_probe(const struct settings *, struct probe_settings *out);

/* What judge wants; points into the settings and the table (which may be
 * NULL). */
void settings_judge(const struct settings *, const struct ca_table *,
    struct judge_context *out);

/* What the operator says of this domain (canonical), own or general; the
 * caller calls about_fini. */
void settings_about(
    const struct settings *, const char *domain, struct evidence_about *out);

/* The table at path, NULL for ca.table, with ca.extra after it.  -1 and *err;
 * else the caller frees. */
int settings_load_table(const struct settings *, const char *path,
    struct ca_table **table_out, struct error *err);

/*
 * That of ca.table with ca.extra, read when it is first asked for and lent
 * for as long as the settings live.  Who asks first has the settings alone;
 * then any thread may ask.  -1: *err names the setting.
 */
int settings_ca_table(const struct settings *,
    const struct ca_table **table_out, struct error *err);

/* The profile of requests with this policy_context: true and *out, or false
 * where the settings say nothing of it. */
bool settings_context(const struct settings *, const char *context, size_t len,
    enum gate_profile *out);

/* conf/caagate.conf as installed. */
void settings_sample(struct buf *out);

#endif
