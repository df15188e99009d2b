/* SPDX-License-Identifier: BSD-2-Clause */
/* The addresses of From, Sender, To, read leniently: local parts may be UTF-8
 * (RFC 6532), and what is no address is passed over. */

#include "smime/address.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/name.h"
#include "smime/smime.h"

#define LOCAL_MAX 256 /* octets; RFC 5321 has 64 */

static bool
address_is_local(const char *text, size_t len)
{
	if (len == 0 || len > LOCAL_MAX || text_utf8_prefix(text, len) < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f)
			return false;
	return true;
}

static void
addresses_keep(struct address_list *a, const char *text, size_t len)
{
	const char *at = memrchr(text, '@', len);
	char domain[DNS_NAME_SIZE], *written, *address;
	int bad;

	if (at == NULL || a->n == SMIME_ADDRESSES_MAX ||
	    !address_is_local(text, (size_t)(at - text)))
		return;
	written = mem_strndup(at + 1, len - (size_t)(at + 1 - text));
	bad = dns_name_canonical(written, domain, NULL);
	free(written);
	if (bad == -1)
		return;
	address = mem_printf("%.*s@%s", (int)(at - text), text, domain);
	for (size_t i = 0; i < a->n; i++)
		if (strcmp(a->list[i], address) == 0) {
			free(address);
			return;
		}
	a->list = mem_resize(a->list, a->n + 1, sizeof(*a->list));
	a->list[a->n++] = address;
}

struct mailbox {
	struct buf text; /* outside and inside of angle brackets */
	bool angle;      /* within them */
	bool closed;     /* after them: nothing more counts */
};

static void
mailbox_end(struct mailbox *m, struct address_list *a)
{
	if (m->text.len > 0)
		addresses_keep(a, m->text.data, m->text.len);
	buf_clear(&m->text);
	m->angle = m->closed = false;
}

static const char *
skip_comment(const char *at, const char *end)
{
	unsigned depth = 0;

	for (; at < end; at++) {
		if (*at == '(')
			depth++;
		else if (*at == ')' && --depth == 0)
			return at;
		else if (*at == '\\' && at + 1 < end)
			at++;
	}
	return end - 1;
}

/* A quoted string without its quotes: so `"a"@x` is the address a@x. */
static const char *
take_quoted(struct mailbox *m, const char *at, const char *end)
{
	for (at++; at < end && *at != '"'; at++) {
		if (*at == '\\' && at + 1 < end)
			at++;
		if (!m->closed)
			buf_putc(&m->text, *at);
	}
	return at < end ? at : end - 1;
}

/* One that structures the list; others are text. */
static bool
mailbox_special(struct mailbox *m, char c, struct address_list *a)
{
	switch (c) {
	case '<':
		buf_clear(&m->text); /* a display name */
		m->angle = true;
		m->closed = false;
		return true;
	case '>':
		m->closed = m->angle;
		return true;
	case ',':
		if (m->angle && !m->closed)
			buf_clear(&m->text); /* an obsolete route */
		else
			mailbox_end(m, a);
		return true;
	case ':': /* a group's name, or a route */
		buf_clear(&m->text);
		return true;
	case ';':
		mailbox_end(m, a);
		return true;
	case ' ':
	case '\t':
	case '\r':
	case '\n':
		return true;
	default:
		return false;
	}
}

void
addresses_add(struct address_list *a, const char *value, size_t len)
{
	struct mailbox m = {.text = BUF_INIT};
	const char *end = value + len;

	for (const char *at = value; at < end; at++) {
		if (*at == '(')
			at = skip_comment(at, end);
		else if (*at == '"')
			at = take_quoted(&m, at, end);
		else if (!mailbox_special(&m, *at, a) && !m.closed)
			buf_putc(&m.text, *at);
	}
	mailbox_end(&m, a);
	buf_fini(&m.text);
}

void
addresses_fini(struct address_list *a)
{
	for (size_t i = 0; i < a->n; i++)
		free(a->list[i]);
	free(a->list);
	*a = (struct address_list){NULL, 0};
}
