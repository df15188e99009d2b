/* SPDX-License-Identifier: BSD-2-Clause */
/* One connection of an MTA, and the message that is under way on it. */

#include "milter/session.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/mem.h"
#include "milter/address.h"
#include "milter/clerk.h"
#include "milter/counters.h"
#include "milter/milter.h"
#include "milter/spool.h"
#include "milter/terms.h"
#include "settings/settings.h"

#define SESSION_HOST_MAX 256

struct session *
session_new(struct milter *milter)
{
	struct session *s = mem_zalloc(sizeof(*s));

	s->milter = milter;
	s->terms = milter_terms(milter);
	/* Where nothing is negotiated any more (QUIT_NC) libmilter goes by
	 * what was, and refuses what was not agreed. */
	s->agreement = (struct agreement){
	    .insert = true, .change = true, .quarantine = true};
	milter_connected(milter);
	return s;
}

void
session_free(struct session **sp)
{
	struct session *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	session_end(s);
	client_fini(&s->client);
	free(s->id);
	milter_disconnected(s->milter);
	terms_free(&s->terms);
	free(s);
}

/* The name that our fields begin with. */
static char *
session_make_id(const struct session *s, const char *host)
{
	const struct settings *settings = terms_settings(s->terms);
	char own[SESSION_HOST_MAX] = "localhost";
	const char *id = settings->milter_authserv_id;
	size_t len;

	if (id[0] == '\0')
		id = host;
	if (id == NULL || id[0] == '\0') {
		(void)gethostname(own, sizeof(own) - 1);
		id = own;
	}
	len = strlen(id);
	while (len > 1 && id[len - 1] == '.')
		len--;
	return mem_strndup(id, len);
}

bool
session_begin(struct session *s, const char *sender, const char *host)
{
	session_end(s);
	if (!milter_begin(s->milter)) {
		counters_add(&milter_counters(s->milter)->passed, 1);
		return false;
	}
	s->message.is_open = true;
	s->message.sender = address_plain(sender);
	free(s->id);
	s->id = session_make_id(s, host);
	return true;
}

void
session_end(struct session *s)
{
	struct message *m = &s->message;

	if (m->is_open)
		milter_end(s->milter);
	recipients_fini(&m->recipients);
	head_fini(&m->head);
	spool_free(&m->spool);
	free(m->sender);
	memset(m, 0, sizeof(*m));
}

/* What the end of the message will ask for: looked at while the message still
 * comes in. */
static void
session_prepare(struct session *s, size_t i)
{
	const struct recipients *r = &s->message.recipients;
	const struct settings *settings = terms_settings(s->terms);
	struct clerk *clerk = milter_clerk(s->milter);

	if (recipients_is_outbound(r, i, s->terms))
		clerk_prepare(clerk, ENGINE_PEERS, r->domains[i]);
	else if (s->client.peer == MACROS_TRUSTED &&
		 settings->milter_client != CLIENT_OFF)
		clerk_prepare(clerk, ENGINE_CAA, r->domains[i]);
}

void
session_add_recipient(
    struct session *s, const char *address, const char *mailer)
{
	struct recipients *r = &s->message.recipients;

	if (!s->message.is_open)
		return;
	if (recipients_add(r, address, mailer))
		session_prepare(s, r->n_domains - 1);
	counters_add(&milter_counters(s->milter)->recipients, 1);
}

void
session_add_header(struct session *s, const char *name, const char *value)
{
	const struct settings *settings = terms_settings(s->terms);
	struct head_rules rules = {
	    .id = s->id,
	    .only_own = settings->milter_strip == STRIP_OWN,
	    .smime = settings->milter_smime,
	};

	if (s->message.is_open)
		head_add(&s->message.head, &rules, name, value);
}

/* The body can't be kept: mail goes on, and what was not seen is told. */
static void
session_drop_spool(struct session *s, const struct error *err)
{
	struct message *m = &s->message;

	spool_free(&m->spool);
	m->no_spool = "it could not be kept";
	counters_add(&milter_counters(s->milter)->spool_failures, 1);
	if (milter_may_log(s->milter))
		log_printf(LOG_LEVEL_ERROR,
		    "%s; S/MIME messages are not looked into", err->text);
}

void
session_end_header(struct session *s)
{
	const struct settings *settings = terms_settings(s->terms);
	struct message *m = &s->message;
	struct error err;

	if (!m->head.may_hold)
		return;
	if (spool_new(settings->milter_spool, &m->spool, &err) == -1 ||
	    spool_put(m->spool, m->head.kept.data, m->head.kept.len, &err) ==
		-1 ||
	    spool_put(m->spool, "\r\n", 2, &err) == -1) {
		session_drop_spool(s, &err);
		return;
	}
	counters_add(&milter_counters(s->milter)->bodies_spooled, 1);
}

bool
session_add_body(struct session *s, const void *data, size_t len)
{
	const struct settings *settings = terms_settings(s->terms);
	struct message *m = &s->message;
	struct error err;

	if (m->spool == NULL)
		return false;
	if (spool_len(m->spool) + (int64_t)len > settings->milter_smime_max) {
		spool_free(&m->spool);
		m->no_spool = "it is larger than milter.smime_max";
		return false;
	}
	if (spool_put(m->spool, data, len, &err) == 0)
		return true;
	session_drop_spool(s, &err);
	return false;
}
