/* SPDX-License-Identifier: BSD-2-Clause */
/* The manual page caagate-rules(7), made from the table of rules. */

#include <string.h>

#include "base/buf.h"
#include "cli/rules.h"
#include "cli/wrap.h"

#define MDOC_WIDTH 78

static const char head[] =
    ".\\\" SPDX-License-Identifier: BSD-2-Clause\n"
    ".\\\" Made by `caagate rules --mdoc` from src/verify/rules.tbl.\n"
    ".Dd November 22, 2026\n"
    ".Dt CAAGATE-RULES 7\n"
    ".Os\n"
    ".Sh NAME\n"
    ".Nm caagate-rules\n"
    ".Nd what caagate checks of a mail domain\n"
    ".Sh DESCRIPTION\n"
    "Every finding of\n"
    ".Xr caagate 1\n"
    "and every refusal of\n"
    ".Xr caagate-policyd 8\n"
    "names one of the rules below by its id, which never changes its meaning.\n"
    "After the sentence that holds where the rule passes stand its severity,\n"
    "the harm of a fault, what the rule can't be judged without, and where it\n"
    "is written.\n"
    ".Ss Results\n"
    ".Bl -tag -width not-applicable -compact\n"
    ".It Cm pass\n"
    "the rule holds\n"
    ".It Cm fail\n"
    "it definitely does not\n"
    ".It Cm unknown\n"
    "the DNS did not say; never taken for an absence\n"
    ".It Cm not-testable\n"
    "a server could not be seen from here, as where port 25 is filtered\n"
    ".It Cm not-applicable\n"
    "it does not concern this subject, such as a host of somebody else\n"
    ".El\n"
    ".Ss Severity\n"
    "What the profile\n"
    ".Cm standard\n"
    "makes of a fault; one case of a rule may weigh more or less than the\n"
    "others, and says so.\n"
    "Only\n"
    ".Cm block\n"
    "can ever hold mail.\n"
    "Some warnings block under the profile\n"
    ".Cm strict\n"
    "when their condition holds.\n"
    "Settings can raise each rule, see\n"
    ".Xr caagate.conf 5 .\n"
    ".Ss Harm\n"
    ".Bl -tag -width H1 -compact\n"
    ".It Cm H1\n"
    "receivers reject or junk mail of the domain now\n"
    ".It Cm H2\n"
    "mail leaves, but replies, bounces and call-backs fail now\n"
    ".It Cm H3\n"
    "works today, breaks at the next renewal or change of a key\n"
    ".It Cm H4\n"
    "hygiene\n"
    ".El\n"
    ".Ss Needs\n"
    ".Bl -tag -width settings -compact\n";

static const char tail[] = ".Sh SEE ALSO\n"
			   ".Xr caagate 1 ,\n"
			   ".Xr caagate.conf 5 ,\n"
			   ".Xr caagate-policyd 8\n";

/* mdoc takes a backslash for an escape and a dot at the end of a word for the
 * end of a sentence. */
static void
mdoc_escape(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (*text == '\\')
			buf_puts(out, "\\e");
		else if (text[0] == '.' && text[1] == ' ')
			buf_puts(out, ".\\&");
		else
			buf_putc(out, *text);
	}
}

static void
mdoc_put(const char *text, FILE *out)
{
	while (text != NULL) {
		const char *next;
		size_t len = wrap_line(text, MDOC_WIDTH, &next);

		if (*text == '.' || *text == '\'')
			fputs("\\&", out);
		fprintf(out, "%.*s\n", (int)len, text);
		text = next;
	}
}

static void
mdoc_rule(const struct rule *rule, FILE *out)
{
	struct buf text = BUF_INIT;

	fprintf(out, ".It Cm %s\n", rule->name);
	mdoc_escape(rule->title, &text);
	buf_printf(&text, " (%s, %s, %s; %s).", severity_text(rule->severity),
	    harm_text(rule->harm), rule_needs_text(rule->needs), rule->spec);
	mdoc_put(buf_text(&text), out);
	buf_clear(&text);
	buf_puts(&text, "Mend: ");
	mdoc_escape(rule->mend, &text);
	buf_putc(&text, '.');
	mdoc_put(buf_text(&text), out);
	buf_fini(&text);
}

static void
mdoc_needs(FILE *out)
{
	for (unsigned n = NEEDS_DNS; n <= NEEDS_REPORTS; n++) {
		enum rule_needs needs = (enum rule_needs)n;

		fprintf(out, ".It Cm %s\n", rule_needs_text(needs));
		mdoc_put(rules_needs_sentence(needs), out);
	}
}

void
rules_print_mdoc(FILE *out)
{
	fputs(head, out);
	mdoc_needs(out);
	fputs(".El\n.Sh RULES\n", out);
	for (const struct rules_family *f = rules_families; f->name; f++) {
		fprintf(out, ".Ss %s\n.Bl -tag -width DMARC-01\n", f->title);
		for (unsigned i = 0; i < RULES; i++)
			if (rules_in_family((enum rule_id)i, f))
				mdoc_rule(rule_get((enum rule_id)i), out);
		fputs(".El\n", out);
	}
	fputs(tail, out);
}
