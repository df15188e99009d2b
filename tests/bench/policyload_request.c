/* SPDX-License-Identifier: BSD-2-Clause */
/* What policyload asks: the attributes as a template, and the request. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "policyload.h"

enum piece_kind {
	PIECE_TEXT,
	PIECE_DOMAIN,
	PIECE_NUMBER,
	PIECE_CLIENT,
};

struct piece {
	enum piece_kind kind;
	size_t from, len; /* of the text */
};

struct template
{
	struct buf text;
	struct piece *pieces;
	size_t n;
};

static const struct {
	const char *word;
	enum piece_kind kind;
} variables[] = {
    {"{domain}", PIECE_DOMAIN},
    {"{n}", PIECE_NUMBER},
    {"{c}", PIECE_CLIENT},
};

static void
template_add(struct template *t, enum piece_kind kind, size_t from, size_t len)
{
	if (kind == PIECE_TEXT && len == 0)
		return;
	t->pieces = mem_resize(t->pieces, t->n + 1, sizeof(*t->pieces));
	t->pieces[t->n++] = (struct piece){kind, from, len};
}

/* The length of the variable that `text` begins with, else 0. */
static size_t
variable_at(const char *text, enum piece_kind *kind_out)
{
	for (size_t i = 0; i < sizeof(variables) / sizeof(variables[0]); i++) {
		size_t len = strlen(variables[i].word);

		if (strncmp(text, variables[i].word, len) == 0) {
			*kind_out = variables[i].kind;
			return len;
		}
	}
	return 0;
}

static void
template_split(struct template *t)
{
	size_t from = 0, at = 0;

	while (at < t->text.len) {
		enum piece_kind kind;
		size_t len = variable_at(t->text.data + at, &kind);

		if (len == 0) {
			at++;
			continue;
		}
		template_add(t, PIECE_TEXT, from, at - from);
		template_add(t, kind, 0, 0);
		from = at += len;
	}
	template_add(t, PIECE_TEXT, from, at - from);
}

struct template *
template_new(const struct options *o)
{
	struct template *t = mem_zalloc(sizeof(*t));

	for (size_t i = 0; i < o->attributes.n; i++)
		buf_printf(&t->text, "%s\n", o->attributes.list[i]);
	buf_putc(&t->text, '\n');
	template_split(t);
	return t;
}

void
template_free(struct template **tp)
{
	buf_fini(&(*tp)->text);
	free((*tp)->pieces);
	free(*tp);
	*tp = NULL;
}

static const char *
request_domain(struct load *load)
{
	struct options *o = &load->options;

	if (o->at_random) {
		o->seed ^= o->seed << 13;
		o->seed ^= o->seed >> 7;
		o->seed ^= o->seed << 17;
		return o->domains.list[o->seed % o->domains.n];
	}
	if (load->next_domain >= o->domains.n)
		load->next_domain = 0;
	return o->domains.list[load->next_domain++];
}

static void
request_put_attributes(struct client *c, const char *domain)
{
	const struct template *t = c->load->template;
	struct buf *out = &c->request;

	for (const struct piece *p = t->pieces; p < t->pieces + t->n; p++)
		switch (p->kind) {
		case PIECE_TEXT:
			buf_put(out, t->text.data + p->from, p->len);
			break;
		case PIECE_DOMAIN:
			buf_puts(out, domain);
			break;
		case PIECE_NUMBER:
			buf_printf(out, "%lx", c->load->issued);
			break;
		case PIECE_CLIENT:
			buf_printf(out, "%u", c->number);
			break;
		}
}

void
request_make(struct client *c)
{
	const struct options *o = &c->load->options;
	const char *domain = request_domain(c->load);

	buf_clear(&c->request);
	c->request_sent = 0;
	switch (o->protocol) {
	case PROTOCOL_POLICY:
		request_put_attributes(c, domain);
		break;
	case PROTOCOL_SOCKETMAP:
		buf_printf(&c->request, "%zu:%s %s,",
		    strlen(o->map) + 1 + strlen(domain), o->map, domain);
		break;
	case PROTOCOL_TCP:
		buf_printf(&c->request, "get %s\n", domain);
		break;
	}
}
