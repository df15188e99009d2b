/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings, and the one table of rules. */

#include "verify/finding.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "verify/mend.h"

#define FOLLOWS "follows" /* the argument that names the cause */

/* Hundreds of a rule's code; written to stores, so never renumbered. */
enum rule_family {
	FAMILY_CAA = 1,
	FAMILY_STS,
	FAMILY_RPT,
	FAMILY_SPF,
	FAMILY_DKIM,
	FAMILY_DMARC,
	FAMILY_DANE,
	FAMILY_MX,
};

/* 1##08 is 108: so that 08 is no bad octal number. */
static const struct rule rule_table[RULES] = {
#define RULE(                                                             \
    family, number, severity, harm, refusal, needs, spec, title, mend)    \
	[RULE_##family##_##number] = {#family "-" #number,                \
	    FAMILY_##family * 100 + 1##number - 100, SEVERITY_##severity, \
	    HARM_##harm, REFUSAL_##refusal, NEEDS_##needs, spec, title, mend},
#include "verify/rules.tbl"
#undef RULE
};

const struct rule *
rule_get(enum rule_id id)
{
	return &rule_table[id];
}

static char
rule_name_fold(char c)
{
	return c == '_' ? '-' : text_lower(c);
}

enum rule_id
rule_from_name(const char *name)
{
	for (unsigned id = 0; id < RULES; id++) {
		const char *known = rule_table[id].name, *p = name;

		while (*p != '\0' && rule_name_fold(*p) == text_lower(*known))
			p++, known++;
		if (*p == '\0' && *known == '\0')
			return (enum rule_id)id;
	}
	return RULES;
}

static int
rule_compare_code(const void *key, const void *member)
{
	const unsigned *code = key;
	const struct rule *rule = member;

	return (*code > rule->code) - (*code < rule->code);
}

enum rule_id
rule_from_code(unsigned code)
{
	const struct rule *rule = bsearch(
	    &code, rule_table, RULES, sizeof(rule_table[0]), rule_compare_code);

	return rule != NULL ? (enum rule_id)(rule - rule_table) : RULES;
}

struct finding *
findings_add_own(struct findings *fs, enum rule_id rule,
    enum finding_result result, const char *subject, char *text)
{
	struct finding *f;

	if (fs->n == FINDINGS_MAX) {
		f = &fs->list[fs->n - 1];
		free(f->text);
		f->text = mem_strdup("there are more findings than are kept");
		free(text);
		return f;
	}
	fs->list = mem_resize(fs->list, fs->n + 1, sizeof(*fs->list));
	f = &fs->list[fs->n++];
	*f = (struct finding){.rule = rule,
	    .result = result,
	    .severity = rule_table[rule].severity,
	    .harm = rule_table[rule].harm,
	    .subject = mem_strdup(subject),
	    .text = text};
	return f;
}

void
finding_mark_hearsay(struct finding *f, const char *why)
{
	char *text = mem_printf("%s%s", f->text, why);

	free(f->text);
	f->text = text;
	f->hearsay = true;
	f->candidate = false;
	if (f->severity > SEVERITY_WARN)
		f->severity = SEVERITY_WARN;
}

static void
finding_add_fix_own(struct finding *f, enum fix_kind kind, char *text)
{
	f->fixes = mem_resize(f->fixes, f->n_fixes + 1, sizeof(f->fixes[0]));
	f->fixes[f->n_fixes++] = (struct finding_fix){kind, text};
}

void
finding_advise(struct finding *f, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	finding_add_fix_own(f, FIX_ADVICE, mem_vprintf(format, ap));
	va_end(ap);
}

bool
finding_publish(struct finding *f, const char *format, ...)
{
	va_list ap;
	char *line;

	va_start(ap, format);
	line = mem_vprintf(format, ap);
	va_end(ap);
	if (mend_check(line, NULL) == -1) {
		free(line);
		return false;
	}
	finding_add_fix_own(f, FIX_PUBLISH, line);
	return true;
}

void
finding_remove(struct finding *f, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	finding_add_fix_own(f, FIX_REMOVE, mem_vprintf(format, ap));
	va_end(ap);
}

void
finding_arg(struct finding *f, const char *name, const char *format, ...)
{
	va_list ap;

	f->args = mem_resize(f->args, f->n_args + 1, sizeof(f->args[0]));
	f->args[f->n_args].name = name;
	va_start(ap, format);
	f->args[f->n_args++].value = mem_vprintf(format, ap);
	va_end(ap);
}

void
finding_ref(struct finding *f, const char *format, ...)
{
	va_list ap;

	f->refs = mem_resize(f->refs, f->n_refs + 1, sizeof(f->refs[0]));
	va_start(ap, format);
	f->refs[f->n_refs++] = mem_vprintf(format, ap);
	va_end(ap);
}

void
finding_follow(struct finding *f, enum rule_id rule, const char *subject)
{
	finding_arg(f, FOLLOWS, "%s %s", rule_get(rule)->name, subject);
}

bool
finding_follows(const struct finding *f, const struct finding *cause)
{
	const char *name = rule_get(cause->rule)->name;
	size_t len = strlen(name);

	for (size_t i = 0; i < f->n_args && f != cause; i++) {
		const char *value = f->args[i].value;

		if (strcmp(f->args[i].name, FOLLOWS) == 0)
			return strncmp(value, name, len) == 0 &&
			       value[len] == ' ' &&
			       strcmp(value + len + 1, cause->subject) == 0;
	}
	return false;
}

static void
finding_fini(struct finding *f)
{
	for (size_t i = 0; i < f->n_fixes; i++)
		free(f->fixes[i].text);
	for (size_t i = 0; i < f->n_args; i++)
		free(f->args[i].value);
	for (size_t i = 0; i < f->n_refs; i++)
		free(f->refs[i]);
	free(f->fixes);
	free(f->args);
	free(f->refs);
	free(f->subject);
	free(f->text);
}

void
findings_fini(struct findings *fs)
{
	for (size_t i = 0; i < fs->n; i++)
		finding_fini(&fs->list[i]);
	free(fs->list);
	*fs = (struct findings){NULL, 0};
}

const char *
rule_needs_text(enum rule_needs needs)
{
	switch (needs) {
	case NEEDS_DNS:
		return "dns";
	case NEEDS_PROBE:
		return "probe";
	case NEEDS_CONFIG:
		return "settings";
	case NEEDS_HISTORY:
		return "history";
	case NEEDS_MAIL:
		return "mail";
	case NEEDS_REPORTS:
		break;
	}
	return "reports";
}

const char *
harm_text(enum harm harm)
{
	static const char *const texts[HARMS] = {"H1", "H2", "H3", "H4"};

	return texts[harm];
}

int
harm_from_text(const char *text, enum harm *out)
{
	for (unsigned h = 0; h < HARMS; h++)
		if (strcmp(text, harm_text((enum harm)h)) == 0) {
			*out = (enum harm)h;
			return 0;
		}
	return -1;
}

const char *
severity_text(enum severity severity)
{
	switch (severity) {
	case SEVERITY_INFO:
		return "info";
	case SEVERITY_WARN:
		return "warn";
	case SEVERITY_BLOCK:
		break;
	}
	return "block";
}

const char *
finding_result_text(enum finding_result result)
{
	switch (result) {
	case FINDING_PASS:
		return "pass";
	case FINDING_FAIL:
		return "fail";
	case FINDING_UNKNOWN:
		return "unknown";
	case FINDING_NOT_APPLICABLE:
		return "not-applicable";
	case FINDING_NOT_TESTABLE:
		break;
	}
	return "not-testable";
}
