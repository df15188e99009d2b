/* SPDX-License-Identifier: BSD-2-Clause */
/* The parameters accounturi and validationmethods: RFC 8657. */

#include "caa/binding.h"

#include <string.h>

#include "base/text.h"

/* RFC 3986 section 2: unreserved, gen-delims, sub-delims. */
static bool
caa_is_uri_char(char c)
{
	return text_is_alnum(c) ||
	       (c != '\0' && strchr("-._~:/?#[]@!$&'()*+,;=", c) != NULL);
}

static bool
caa_is_hex(char c)
{
	return text_is_digit(c) ||
	       (text_lower(c) >= 'a' && text_lower(c) <= 'f');
}

/* RFC 3986 section 3.1; the length with the colon, 0 where there is none. */
static size_t
caa_uri_scheme(const struct caa_span *s)
{
	size_t i;

	if (s->len == 0 || !text_is_alnum(s->text[0]) ||
	    text_is_digit(s->text[0]))
		return 0;
	for (i = 1; i < s->len && s->text[i] != ':'; i++)
		if (!text_is_alnum(s->text[i]) && s->text[i] != '+' &&
		    s->text[i] != '-' && s->text[i] != '.')
			return 0;
	return i < s->len ? i + 1 : 0;
}

bool
caa_is_uri(const struct caa_span *s)
{
	size_t i = caa_uri_scheme(s);

	if (i == 0)
		return false;
	for (; i < s->len; i++) {
		if (s->text[i] == '%') {
			if (s->len - i < 3 || !caa_is_hex(s->text[i + 1]) ||
			    !caa_is_hex(s->text[i + 2]))
				return false;
		} else if (!caa_is_uri_char(s->text[i])) {
			return false;
		}
	}
	return true;
}

/* One label off the front of *rest, and the comma after it. */
static struct caa_span
caa_method_next(struct caa_span *rest)
{
	const char *comma = memchr(rest->text, ',', rest->len);
	struct caa_span label = {rest->text, rest->len};
	size_t taken = rest->len;

	if (comma != NULL) {
		label.len = (size_t)(comma - rest->text);
		taken = label.len + 1;
	}
	rest->text += taken;
	rest->len -= taken;
	return label;
}

static bool
caa_is_label(const struct caa_span *s)
{
	if (s->len == 0 || !text_is_alnum(s->text[0]) ||
	    !text_is_alnum(s->text[s->len - 1]))
		return false;
	for (size_t i = 0; i < s->len; i++)
		if (!text_is_alnum(s->text[i]) && s->text[i] != '-')
			return false;
	return true;
}

bool
caa_is_method_list(const struct caa_span *list)
{
	struct caa_span rest = *list;

	if (list->len == 0)
		return true;
	if (list->text[list->len - 1] == ',')
		return false;
	while (rest.len > 0) {
		struct caa_span label = caa_method_next(&rest);

		if (!caa_is_label(&label))
			return false;
	}
	return true;
}

bool
caa_method_list_has(const struct caa_span *list, const char *method)
{
	struct caa_span rest = *list;

	while (rest.len > 0) {
		struct caa_span label = caa_method_next(&rest);

		if (text_equal_fold(
			label.text, label.len, method, strlen(method)))
			return true;
	}
	return false;
}

static bool
caa_tag_is(const struct caa_parameter *p, const char *tag, size_t len)
{
	return text_equal_fold(p->tag.text, p->tag.len, tag, len);
}

static void
caa_bind(const struct caa_parameter *p, bool good, enum caa_binding *binding,
    struct caa_span *span)
{
	if (*binding != CAA_BINDING_ABSENT) {
		*binding = CAA_BINDING_DUPLICATE;
		return;
	}
	*binding = good ? CAA_BINDING_PRESENT : CAA_BINDING_INVALID;
	*span = p->value;
}

void
caa_entry_bind(struct caa_entry *e)
{
	for (size_t i = 0; i < e->value.n_parameters; i++) {
		const struct caa_parameter *p = &e->value.parameters[i];

		if (caa_tag_is(p, "accounturi", 10))
			caa_bind(p, caa_is_uri(&p->value), &e->account,
			    &e->account_uri);
		else if (caa_tag_is(p, "validationmethods", 17))
			caa_bind(p, caa_is_method_list(&p->value), &e->methods,
			    &e->method_list);
	}
}
