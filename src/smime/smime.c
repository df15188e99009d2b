/* SPDX-License-Identifier: BSD-2-Clause */
/* A message to the certificates of its S/MIME parts. */

#include "smime/smime.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/name.h"
#include "records/dkim_tags.h"
#include "smime/address.h"
#include "smime/cms.h"
#include "smime/cms_parts.h"
#include "smime/view.h"
#include "smime/walk.h"

/* How often each octet of the file may be read: what is in one another is
 * decoded anew for each look. */
#define SMIME_READINGS 16
#define SMIME_READINGS_SMALL (64 << 20) /* and so much in any case */

struct reading {
	struct smime_message *message;
	struct address_list from, to;
	struct view_budget budget;
	size_t entities_left;
	size_t keep_left;
};

static void
reading_dkim(struct smime_message *m, const char *value, size_t len)
{
	struct dkim_tags tags;
	const struct dkim_tag *s, *d;
	char selector[DNS_NAME_SIZE], domain[DNS_NAME_SIZE];
	char *s_text, *d_text;

	(void)dkim_tags_parse(value, len, &tags, NULL);
	s = dkim_tags_find(&tags, "s");
	d = dkim_tags_find(&tags, "d");
	if (s == NULL || d == NULL || m->n_dkim == SMIME_DKIM_MAX)
		return;
	s_text = mem_strndup(s->value, s->value_len);
	d_text = mem_strndup(d->value, d->value_len);
	if (dns_name_canonical(s_text, selector, NULL) == 0 &&
	    dns_name_canonical(d_text, domain, NULL) == 0) {
		m->dkim = mem_resize(m->dkim, m->n_dkim + 1, sizeof(*m->dkim));
		m->dkim[m->n_dkim++] = mem_printf("%s %s", selector, domain);
	}
	free(s_text);
	free(d_text);
}

static void
reading_field(void *arg, enum header_field field, const char *value, size_t len)
{
	struct reading *r = arg;

	switch (field) {
	case HEADER_FROM:
	case HEADER_SENDER:
		addresses_add(&r->from, value, len);
		break;
	case HEADER_TO:
		addresses_add(&r->to, value, len);
		break;
	case HEADER_DKIM:
		reading_dkim(r->message, value, len);
		break;
	case HEADER_CONTENT_TYPE:
	case HEADER_ENCODING:
	case HEADER_DISPOSITION:
	case HEADER_OTHER:
		break;
	}
}

static void reading_walk(
    struct reading *, struct view *, const char *prefix, unsigned nested);

static struct smime_part *
reading_add(struct reading *r, const char *where)
{
	struct smime_message *m = r->message;

	if (m->n_parts == SMIME_PARTS_MAX) {
		m->n_left_out++;
		return NULL;
	}
	m->parts = mem_resize(m->parts, m->n_parts + 1, sizeof(*m->parts));
	m->parts[m->n_parts] = (struct smime_part){
	    .kind = SMIME_UNREADABLE, .where = mem_strdup(where)};
	return &m->parts[m->n_parts++];
}

/* What is inside of another, if that is not too deep. */
static void
reading_nested(
    struct reading *r, struct view *view, const char *where, unsigned nested)
{
	if (nested == SMIME_NESTED_MAX)
		r->message->truncated = true;
	else
		reading_walk(r, view, where, nested + 1);
}

static void
reading_object(struct reading *r, struct view *view, struct view *object,
    const struct walk_found *found, unsigned nested)
{
	struct smime_part *part = reading_add(r, found->where);
	struct view *detached =
	    found->signed_end > found->signed_start
		? view_range(view, found->signed_start, found->signed_end)
		: NULL;
	struct cms_query q = {
	    .object = object, .detached = detached, .keep_left = &r->keep_left};
	struct cms_content content;

	if (part != NULL) {
		cms_read(&q, part, &content);
		if (content.found) {
			struct view *inner = cms_content_view(object, &content);

			reading_nested(r, inner, found->where, nested);
			view_free(&inner);
		}
	}
	view_free(&detached);
}

static void
reading_found(struct reading *r, struct view *view,
    const struct walk_found *found, unsigned nested)
{
	struct view *body = view_range(view, found->start, found->end);
	struct view *decoded = view_decoded(body, found->encoding);

	if (found->message)
		reading_nested(r, decoded, found->where, nested);
	else
		reading_object(r, view, decoded, found, nested);
	view_free(&decoded);
	view_free(&body);
}

static void
reading_walk(
    struct reading *r, struct view *view, const char *prefix, unsigned nested)
{
	struct walk_result *found = mem_zalloc(sizeof(*found));

	walk(&(struct walk_query){.view = view,
		 .prefix = prefix,
		 .field = nested == 0 ? reading_field : NULL,
		 .arg = r,
		 .entities_left = &r->entities_left},
	    found);
	r->message->truncated |= found->truncated;
	r->message->n_left_out += found->n_left_out;
	for (size_t i = 0; i < found->n; i++)
		reading_found(r, view, &found->list[i], nested);
	walk_result_fini(found);
	free(found);
}

static void
reading_run(struct reading *r, int fd)
{
	struct view *file = view_file(fd, &r->budget);

	reading_walk(r, file, "", 0);
	view_free(&file);
	r->message->truncated |= r->budget.exhausted;
	r->message->from = r->from.list;
	r->message->n_from = r->from.n;
	r->message->to = r->to.list;
	r->message->n_to = r->to.n;
}

int
smime_read(int fd, struct smime_message **out, struct error *err)
{
	struct reading r = {
	    .entities_left = SMIME_ENTITIES_MAX, .keep_left = CMS_KEPT_MAX};
	struct stat st;

	if (fstat(fd, &st) == -1)
		return error_set(err, "the message: %s", strerror(errno));
	if (!S_ISREG(st.st_mode))
		return error_set(err, "the message is no regular file");
	r.budget.left = (st.st_size > INT64_MAX / SMIME_READINGS / 2
				? INT64_MAX / 2
				: st.st_size * SMIME_READINGS) +
			SMIME_READINGS_SMALL;
	r.message = mem_zalloc(sizeof(*r.message));
	reading_run(&r, fd);
	if (r.budget.failed) {
		smime_message_free(&r.message);
		return error_set(err, "the message can't be read");
	}
	*out = r.message;
	return 0;
}

static void
part_fini(struct smime_part *p)
{
	for (size_t i = 0; i < p->n_signers; i++) {
		cms_id_fini(&p->signers[i].id);
		cert_chain_free(&p->signers[i].chain);
	}
	for (size_t i = 0; i < p->n_recipients; i++)
		cms_id_fini(&p->recipients[i].id);
	for (size_t i = 0; i < p->n_certs; i++)
		cert_chain_free(&p->certs[i]);
	free(p->signers);
	free(p->recipients);
	free(p->certs);
	free(p->where);
	free(p->why);
}

void
smime_message_free(struct smime_message **mp)
{
	struct smime_message *m = *mp;

	*mp = NULL;
	if (m == NULL)
		return;
	addresses_fini(&(struct address_list){m->from, m->n_from});
	addresses_fini(&(struct address_list){m->to, m->n_to});
	addresses_fini(&(struct address_list){m->dkim, m->n_dkim});
	for (size_t i = 0; i < m->n_parts; i++)
		part_fini(&m->parts[i]);
	free(m->parts);
	free(m);
}
