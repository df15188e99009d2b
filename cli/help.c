/* SPDX-License-Identifier: BSD-2-Clause */
/* What --help says, made from the tables of verbs and options. */

#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "cli/cli.h"

#define HINT_EDITS 2

static int
option_width(const struct cli_option *o)
{
	return (int)strlen(o->name) + 2 +
	       (o->argument != NULL ? (int)strlen(o->argument) + 1 : 0);
}

static int
widest(const struct cli_verb *verb)
{
	int width = 0;

	for (size_t i = 0; i < cli_n_common_options; i++)
		if (option_width(&cli_common_options[i]) > width)
			width = option_width(&cli_common_options[i]);
	for (size_t i = 0; i < verb->n_options; i++)
		if (option_width(&verb->options[i]) > width)
			width = option_width(&verb->options[i]);
	return width;
}

static void
put_options(const struct cli_option *options, size_t n, int width, FILE *out)
{
	for (size_t i = 0; i < n; i++) {
		const struct cli_option *o = &options[i];

		if (o->help == NULL)
			continue;
		fprintf(out, "  --%s%s%s%*s  %s\n", o->name,
		    o->argument != NULL ? " " : "",
		    o->argument != NULL ? o->argument : "",
		    width - option_width(o), "", o->help);
	}
}

void
cli_help_verb(const struct cli_verb *verb, FILE *out)
{
	int width = widest(verb);

	fprintf(out, "usage: caagate %s %s\n\n%s.\n\n", verb->name, verb->usage,
	    verb->summary);
	put_options(verb->options, verb->n_options, width, out);
	if (verb->n_options > 0 && verb->options[0].help != NULL)
		fputc('\n', out);
	put_options(cli_common_options, cli_n_common_options, width, out);
	if (verb->help[0] != '\0')
		fprintf(out, "\n%s\n", verb->help);
}

void
cli_help(FILE *out)
{
	fputs("usage: caagate VERB [--json] [--resolver ADDR[:PORT]]... "
	      "[--zone FILE]...\n"
	      "               [--now TIME] [--timeout DURATION] "
	      "[--config FILE] ...\n\n"
	      "Checks what protects a mail domain's transport, and reads CAA "
	      "records as a\ncertificate authority does.\n\n",
	    out);
	for (size_t i = 0; cli_verbs[i] != NULL; i++)
		fprintf(out, "  %-9s %s\n", cli_verbs[i]->name,
		    cli_verbs[i]->summary);
	fputs("\n"
	      "caagate help VERB tells more; caagate --version names the "
	      "version.\n"
	      "Exit: 0 good or permit, 1 warnings (with --strict), 2 faults or "
	      "deny,\n"
	      "3 undetermined, 64 usage, 69 service down, 70 internal, "
	      "78 settings.\n",
	    out);
}

const struct cli_verb *
cli_verb_find(const char *name, const struct cli_verb **nearest_out)
{
	const struct cli_verb *nearest = NULL;
	unsigned least = HINT_EDITS + 1;

	for (size_t i = 0; cli_verbs[i] != NULL; i++) {
		unsigned d =
		    text_distance(name, cli_verbs[i]->name, HINT_EDITS);

		if (d == 0)
			return cli_verbs[i];
		if (d < least) {
			least = d;
			nearest = cli_verbs[i];
		}
	}
	if (nearest_out != NULL)
		*nearest_out = nearest;
	return NULL;
}
