/* SPDX-License-Identifier: BSD-2-Clause */
/* From a value outside the grammar to the one that was surely meant. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/lint_parts.h"
#include "caa/value.h"
#include "dns/name.h"

#define CAA_MEND_MAX 4096 /* octets; a longer value is not mended */

/* A value in two parts, each changed on its own. */
struct caa_mend {
	struct caa_lint *lint;
	const struct caa_lint_cas *cas;
	struct buf issuer, parameters;
};

static void
caa_set_text(struct buf *b, const char *text, size_t len)
{
	char *kept = mem_strndup(text, len);

	buf_clear(b);
	buf_puts(b, kept);
	free(kept);
}

void
caa_lint_trim(struct buf *b, const char *set)
{
	const char *text = buf_text(b);
	size_t from = strspn(text, set), to = b->len;

	while (to > from && strchr(set, text[to - 1]) != NULL)
		to--;
	caa_set_text(b, text + from, to - from);
}

static bool
caa_is_issuer(const char *text)
{
	struct caa_value v;
	bool good =
	    caa_value_parse((const uint8_t *)text, strlen(text), &v, NULL) &&
	    v.issuer.len == strlen(text) && v.issuer.len > 0;

	caa_value_fini(&v);
	return good;
}

static void
caa_mend_marks(struct caa_mend *m, struct buf *value)
{
	size_t len = value->len;
	bool typographic = caa_lint_plain(value);

	caa_lint_trim(value, " \t");
	len = value->len;
	caa_lint_trim(value, " \t\"'`");
	if (typographic || value->len != len)
		caa_lint_note(m->lint, CAA_LINT_ISSUER_QUOTED, NULL,
		    "The value holds quotation marks of its own; only the "
		    "zone file's belong there.");
}

/* https://ca.example:443/path, ca.example/path */
static void
caa_mend_url(struct caa_mend *m)
{
	const char *text = buf_text(&m->issuer);
	const char *host = strstr(text, "://");

	host = host != NULL ? host + 3 : text;
	if (host == text && strpbrk(text, "/:") == NULL)
		return;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_URL, NULL,
	    "The issuer is a plain domain name, not a URL.");
	caa_set_text(&m->issuer, host, strcspn(host, "/:"));
}

static void
caa_mend_address(struct caa_mend *m)
{
	const char *at = strrchr(buf_text(&m->issuer), '@');

	if (at == NULL || strchr(buf_text(&m->issuer), '/') != NULL)
		return;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_AT, NULL,
	    "The issuer is a domain name, not an address.");
	caa_set_text(&m->issuer, at + 1, strlen(at + 1));
}

static void
caa_mend_wildcard(struct caa_mend *m)
{
	if (strncmp(buf_text(&m->issuer), "*.", 2) != 0)
		return;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_WILDCARD, NULL,
	    "The issuer has no `*.'; certificates for wildcard names are what "
	    "the tag issuewild is about.");
	buf_consume(&m->issuer, 2);
}

static void
caa_mend_dot(struct caa_mend *m)
{
	const char *text = buf_text(&m->issuer);

	if (text[0] == '.' || m->issuer.len == 0 ||
	    text[m->issuer.len - 1] != '.')
		return;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_DOT, NULL,
	    "The issuer is written without a final dot.");
	caa_lint_trim(&m->issuer, ".");
}

static void
caa_mend_ulabels(struct caa_mend *m)
{
	char name[DNS_NAME_SIZE];
	bool ascii = true;

	for (const char *c = buf_text(&m->issuer); *c != '\0'; c++)
		ascii = ascii && (uint8_t)*c < 0x80;
	if (ascii || strpbrk(buf_text(&m->issuer), " \t") != NULL ||
	    dns_name_canonical(buf_text(&m->issuer), name, NULL) == -1)
		return;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_ULABEL, NULL,
	    "The issuer is written in ASCII, as `%s'.", name);
	caa_set_text(&m->issuer, name, strlen(name));
}

/* ca.example a=1: RFC 6844 let parameters follow after a blank. */
static void
caa_mend_split(struct caa_mend *m)
{
	const char *text = buf_text(&m->issuer);
	size_t len = strcspn(text, " \t");
	struct buf parameters = BUF_INIT;

	if (text[len] == '\0' || memchr(text, '.', len) == NULL ||
	    strchr(text + len, '=') == NULL)
		return;
	buf_printf(&parameters, "%s; %s", text + len, buf_text(&m->parameters));
	caa_set_text(&m->issuer, text, len);
	caa_set_text(&m->parameters, buf_text(&parameters), parameters.len);
	buf_fini(&parameters);
}

static bool
caa_mend_list(struct caa_mend *m)
{
	if (strchr(buf_text(&m->issuer), ',') == NULL)
		return false;
	caa_lint_note(m->lint, CAA_LINT_ISSUER_LIST, NULL,
	    "One record names one issuer; write a record for each.");
	return true;
}

static void
caa_mend_name(struct caa_mend *m)
{
	const char *text = buf_text(&m->issuer);
	char *meant, *shown;

	if (m->issuer.len == 0 || caa_is_issuer(text) ||
	    strchr(text, '.') != NULL)
		return;
	meant = caa_lint_identifier(text, m->cas);
	shown = caa_lint_printable(text, m->issuer.len);
	if (meant != NULL)
		caa_lint_note(m->lint, CAA_LINT_ISSUER_NAME, NULL,
		    "`%s' is a CA's name for people; in CAA it is `%s'.", shown,
		    meant);
	else
		caa_lint_note(m->lint, CAA_LINT_ISSUER_NAME, NULL,
		    "`%s' is no domain name; each CA publishes the one that it "
		    "recognises.",
		    shown);
	if (meant != NULL)
		caa_set_text(&m->issuer, meant, strlen(meant));
	free(meant);
	free(shown);
}

/* Without blanks round `=' and after commas. */
static void
caa_close_up(const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		bool blank = *text == ' ' || *text == '\t';
		const char *next = text + strspn(text, " \t");
		char last = out->len > 0 ? out->data[out->len - 1] : '\0';

		if (!blank || (*next != '=' && *next != ',' && last != '=' &&
				  last != ','))
			buf_putc(out, *text);
	}
}

/* One parameter put, its name as RFC 8657 has it if it nearly is that. */
static void
caa_put_parameter(struct buf *out, const char *text)
{
	size_t len = strcspn(text, "=");
	const char *near = caa_lint_parameter_near(text, len);

	buf_puts(out, "; ");
	if (near == NULL) {
		buf_puts(out, text);
		return;
	}
	buf_puts(out, near);
	buf_puts(out, text + len);
}

/* `a=1; b=2' of whatever separates them. */
static void
caa_mend_parameters(struct caa_mend *m)
{
	struct buf close = BUF_INIT, mended = BUF_INIT;
	char *rest, *all, *word;

	caa_close_up(buf_text(&m->parameters), &close);
	rest = all = buf_steal(&close);
	while ((word = strsep(&rest, "; \t")) != NULL)
		if (*word != '\0')
			caa_put_parameter(&mended, word);
	caa_lint_trim(&m->parameters, " \t");
	if (m->parameters.len > 0 &&
	    strcmp(buf_text(&m->parameters), buf_text(&mended)) != 0)
		caa_lint_note(m->lint, CAA_LINT_PARAMETER_FORM, NULL,
		    "Parameters are `name=value', with a semicolon between "
		    "them, none at the end, and no blanks inside.");
	caa_set_text(&m->parameters, buf_text(&mended), mended.len);
	buf_fini(&mended);
	free(all);
}

static void
caa_mend_issuer(struct caa_mend *m)
{
	caa_mend_split(m);
	caa_mend_address(m);
	caa_mend_url(m);
	caa_mend_wildcard(m);
	caa_mend_dot(m);
	caa_lint_trim(&m->issuer, " \t\"'`");
	caa_mend_ulabels(m);
	caa_mend_name(m);
}

/* Both parts, if they make a value that names somebody. */
static char *
caa_mend_join(const struct caa_mend *m)
{
	char *value =
	    mem_printf("%s%s", buf_text(&m->issuer), buf_text(&m->parameters));
	struct caa_value v;
	bool good =
	    caa_value_parse((const uint8_t *)value, strlen(value), &v, NULL) &&
	    v.issuer.len > 0;

	caa_value_fini(&v);
	if (good)
		return value;
	free(value);
	return NULL;
}

char *
caa_lint_mend(struct caa_lint *lint, const struct caa_lint_cas *cas)
{
	const struct caa_property *p = &lint->property;
	struct caa_mend m = {lint, cas, BUF_INIT, BUF_INIT};
	struct buf value = BUF_INIT;
	char *mended = NULL;
	size_t len;

	if (p->value_len == 0 || p->value_len > CAA_MEND_MAX ||
	    memchr(p->value, '\0', p->value_len) != NULL)
		return NULL;
	buf_put(&value, p->value, p->value_len);
	caa_mend_marks(&m, &value);
	len = strcspn(buf_text(&value), ";");
	caa_set_text(&m.issuer, buf_text(&value), len);
	caa_lint_trim(&m.issuer, " \t");
	buf_puts(&m.parameters, buf_text(&value) + len);
	if (!caa_mend_list(&m)) {
		caa_mend_issuer(&m);
		caa_mend_parameters(&m);
		mended = caa_mend_join(&m);
	}
	buf_fini(&value);
	buf_fini(&m.issuer);
	buf_fini(&m.parameters);
	return mended;
}

/* Letters and digits of a name, or of its first word only. */
static void
caa_squeeze(const char *name, bool first_word, struct buf *out)
{
	for (; *name != '\0'; name++)
		if (text_is_alnum(*name))
			buf_putc(out, text_lower(*name));
		else if (first_word && *name == ' ')
			break;
}

char *
caa_lint_identifier(const char *name, const struct caa_lint_cas *cas)
{
	static const char *const ends[] = {"org", "com", "net", "eu", "pki"};

	if (cas->recognises == NULL)
		return NULL;
	for (size_t i = 0; i < 2 * sizeof(ends) / sizeof(ends[0]); i++) {
		struct buf word = BUF_INIT;

		caa_squeeze(name, i % 2 != 0, &word);
		buf_printf(&word, ".%s", ends[i / 2]);
		if (cas->recognises(cas->arg, buf_text(&word)))
			return buf_steal(&word);
		buf_fini(&word);
	}
	return NULL;
}
