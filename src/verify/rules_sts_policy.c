/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of the policy's text (RFC 8461 sections 3.2 and 5). */

#include "verify/rules_sts.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "dns/name.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/txt.h"

#define NOTES_SHOWN 12 /* lines at fault that are told; more are counted */
#define MAX_AGE_DIGITS 10
#define LINE_SHOWN 80 /* octets of each */

struct finding *
sts_say_policy(struct sts_view *v, enum rule_id rule,
    enum finding_result result, char *text)
{
	struct finding *f =
	    judge_say(v->run, rule, result, v->host, "%s", txt_plain(text));

	free(text);
	sts_ref_probe(f, v->served);
	return f;
}

char *
sts_shown(const struct sts_span *s)
{
	struct buf out = BUF_INIT;

	buf_putc(&out, '"');
	text_put_escaped(&out, s->text, s->len, LINE_SHOWN);
	buf_putc(&out, '"');
	return buf_steal(&out);
}

static const char *
wanted_value(enum mta_sts_key key)
{
	switch (key) {
	case MTA_STS_VERSION_KEY:
		return "STSv1";
	case MTA_STS_MODE_KEY:
		return "none, testing or enforce";
	case MTA_STS_MAX_AGE_KEY:
		return "seconds in at most 10 digits";
	case MTA_STS_MX_KEY:
		return "a host name, or *. and a host name";
	case MTA_STS_KEYS:
		break;
	}
	return "a value";
}

/* What a bad mx value was surely meant to be: `*.x` for `.x`, no final dot,
 * A-labels for U-labels; NULL where it is not clear. */
static char *
mended_pattern(const struct sts_span *value)
{
	char host[DNS_NAME_SIZE];
	struct sts_span pattern;
	bool wild = value->len > 1 && (value->text[0] == '.' ||
					  memcmp(value->text, "*.", 2) == 0);
	size_t skip = wild ? (size_t)(value->text[0] == '.' ? 1 : 2) : 0;
	char *rest = mem_strndup(value->text + skip, value->len - skip);
	char *mended = NULL;

	if (strlen(rest) == value->len - skip &&
	    dns_name_canonical(rest, host, NULL) == 0) {
		mended = mem_printf("%s%s", wild ? "*." : "", host);
		pattern = (struct sts_span){mended, strlen(mended)};
		if (!mta_sts_pattern_is_good(&pattern)) {
			free(mended);
			mended = NULL;
		}
	}
	free(rest);
	return mended;
}

/* The value that was surely meant, or NULL; the caller frees. */
static char *
mended_value(enum mta_sts_key key, const struct sts_span *value)
{
	switch (key) {
	case MTA_STS_VERSION_KEY:
		return mem_strdup("STSv1");
	case MTA_STS_MODE_KEY:
		for (unsigned m = MTA_STS_MODE_NONE; m <= MTA_STS_MODE_ENFORCE;
		     m++) {
			const char *mode =
			    mta_sts_mode_text((enum mta_sts_mode)m);

			if (text_equal_fold(
				value->text, value->len, mode, strlen(mode)))
				return mem_strdup(mode);
		}
		return NULL;
	case MTA_STS_MAX_AGE_KEY:
		for (size_t i = 0; i < value->len; i++)
			if (!text_is_digit(value->text[i]))
				return NULL;
		return value->len > 0 && value->len <= MAX_AGE_DIGITS
			   ? mem_strndup(value->text, value->len)
			   : NULL;
	case MTA_STS_MX_KEY:
		return mended_pattern(value);
	case MTA_STS_KEYS:
		break;
	}
	return NULL;
}

static void
fix_line(struct finding *f, const struct mta_sts_note *note)
{
	char *value;

	if (note->key == MTA_STS_KEYS) {
		finding_advise(f, "correct or remove line %u", note->line);
		return;
	}
	value = mended_value(note->key, &note->value);
	if (value != NULL)
		finding_advise(f, "write line %u as: %s: %s", note->line,
		    mta_sts_key_text(note->key), value);
	else
		finding_advise(f, "write after %s: in line %u %s",
		    mta_sts_key_text(note->key), note->line,
		    wanted_value(note->key));
	free(value);
}

static void
say_note(struct sts_view *v, const struct mta_sts_note *note)
{
	char *line = sts_shown(&note->text);
	char *text = NULL;
	struct finding *f;

	switch (note->fault) {
	case MTA_STS_FAULT_MARK:
		text = mem_strdup("the policy begins with a byte order mark, "
				  "so that senders do not know its first line");
		break;
	case MTA_STS_FAULT_EMPTY:
		text = mem_printf("line %u is empty, which the grammar does "
				  "not allow",
		    note->line);
		break;
	case MTA_STS_FAULT_NO_KEY:
		text = mem_printf("line %u, %s, is not KEY: VALUE%s%s",
		    note->line, line,
		    note->key < MTA_STS_KEYS ? ", as is wanted of " : "",
		    note->key < MTA_STS_KEYS ? mta_sts_key_text(note->key)
					     : "");
		break;
	case MTA_STS_FAULT_OCTET:
		text = mem_printf("line %u, %s, holds a control character or "
				  "is not UTF-8",
		    note->line, line);
		break;
	case MTA_STS_FAULT_VALUE:
		text = mem_printf("line %u, %s, has no good value: wanted %s",
		    note->line, line, wanted_value(note->key));
		break;
	case MTA_STS_FAULT_MISSPELT:
		text = mem_printf("line %u, %s, has a key that senders ignore; "
				  "surely %s is meant",
		    note->line, line, mta_sts_key_text(note->key));
		break;
	}
	/* max_age has a rule of its own */
	f = sts_say_policy(v,
	    note->fault == MTA_STS_FAULT_VALUE &&
		    note->key == MTA_STS_MAX_AGE_KEY
		? RULE_STS_11
		: RULE_STS_09,
	    FINDING_FAIL, text);
	f->severity =
	    note->fault == MTA_STS_FAULT_EMPTY ? SEVERITY_INFO : SEVERITY_WARN;
	finding_arg(f, "line", "%u", note->line);
	fix_line(f, note);
	free(line);
}

static size_t
say_notes(struct sts_view *v)
{
	const struct mta_sts_policy *p = &v->policy;
	size_t n = p->n_notes < NOTES_SHOWN ? p->n_notes : NOTES_SHOWN;

	for (size_t i = 0; i < n; i++)
		say_note(v, &p->notes[i]);
	if (p->n_notes_total > n)
		(void)sts_say_policy(v, RULE_STS_09, FINDING_FAIL,
		    mem_printf(
			"%zu more lines are at fault", p->n_notes_total - n));
	return n;
}

static size_t
say_missing(struct sts_view *v)
{
	static const char *const lines[MTA_STS_KEYS] = {
	    [MTA_STS_VERSION_KEY] = "version: STSv1",
	    [MTA_STS_MODE_KEY] = "mode: testing",
	    [MTA_STS_MAX_AGE_KEY] = "max_age: 1209600",
	    [MTA_STS_MX_KEY] = "mx: HOST",
	};
	size_t missing = 0;

	for (unsigned k = 0; k < MTA_STS_KEYS; k++) {
		struct finding *f;

		if (v->policy.keys[k].n > 0 ||
		    (k == MTA_STS_MX_KEY &&
			v->policy.keys[MTA_STS_MODE_KEY].good &&
			v->policy.mode == MTA_STS_MODE_NONE))
			continue;
		missing++;
		f = sts_say_policy(v, RULE_STS_09, FINDING_FAIL,
		    mem_printf("the policy has no line %s, so senders do not "
			       "take it",
			mta_sts_key_text((enum mta_sts_key)k)));
		finding_advise(f, "add the line: %s", lines[k]);
	}
	return missing;
}

/* Addresses of the host with another text than the one that is judged. */
static size_t
say_different(struct sts_view *v)
{
	const struct probe_result *r, *one = v->served;
	struct finding *f;

	for (size_t at = 0; (r = sts_view_probe(v, &at)) != NULL;) {
		if (r->outcome != PROBE_DONE ||
		    r->http_status != one->http_status || r->body == NULL ||
		    (r->body_len == one->body_len &&
			memcmp(r->body, one->body, r->body_len) == 0))
			continue;
		f = sts_say_policy(v, RULE_STS_09, FINDING_FAIL,
		    mem_printf("the policy at %s is another than at %s",
			r->address, one->address));
		sts_ref_probe(f, r);
		finding_advise(f, "serve the same policy at every address");
		return 1;
	}
	return 0;
}

/* A page of a web server that answers to every name, for example. */
static bool
say_no_policy(struct sts_view *v)
{
	struct sts_span text = {v->served->body, v->served->body_len};
	struct finding *f;
	char *start;

	for (unsigned k = 0; k < MTA_STS_KEYS; k++)
		if (v->policy.keys[k].n > 0)
			return false;
	for (size_t i = 0; i < v->policy.n_notes; i++)
		if (v->policy.notes[i].key != MTA_STS_KEYS)
			return false;
	text.len = strcspn(text.text, "\r\n");
	start = sts_shown(&text);
	f = sts_say_policy(v, RULE_STS_09, FINDING_FAIL,
	    mem_printf("what is served is no policy; it begins %s", start));
	finding_advise(f, "serve lines with version, mode, max_age and mx");
	free(start);
	return true;
}

/* STS-09 */
static void
rule_lines(struct sts_view *v)
{
	size_t faults = say_missing(v);

	faults += say_notes(v);
	faults += say_different(v);
	if (faults == 0)
		(void)sts_say_policy(v, RULE_STS_09, FINDING_PASS,
		    mem_printf("the policy has all of its lines, with %zu mx",
			v->policy.n_mx));
}

void
rules_sts_policy(struct sts_view *v)
{
	if (v->served == NULL) {
		size_t at = 0;
		bool asked = sts_view_probe(v, &at) != NULL;

		finding_follow(
		    judge_say(v->run, RULE_STS_09, FINDING_NOT_TESTABLE,
			v->host, "there is no policy that could be read"),
		    asked ? RULE_STS_06 : RULE_STS_04, v->host);
		return;
	}
	if (say_no_policy(v))
		return;
	rule_lines(v);
	rules_sts_terms(v);
}
