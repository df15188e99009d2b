/* SPDX-License-Identifier: BSD-2-Clause */
/* Parameters of RFC 8657 that say what was not meant. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/binding.h"
#include "caa/lint_parts.h"
#include "caa/value.h"

#define CAA_WORD_SIZE 64

/* IANA's ACME Validation Methods. */
static const char *const caa_methods[] = {"http-01", "dns-01", "tls-alpn-01",
    "tls-sni-01", "tls-sni-02", "dns-account-01", "dns-persist-01",
    "email-reply-00", "tkauth-01", "onion-csr-01", "bp-nodeid-00"};

const char *
caa_lint_parameter_near(const char *name, size_t len)
{
	static const char *const known[] = {"accounturi", "validationmethods"};
	char word[CAA_WORD_SIZE];
	size_t n = 0;

	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_equal_fold(name, len, known[i], strlen(known[i])))
			return NULL;
	for (size_t i = 0; i < len && n + 1 < sizeof(word); i++)
		if (name[i] != '-' && name[i] != '_')
			word[n++] = text_lower(name[i]);
	word[n] = '\0';
	for (size_t i = 0; i < sizeof(known) / sizeof(known[0]); i++)
		if (text_distance(word, known[i], CAA_LINT_EDITS) <=
		    CAA_LINT_EDITS)
			return known[i];
	return NULL;
}

/* The record with one parameter written anew. */
static char *
caa_with_parameter(const struct caa_lint *lint, const struct caa_value *v,
    size_t index, const char *tag, const char *value)
{
	struct buf text = BUF_INIT;
	char *record;

	buf_put(&text, v->issuer.text, v->issuer.len);
	for (size_t i = 0; i < v->n_parameters; i++) {
		const struct caa_parameter *p = &v->parameters[i];

		buf_puts(&text, "; ");
		if (i == index) {
			buf_printf(&text, "%s=%s", tag, value);
			continue;
		}
		buf_put(&text, p->tag.text, p->tag.len);
		buf_putc(&text, '=');
		buf_put(&text, p->value.text, p->value.len);
	}
	record = caa_lint_with_value(lint, buf_text(&text));
	buf_fini(&text);
	return record;
}

static void
caa_lint_misspelt(struct caa_lint *lint, const struct caa_value *v)
{
	for (size_t i = 0; i < v->n_parameters; i++) {
		const struct caa_parameter *p = &v->parameters[i];
		const char *near =
		    caa_lint_parameter_near(p->tag.text, p->tag.len);
		char *value, *tag;

		if (near == NULL)
			continue;
		value = mem_strndup(p->value.text, p->value.len);
		tag = caa_lint_printable(p->tag.text, p->tag.len);
		caa_lint_note(lint, CAA_LINT_PARAMETER_MISSPELT,
		    caa_with_parameter(lint, v, i, near, value),
		    "The parameter `%s' has no standard meaning; is it meant "
		    "to be `%s'?",
		    tag, near);
		free(value);
		free(tag);
	}
}

static const char *
caa_method_near(const char *label)
{
	if (strncmp(label, "ca-", 3) == 0)
		return NULL;
	for (size_t i = 0; i < sizeof(caa_methods) / sizeof(caa_methods[0]);
	     i++)
		if (strcmp(label, caa_methods[i]) == 0)
			return NULL;
	for (size_t i = 0; i < sizeof(caa_methods) / sizeof(caa_methods[0]);
	     i++)
		if (text_distance(label, caa_methods[i], CAA_LINT_EDITS) <=
		    CAA_LINT_EDITS)
			return caa_methods[i];
	return NULL;
}

/* The list with its labels as IANA has them and nothing empty; true where that
 * changed a label or the list's form. */
static bool
caa_method_list_mend(const struct caa_span *list, struct buf *out)
{
	char *all = mem_strndup(list->text, list->len), *rest = all, *label;
	bool changed;

	text_lower_in_place(all);
	for (char *c = all; *c != '\0'; c++)
		if (*c == '_')
			*c = '-';
	while ((label = strsep(&rest, ",")) != NULL) {
		const char *near = caa_method_near(label);

		if (*label == '\0')
			continue;
		buf_printf(out, "%s%s", out->len > 0 ? "," : "",
		    near != NULL ? near : label);
	}
	changed =
	    !text_equal_fold(buf_text(out), out->len, list->text, list->len);
	free(all);
	return changed;
}

static size_t
caa_parameter_index(const struct caa_value *v, const char *tag)
{
	size_t i = 0;

	while (i < v->n_parameters &&
	       !text_equal_fold(v->parameters[i].tag.text,
		   v->parameters[i].tag.len, tag, strlen(tag)))
		i++;
	return i;
}

static void
caa_lint_methods(
    struct caa_lint *lint, const struct caa_value *v, const struct caa_entry *e)
{
	struct buf mended = BUF_INIT;
	struct caa_span as_list;
	bool changed = caa_method_list_mend(&e->method_list, &mended);
	size_t index = caa_parameter_index(v, "validationmethods");
	char *fix = NULL;

	as_list = (struct caa_span){buf_text(&mended), mended.len};
	if (changed && mended.len > 0 && caa_is_method_list(&as_list))
		fix = caa_with_parameter(
		    lint, v, index, "validationmethods", buf_text(&mended));
	if (e->methods == CAA_BINDING_INVALID)
		caa_lint_note(lint, CAA_LINT_METHOD_INVALID, fix,
		    "validationmethods is no list of labels with commas "
		    "between (letters, digits, hyphens), so nobody may issue "
		    "by this record.");
	else if (e->method_list.len == 0)
		caa_lint_note(lint, CAA_LINT_METHOD_EMPTY, fix,
		    "validationmethods lists no method, so nobody may issue by "
		    "this record.");
	else if (fix != NULL)
		caa_lint_note(lint, CAA_LINT_METHOD_MISSPELT, fix,
		    "validationmethods has a label that is nearly a registered "
		    "one; is it meant to be `%s'?",
		    buf_text(&mended));
	buf_fini(&mended);
}

static void
caa_lint_bindings(struct caa_lint *lint, const struct caa_value *v)
{
	struct caa_entry e = {.value = *v};

	caa_entry_bind(&e);
	if (e.account == CAA_BINDING_DUPLICATE)
		caa_lint_note(lint, CAA_LINT_ACCOUNT_DUPLICATE, NULL,
		    "accounturi more than once satisfies nobody; write a "
		    "record for each account.");
	else if (e.account == CAA_BINDING_INVALID)
		caa_lint_note(lint, CAA_LINT_ACCOUNT_INVALID, NULL,
		    "accounturi is no URI, so nobody may issue by this "
		    "record.");
	if (e.methods == CAA_BINDING_DUPLICATE)
		caa_lint_note(lint, CAA_LINT_METHOD_DUPLICATE, NULL,
		    "validationmethods more than once satisfies nobody; write "
		    "one list with commas.");
	else if (e.methods != CAA_BINDING_ABSENT)
		caa_lint_methods(lint, v, &e);
}

static void
caa_lint_idle(struct caa_lint *lint, const struct caa_value *v)
{
	if (caa_parameter_index(v, "accounturi") == v->n_parameters &&
	    caa_parameter_index(v, "validationmethods") == v->n_parameters)
		return;
	caa_lint_note(lint, CAA_LINT_PARAMETER_IDLE, NULL,
	    "accounturi and validationmethods have no standard meaning for "
	    "%s; they may restrict nothing.",
	    caa_tag_text(lint->property.id));
}

void
caa_lint_parameters(struct caa_lint *lint, const struct caa_value *v)
{
	enum caa_tag tag = lint->property.id;

	caa_lint_misspelt(lint, v);
	if (tag == CAA_TAG_ISSUE || tag == CAA_TAG_ISSUEWILD)
		caa_lint_bindings(lint, v);
	else
		caa_lint_idle(lint, v);
}
