/* SPDX-License-Identifier: BSD-2-Clause */
/* The header of one message, as far as it is used. */

#include "milter/head.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/mem.h"
#include "dns/name.h"
#include "milter/authres.h"
#include "milter/authres_read.h"
#include "records/dkim_tags.h"
#include "smime/smime.h"

static const char *const head_wanted[] = {"From", "Sender", "MIME-Version",
    "Content-Type", "Content-Transfer-Encoding", "Content-Disposition",
    "DKIM-Signature", NULL};

void
head_fini(struct head *h)
{
	buf_fini(&h->kept);
	addresses_fini(&h->from);
	addresses_fini(&h->named);
	for (size_t i = 0; i < h->n_signatures; i++) {
		free(h->signatures[i].domain);
		free(h->signatures[i].selector);
	}
	free(h->forged);
	*h = (struct head){.kept = BUF_INIT};
}

/* Who reads the header knows of these. */
static const char *const head_people[] = {"From", "To", "Cc", NULL};

static bool
head_is_one_of(const char *name, const char *const *names)
{
	for (; *names != NULL; names++)
		if (strcasecmp(name, *names) == 0)
			return true;
	return false;
}

bool
head_names(const struct head *h, const char *domain)
{
	for (size_t i = 0; i < h->named.n; i++) {
		const char *at = strrchr(h->named.list[i], '@');

		if (at != NULL && strcasecmp(at + 1, domain) == 0)
			return true;
	}
	return false;
}

static void
head_keep(struct head *h, const char *name, const char *value)
{
	if (h->kept.len + strlen(name) + strlen(value) + 4 > HEAD_OCTETS_MAX) {
		h->is_cut = true;
		return;
	}
	buf_puts(&h->kept, name);
	buf_puts(&h->kept, ": ");
	for (const char *c = value; *c != '\0'; c++) {
		if (*c == '\n' && (c == value || c[-1] != '\r'))
			buf_putc(&h->kept, '\r');
		buf_putc(&h->kept, *c);
	}
	buf_puts(&h->kept, "\r\n");
}

static bool
head_is_forged(const struct head_rules *rules, const char *value)
{
	if (authres_claim(value, rules->id) == AUTHRES_OTHER)
		return false;
	return !rules->only_own || authres_names_our_method(value);
}

static void
head_add_results(
    struct head *h, const struct head_rules *rules, const char *value)
{
	h->n_results++;
	if (!head_is_forged(rules, value))
		return;
	if (h->n_forged == HEAD_FORGED_MAX) {
		h->n_forged_left++;
		return;
	}
	h->forged = mem_resize(h->forged, h->n_forged + 1, sizeof(unsigned));
	h->forged[h->n_forged++] = h->n_results;
}

/* A tag's value as a canonical name; NULL: it is none. */
static char *
head_name(const struct dkim_tags *tags, const char *tag)
{
	const struct dkim_tag *found = dkim_tags_find(tags, tag);
	char name[DNS_NAME_SIZE];
	char *text;
	int rc;

	if (found == NULL)
		return NULL;
	text = mem_strndup(found->value, found->value_len);
	rc = dns_name_canonical(text, name, NULL);
	free(text);
	return rc == 0 ? mem_strdup(name) : NULL;
}

static void
head_add_signature(struct head *h, const char *value)
{
	struct head_signature s;
	struct dkim_tags tags;

	if (h->n_signatures == HEAD_SIGNATURES_MAX)
		return;
	(void)dkim_tags_parse(value, strlen(value), &tags, NULL);
	s.domain = head_name(&tags, "d");
	s.selector = head_name(&tags, "s");
	if (s.domain != NULL && s.selector != NULL) {
		h->signatures[h->n_signatures++] = s;
		return;
	}
	free(s.domain);
	free(s.selector);
}

void
head_add(struct head *h, const struct head_rules *rules, const char *name,
    const char *value)
{
	if (strcasecmp(name, AUTHRES_FIELD) == 0) {
		head_add_results(h, rules, value);
		return;
	}
	if (head_is_one_of(name, head_people))
		addresses_add(&h->named, value, strlen(value));
	if (!head_is_one_of(name, head_wanted))
		return;
	head_keep(h, name, value);
	if (strcasecmp(name, "From") == 0)
		addresses_add(&h->from, value, strlen(value));
	if (strcasecmp(name, "DKIM-Signature") == 0)
		head_add_signature(h, value);
	if (rules->smime && strcasecmp(name, "Content-Type") == 0)
		h->may_hold = h->may_hold || smime_may_hold(value);
}
