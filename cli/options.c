/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads options by getopt_long, through the tables of the verb and our own. */

#include "cli/options.h"

#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"

#define HINT_EDITS 2     /* that far a misspelt name may be from a known one */
#define VALUE_BASE 0x100 /* getopt's values for our options, above letters */

#define COMMON(field) offsetof(struct cli_common, field)

const struct cli_option cli_common_options[] = {
    {"json", 0, CLI_FLAG, COMMON(json), NULL, "print JSON"},
    {"resolver", 0, CLI_LIST, COMMON(resolvers), "ADDR[:PORT]",
	"ask this DNS server; again for more; none: ask nobody"},
    {"zone", 0, CLI_LIST, COMMON(zones), "FILE",
	"answer for this zone from the file; again for more"},
    {"now", 0, CLI_TEXT, COMMON(now), "TIME",
	"take this as the time (2026-11-22T10:00:00Z, @SECONDS)"},
    {"timeout", 0, CLI_TEXT, COMMON(timeout), "DURATION",
	"wait that long for one try at one server (2s)"},
    {"config", 'c', CLI_TEXT, COMMON(config), "FILE", "read these settings"},
    {"help", 'h', CLI_FLAG, COMMON(help), NULL, "show this and exit"},
};
const size_t cli_n_common_options =
    sizeof(cli_common_options) / sizeof(cli_common_options[0]);

struct reading {
	const struct cli_verb *verb;
	struct cli_common *common;
	void *own;
	struct cli_list *operands;
	struct option *longs; /* the common ones, then the verb's */
	char shorts[32];
};

void
cli_list_add(struct cli_list *list, const char *text)
{
	list->list = mem_resize(list->list, list->n + 1, sizeof(*list->list));
	list->list[list->n++] = text;
}

static const struct cli_option *
option_at(const struct cli_verb *verb, size_t i)
{
	return i < cli_n_common_options
		   ? &cli_common_options[i]
		   : &verb->options[i - cli_n_common_options];
}

static size_t
option_count(const struct cli_verb *verb)
{
	return cli_n_common_options + verb->n_options;
}

/* A leading `-` hands operands over in order, whatever POSIXLY_CORRECT says;
 * `:` leaves the sentences to us. */
static void
reading_init(struct reading *r)
{
	size_t n = option_count(r->verb);
	char *s = r->shorts;

	*s++ = '-';
	*s++ = ':';
	r->longs = mem_array(n + 1, sizeof(*r->longs));
	for (size_t i = 0; i < n; i++) {
		const struct cli_option *o = option_at(r->verb, i);

		r->longs[i].name = o->name;
		r->longs[i].has_arg =
		    o->type == CLI_FLAG ? no_argument : required_argument;
		r->longs[i].val = VALUE_BASE + (int)i;
		if (o->letter == 0 || s + 3 > r->shorts + sizeof(r->shorts))
			continue;
		*s++ = o->letter;
		if (o->type != CLI_FLAG)
			*s++ = ':';
	}
	*s = '\0';
}

static void
option_set(const struct reading *r, size_t i, const char *value)
{
	const struct cli_option *o = option_at(r->verb, i);
	char *base = i < cli_n_common_options ? (char *)r->common : r->own;
	void *field = base + o->offset;

	switch (o->type) {
	case CLI_FLAG:
		*(bool *)field = true;
		return;
	case CLI_TEXT:
		*(const char **)field = value;
		return;
	case CLI_LIST:
		cli_list_add(field, value);
		return;
	}
}

static const char *
option_nearest(const struct cli_verb *verb, const char *name)
{
	unsigned least = HINT_EDITS + 1;
	const char *nearest = NULL;

	for (size_t i = 0; i < option_count(verb); i++) {
		const char *known = option_at(verb, i)->name;
		unsigned d = text_distance(name, known, HINT_EDITS);

		if (d < least) {
			least = d;
			nearest = known;
		}
	}
	return nearest;
}

static int
option_unknown(const struct cli_verb *verb, const char *arg, struct error *err)
{
	size_t len = strcspn(arg, "=");
	char *name = mem_strndup(arg, len);
	const char *nearest = option_nearest(verb, name + strspn(name, "-"));

	if (strncmp(arg, "--", 2) != 0)
		error_set(err,
		    "option %.*s is not known; put -- before an operand that "
		    "begins with a hyphen",
		    (int)len, arg);
	else if (nearest != NULL && strcmp(nearest, name + 2) == 0)
		error_set(err, "option --%s takes no value", nearest);
	else if (nearest != NULL)
		error_set(err, "option %s is not known; did you mean --%s?",
		    name, nearest);
	else
		error_set(err, "option %s is not known; see caagate %s --help",
		    name, verb->name);
	free(name);
	return -1;
}

static size_t
option_of_letter(const struct cli_verb *verb, int letter)
{
	for (size_t i = 0; i < option_count(verb); i++)
		if (option_at(verb, i)->letter == letter)
			return i;
	return 0;
}

static int
option_take(struct reading *r, int c, const char *arg, struct error *err)
{
	size_t i;

	if (c == 1) {
		cli_list_add(r->operands, optarg);
		return 0;
	}
	if (c == '?')
		return option_unknown(r->verb, arg, err);
	i = c >= VALUE_BASE ? (size_t)(c - VALUE_BASE)
			    : option_of_letter(r->verb, c);
	if (c == ':') {
		i = optopt >= VALUE_BASE ? (size_t)(optopt - VALUE_BASE)
					 : option_of_letter(r->verb, optopt);
		return error_set(err, "option --%s needs a value: %s",
		    option_at(r->verb, i)->name,
		    option_at(r->verb, i)->argument);
	}
	option_set(r, i, optarg);
	return 0;
}

static int
read_all(struct reading *r, int argc, char **argv, struct error *err)
{
	optind = 0; /* glibc: start anew */
	opterr = 0;
	for (;;) {
		int at = optind == 0 ? 1 : optind;
		int c = getopt_long(argc, argv, r->shorts, r->longs, NULL);

		if (c == -1)
			break;
		if (option_take(r, c, argv[at], err) == -1)
			return -1;
	}
	for (int i = optind; i < argc; i++)
		cli_list_add(r->operands, argv[i]);
	return 0;
}

int
cli_options_read(const struct cli_verb *verb, int argc, char **argv,
    struct cli_common *common, void *own, struct cli_list *operands,
    struct error *err)
{
	struct reading r = {
	    .verb = verb, .common = common, .own = own, .operands = operands};
	int ret;

	if (argc > CLI_ARGUMENTS_MAX)
		return error_set(err, "%d arguments, at most %d are read", argc,
		    CLI_ARGUMENTS_MAX);
	reading_init(&r);
	ret = read_all(&r, argc, argv, err);
	free(r.longs);
	return ret;
}

void
cli_options_fini(const struct cli_option *options, size_t n, void *from)
{
	for (size_t i = 0; i < n; i++) {
		struct cli_list *list;

		if (options[i].type != CLI_LIST)
			continue;
		list = (void *)((char *)from + options[i].offset);
		free(list->list);
		list->list = NULL;
		list->n = 0;
	}
}
