/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate rules: what is checked, by which text, and what to do about it. */

#include "cli/rules.h"

#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/print.h"
#include "cli/verbs.h"
#include "cli/wrap.h"

struct rules_options {
	bool mdoc;
};

static const struct cli_option options[] = {
    {"mdoc", 0, CLI_FLAG, offsetof(struct rules_options, mdoc), NULL, NULL},
};

const struct rules_family rules_families[] = {
    {"CAA", "CAA records and the certificates that they govern"},
    {"STS", "MTA-STS"},
    {"RPT", "TLS-RPT"},
    {"SPF", "SPF"},
    {"DKIM", "DKIM"},
    {"DMARC", "DMARC"},
    {"DANE", "DANE for SMTP"},
    {"MX", "MX hosts"},
    {NULL, NULL},
};

bool
rules_in_family(enum rule_id id, const struct rules_family *family)
{
	const char *name = rule_get(id)->name;
	size_t len = strlen(family->name);

	return strncmp(name, family->name, len) == 0 && name[len] == '-';
}

const char *
rules_needs_sentence(enum rule_needs needs)
{
	switch (needs) {
	case NEEDS_DNS:
		return "answers of the DNS";
	case NEEDS_PROBE:
		return "a look at the servers themselves";
	case NEEDS_CONFIG:
		return "something that only you can tell, in the settings or "
		       "as an option";
	case NEEDS_HISTORY:
		return "what was seen before";
	case NEEDS_MAIL:
		return "a message that passes";
	case NEEDS_REPORTS:
		break;
	}
	return "the reports of others";
}

/* An id, or the name of a family. */
static bool
mark(const char *text, bool *wanted)
{
	enum rule_id id = rule_from_name(text);
	bool any = false;

	if (id != RULES) {
		wanted[id] = true;
		return true;
	}
	for (const struct rules_family *f = rules_families; f->name; f++) {
		if (!text_equal_fold(
			f->name, strlen(f->name), text, strlen(text)))
			continue;
		for (unsigned i = 0; i < RULES; i++)
			if (rules_in_family((enum rule_id)i, f))
				wanted[i] = any = true;
	}
	return any;
}

static int
rules_run(struct cli *cli, void *own)
{
	const struct rules_options *given = own;
	bool wanted[RULES] = {false};

	if (given->mdoc) {
		rules_print_mdoc(cli->out);
		return CLI_GOOD;
	}
	for (size_t i = 0; i < cli->operands.n; i++)
		if (!mark(cli->operands.list[i], wanted))
			return cli_fail(cli, CLI_USAGE,
			    "%s: no rule, wanted an id such as CAA-17 or one "
			    "of CAA, STS, RPT, SPF, DKIM, DMARC, DANE, MX",
			    cli->operands.list[i]);
	if (cli->operands.n == 0)
		memset(wanted, true, sizeof(wanted));
	if (cli->common.json)
		rules_print_json(cli, wanted);
	else
		rules_print_text(cli, wanted);
	return CLI_GOOD;
}

const struct cli_verb cli_rules_verb = {
    .name = "rules",
    .usage = "[ID|FAMILY]...",
    .summary = "List what is checked, why, and what mends it",
    .help = "FAMILY is CAA, STS, RPT, SPF, DKIM, DMARC, DANE or MX.  See "
	    "caagate-rules(7).",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct rules_options),
    .run = rules_run,
};
