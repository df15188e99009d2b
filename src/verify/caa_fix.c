/* SPDX-License-Identifier: BSD-2-Clause */
/* Mends of CAA records as zone-file lines. */

#include "verify/caa_fix.h"

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "caa/set.h"
#include "verify/finding.h"

static bool
fix_is_plain_tag(const struct caa_property *p)
{
	for (size_t i = 0; i < p->tag_len; i++)
		if (!text_is_alnum((char)p->tag[i]))
			return false;
	return true;
}

void
caa_fix_put_line(
    const char *owner, const struct caa_property *p, struct buf *out)
{
	size_t tag;

	buf_printf(out, "%s. IN CAA ", owner);
	if (!fix_is_plain_tag(p)) {
		caa_property_put_generic(p, out);
		return;
	}
	tag = out->len;
	caa_property_put_text(p, out);
	/* the canonical form has small letters, a removal wants what is
	 * there */
	tag += strcspn(out->data + tag, " ") + 1;
	memcpy(out->data + tag, p->tag, p->tag_len);
}

static bool
fix_publish(struct finding *f, const char *owner, const struct caa_property *p)
{
	struct caa_property plain = *p;
	struct buf line = BUF_INIT;
	bool good;

	plain.flags &= CAA_FLAG_CRITICAL;
	buf_printf(&line, "%s. IN CAA ", owner);
	caa_property_put_text(&plain, &line);
	good = finding_publish(f, "%s", buf_text(&line));
	buf_fini(&line);
	return good;
}

void
caa_fix_remove(
    struct finding *f, const char *owner, const struct caa_property *p)
{
	struct buf line = BUF_INIT;

	caa_fix_put_line(owner, p, &line);
	finding_remove(f, "%s", buf_text(&line));
	buf_fini(&line);
}

bool
caa_fix_replace(struct finding *f, const char *owner,
    const struct caa_property *was, const struct caa_property *now)
{
	bool good = fix_publish(f, owner, now);

	if (good)
		caa_fix_remove(f, owner, was);
	return good;
}

void
caa_fix_authorise(struct finding *f, const struct caa_set *set,
    const char *owner, enum caa_tag tag, const char *identifier)
{
	if (!finding_publish(f, "%s. IN CAA 0 %s \"%s\"", owner,
		caa_tag_text(tag), identifier))
		return;
	for (size_t i = 0; i < set->n_entries; i++) {
		const struct caa_entry *e = &set->entries[i];

		if (e->property.id == tag && e->well_formed &&
		    e->value.issuer.len == 0)
			caa_fix_remove(f, owner, &e->property);
	}
}

static bool
fix_is_parameter(const struct caa_parameter *p, const char *name)
{
	return text_equal_fold(p->tag.text, p->tag.len, name, strlen(name));
}

static void
fix_put_parameter(struct buf *out, const char *name, const char *value)
{
	if (value != NULL)
		buf_printf(out, "; %s=%s", name, value);
}

void
caa_fix_put_value(const struct caa_entry *e, const char *account,
    const char *methods, struct buf *out)
{
	buf_put(out, e->value.issuer.text, e->value.issuer.len);
	for (size_t i = 0; i < e->value.n_parameters; i++) {
		const struct caa_parameter *p = &e->value.parameters[i];

		if ((account != NULL && fix_is_parameter(p, "accounturi")) ||
		    (methods != NULL &&
			fix_is_parameter(p, "validationmethods")))
			continue;
		buf_puts(out, "; ");
		buf_put(out, p->tag.text, p->tag.len);
		buf_putc(out, '=');
		buf_put(out, p->value.text, p->value.len);
	}
	fix_put_parameter(out, "accounturi", account);
	fix_put_parameter(out, "validationmethods", methods);
}

bool
caa_fix_bind(struct finding *f, const struct caa_entry *e, const char *owner,
    const char *account, const char *methods, bool replace)
{
	struct caa_property now = e->property;
	struct buf value = BUF_INIT;
	bool good;

	caa_fix_put_value(e, account, methods, &value);
	now.value = (const uint8_t *)buf_text(&value);
	now.value_len = value.len;
	good = replace ? caa_fix_replace(f, owner, &e->property, &now)
		       : fix_publish(f, owner, &now);
	buf_fini(&value);
	return good;
}
