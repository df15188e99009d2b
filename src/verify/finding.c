/* SPDX-License-Identifier: BSD-2-Clause */
/* Findings, and the one table of rules. */

#include "verify/finding.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"

static const struct rule rule_table[RULES] = {
#define RULE(id, name, severity, harm, refusal, spec, title)   \
	[RULE_##id] = {name, SEVERITY_##severity, HARM_##harm, \
	    REFUSAL_##refusal, spec, title},
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
	    .subject = mem_strdup(subject),
	    .text = text};
	return f;
}

void
finding_add_fix(struct finding *f, const char *fix)
{
	f->fixes = mem_resize(f->fixes, f->n_fixes + 1, sizeof(char *));
	f->fixes[f->n_fixes++] = mem_strdup(fix);
}

static void
finding_fini(struct finding *f)
{
	for (size_t i = 0; i < f->n_fixes; i++)
		free(f->fixes[i]);
	free(f->fixes);
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
