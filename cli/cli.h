/* SPDX-License-Identifier: BSD-2-Clause */
/* The frame of the program `caagate`: what every verb is given and may use. */

#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/options.h"

struct caa_climb;
struct ca_table;
struct dns_resolver;
struct event_base;
struct prober;
struct settings;
struct store;
struct store_reader;

#define CLI_JSON_SCHEMA 1 /* names in JSON don't change within a number */

/* Exit codes; those from 64 are sysexits.h's. */
enum cli_exit {
	CLI_GOOD = 0,         /* or: permit */
	CLI_WARNINGS = 1,     /* only with --strict */
	CLI_DENY = 2,         /* or: definite faults */
	CLI_UNDETERMINED = 3, /* the DNS did not say */
	CLI_USAGE = 64,
	CLI_SERVICE = 69,
	CLI_INTERNAL = 70,
	CLI_CONFIG = 78,
};

struct cli {
	const struct cli_verb *verb;
	FILE *out;   /* results */
	FILE *err;   /* why there is none */
	bool colour; /* out is a terminal that wants it */
	struct cli_common common;
	struct cli_list operands;
	int64_t now;     /* seconds since 1970: --now, else the clock */
	int64_t timeout; /* seconds: --timeout; 0: as the settings say */

	/* made when first asked for */
	struct settings *settings;
	struct event_base *loop;
	struct dns_resolver *resolver;
	struct prober *prober;
	struct ca_table *table;
	struct store *store; /* by cli/store.h, like its reader */
	struct store_reader *reader;
};

struct cli_verb {
	const char *name;
	const char *usage;   /* operands and the options that matter */
	const char *summary; /* its line in `caagate --help` */
	const char *help;    /* paragraphs under its options; may be "" */
	const struct cli_option *options;
	size_t n_options;
	size_t own_size; /* of the structure that its options fill */
	int (*run)(struct cli *, void *own); /* returns an exit code */

	/* Instead of all that from `usage`: a verb with verbs of its own. */
	int (*dispatch)(int argc, char **argv, FILE *out, FILE *err);
};

/* The whole program; returns its exit code. */
int cli_main(int argc, char **argv, FILE *out, FILE *err);

/* One verb: argv[0] is its name.  Options are parsed, --help is answered. */
int
cli_run(const struct cli_verb *, int argc, char **argv, FILE *out, FILE *err);

extern const struct cli_verb *const cli_verbs[]; /* ends in NULL */

/* `caagate VERB: sentence` on err; returns the code given. */
int cli_fail(const struct cli *, int code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

/*
 * The settings, the resolver with its zones, the prober, the CA table: made
 * once, lent as long as the cli lives.  CLI_GOOD, or an exit code, and the
 * reason was said.
 */
int cli_settings(struct cli *);
int cli_resolver(struct cli *);
int cli_prober(struct cli *); /* and the resolver */
int cli_table(struct cli *);

/* The table if it can be had; otherwise a note on err, and none. */
void cli_table_try(struct cli *);

/* An operand as a canonical name, DNS_NAME_SIZE octets; as above. */
int cli_name(const struct cli *, const char *operand, char *out);

/*
 * Ask for every name of a climb at once.  Returns when the outcome is known,
 * or with `all` when every question has ended.  CLI_GOOD: the caller frees
 * *climb_out.
 */
int cli_climb(
    struct cli *, const char *name, bool all, struct caa_climb **climb_out);

#endif
