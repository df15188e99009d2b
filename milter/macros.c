/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix and Sendmail say in macros, as one thing. */

#include "milter/macros.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define MACROS_BAD "BadCertificate" /* Sendmail could not tell the name */

static const char *const macros_local[] = {"local", "virtual", "lmtp", "prog",
    "*file*", "*include*", "error", "discard", "retry", "cyrus", "cyrusv2",
    "dovecot", "maildrop", "procmail", "bsmtp", "ifmail", "scalemail",
    "mailman", "uucp"};

bool
macros_is_local(const char *mailer)
{
	size_t n = sizeof(macros_local) / sizeof(macros_local[0]);

	for (size_t i = 0; i < n; i++)
		if (text_equal_fold(mailer, strlen(mailer), macros_local[i],
			strlen(macros_local[i])))
			return true;
	return false;
}

void
macros_put_decoded(const char *xtext, struct buf *out)
{
	for (const char *c = xtext; *c != '\0'; c++) {
		uint8_t octet;

		if (*c == '+' && c[1] != '\0' && c[2] != '\0' &&
		    text_from_hex(c + 1, 2, &octet, 1) == 1) {
			buf_putc(out, (char)octet);
			c += 2;
		} else {
			buf_putc(out, *c);
		}
	}
}

/* OpenSSL's X509_NAME_oneline writes what is not ASCII as \xC3. */
static void
macros_unescape(struct buf *text)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < text->len; i++) {
		uint8_t octet;

		if (text->len - i >= 4 && text->data[i] == '\\' &&
		    text->data[i + 1] == 'x' &&
		    text_from_hex(text->data + i + 2, 2, &octet, 1) == 1) {
			buf_putc(&out, (char)octet);
			i += 3;
		} else {
			buf_putc(&out, text->data[i]);
		}
	}
	buf_fini(text);
	*text = out;
}

/* A name to tell: not empty, without control characters, UTF-8. */
static char *
macros_take(struct buf *text)
{
	bool good = text->len > 0 && text->len <= MACROS_VALUE_MAX &&
		    text_utf8_prefix(text->data, text->len) == text->len;

	for (size_t i = 0; good && i < text->len; i++)
		good = (unsigned char)text->data[i] >= 0x20 &&
		       text->data[i] != 0x7f;
	if (good)
		return buf_steal(text);
	buf_fini(text);
	return NULL;
}

/* The next `/TYPE=` at or after `at`; its type is at *type. */
static const char *
macros_next_part(const char *at, const char **type, size_t *type_len)
{
	for (; (at = strchr(at, '/')) != NULL; at++) {
		size_t len = 0;

		while (text_is_alnum(at[1 + len]) || at[1 + len] == '.')
			len++;
		if (len > 0 && at[1 + len] == '=') {
			*type = at + 1;
			*type_len = len;
			return at;
		}
	}
	return NULL;
}

bool
macros_name_part(const char *name, const char *type, struct buf *out)
{
	const char *at, *found, *value = NULL, *end = NULL;
	size_t len;

	for (at = macros_next_part(name, &found, &len); at != NULL;) {
		const char *text = found + len + 1;
		bool wanted = text_equal_fold(found, len, type, strlen(type));

		at = macros_next_part(text, &found, &len);
		if (!wanted)
			continue;
		if (value != NULL)
			return false;
		value = text;
		end = at != NULL ? at : text + strlen(text);
	}
	if (value == NULL)
		return false;
	buf_put(out, value, (size_t)(end - value));
	macros_unescape(out);
	return true;
}

/* Sendmail: a common name in xtext. */
static char *
macros_sendmail_cn(const char *xtext)
{
	struct buf text = BUF_INIT;

	if (xtext == NULL || strlen(xtext) > MACROS_VALUE_MAX ||
	    strncmp(xtext, MACROS_BAD, strlen(MACROS_BAD)) == 0)
		return NULL;
	macros_put_decoded(xtext, &text);
	macros_unescape(&text);
	return macros_take(&text);
}

static char *
macros_sendmail_part(const char *xtext, const char *type)
{
	struct buf name = BUF_INIT, part = BUF_INIT;
	char *taken = NULL;

	if (xtext == NULL || strlen(xtext) > MACROS_VALUE_MAX)
		return NULL;
	macros_put_decoded(xtext, &name);
	if (macros_name_part(buf_text(&name), type, &part))
		taken = macros_take(&part);
	buf_fini(&name);
	buf_fini(&part);
	return taken;
}

static char *
macros_postfix_cn(const char *value)
{
	struct buf text = BUF_INIT;

	if (value == NULL || strlen(value) > MACROS_VALUE_MAX)
		return NULL;
	buf_puts(&text, value);
	return macros_take(&text);
}

/* Postfix puts the organisation where an issuer has no common name, so what it
 * says is a name of the issuer and no more. */
static enum macros_peer
macros_postfix(const struct macros_tls *m, struct macros_names *out)
{
	if (m->cert_issuer == NULL)
		return MACROS_NO_CERTIFICATE;
	out->subject_cn = macros_postfix_cn(m->cert_subject);
	out->issuer_cn = macros_postfix_cn(m->cert_issuer);
	return MACROS_TRUSTED;
}

static enum macros_peer
macros_sendmail(const struct macros_tls *m, struct macros_names *out)
{
	if (m->verify != NULL &&
	    (strcmp(m->verify, "NO") == 0 || strcmp(m->verify, "NOT") == 0 ||
		strcmp(m->verify, "NONE") == 0))
		return MACROS_NO_CERTIFICATE;
	if (m->verify == NULL ||
	    (strcmp(m->verify, "OK") != 0 && strcmp(m->verify, "TRUSTED") != 0))
		return MACROS_UNTRUSTED;
	out->subject_cn = macros_sendmail_cn(m->cn_subject);
	out->issuer_cn = macros_sendmail_cn(m->cn_issuer);
	if (out->subject_cn == NULL)
		out->subject_cn = macros_sendmail_part(m->cert_subject, "CN");
	if (out->issuer_cn == NULL)
		out->issuer_cn = macros_sendmail_part(m->cert_issuer, "CN");
	out->issuer_o = macros_sendmail_part(m->cert_issuer, "O");
	return MACROS_TRUSTED;
}

/* Sendmail alone has these, and a name in one line begins with a slash. */
static bool
macros_are_of_sendmail(const struct macros_tls *m)
{
	return m->verify != NULL || m->cn_issuer != NULL ||
	       m->cn_subject != NULL ||
	       (m->cert_issuer != NULL && m->cert_issuer[0] == '/') ||
	       (m->cert_subject != NULL && m->cert_subject[0] == '/');
}

enum macros_peer
macros_tls(const struct macros_tls *m, struct macros_names *out)
{
	*out = (struct macros_names){NULL, NULL, NULL};
	if (m->version == NULL || m->version[0] == '\0')
		return MACROS_NO_TLS;
	return macros_are_of_sendmail(m) ? macros_sendmail(m, out)
					 : macros_postfix(m, out);
}

void
macros_names_fini(struct macros_names *names)
{
	free(names->subject_cn);
	free(names->issuer_cn);
	free(names->issuer_o);
	*names = (struct macros_names){NULL, NULL, NULL};
}

const char *
macros_peer_text(enum macros_peer peer)
{
	switch (peer) {
	case MACROS_NO_TLS:
		return "no-tls";
	case MACROS_NO_CERTIFICATE:
		return "none";
	case MACROS_UNTRUSTED:
		return "untrusted";
	case MACROS_TRUSTED:
		break;
	}
	return "trusted";
}
