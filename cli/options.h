/* SPDX-License-Identifier: BSD-2-Clause */
/* Options of the command line, read through tables. */

#ifndef CLI_OPTIONS_H
#define CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct cli_verb;
struct error;

#define CLI_ARGUMENTS_MAX 100000 /* values of one option, or operands */

enum cli_option_type {
	CLI_FLAG, /* bool */
	CLI_TEXT, /* const char *, NULL where not given; the last one counts */
	CLI_LIST, /* struct cli_list: every value */
};

struct cli_list {
	const char **list; /* what is listed is lent by argv */
	size_t n;
};

struct cli_option {
	const char *name; /* without the hyphens */
	char letter;      /* 0: none */
	enum cli_option_type type;
	size_t offset;        /* of the field filled */
	const char *argument; /* what --help calls the value; NULL for flags */
	const char *help;     /* half a line; NULL: not shown */
};

/* What every verb understands. */
struct cli_common {
	bool json;
	bool help;
	struct cli_list resolvers;
	struct cli_list zones;
	const char *now;
	const char *config;
	const char *timeout;
};

extern const struct cli_option cli_common_options[];
extern const size_t cli_n_common_options;

/*
 * Options and operands in any order, `--` ends the options.  Fills *common,
 * *own by the verb's table, and *operands.  -1: *err says what is wrong and
 * what was perhaps meant.
 */
int cli_options_read(const struct cli_verb *, int argc, char **argv,
    struct cli_common *common, void *own, struct cli_list *operands,
    struct error *err);

/* Free the lists in what was read. */
void cli_options_fini(const struct cli_option *, size_t n, void *from);

void cli_list_add(struct cli_list *, const char *text);

/* `caagate VERB --help`. */
void cli_help_verb(const struct cli_verb *, FILE *out);

/* `caagate --help`. */
void cli_help(FILE *out);

/* The verb of that name, or NULL; *nearest_out (may be NULL) is then the one
 * that it misspells, or NULL. */
const struct cli_verb *
cli_verb_find(const char *name, const struct cli_verb **nearest_out);

#endif
