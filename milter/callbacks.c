/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What libmilter calls: each a few lines that hand on to the session.  Nothing
 * here waits but the end of a message.  A connection may end without any other
 * call, so there may be no session.
 */

#include "milter/callbacks.h"

#include <libmilter/mfapi.h>

#include "base/error.h"
#include "base/log.h"
#include "milter/counters.h"
#include "milter/finish.h"
#include "milter/milter.h"
#include "milter/mta.h"
#include "milter/program.h"
#include "milter/session.h"
#include "milter/terms.h"
#include "settings/settings.h"

static struct milter *callbacks_milter;

/* The connection's session, made where there is none yet: an MTA that keeps
 * its connection to us (QUIT_NC) begins anew without negotiating. */
static struct session *
callbacks_session(SMFICTX *ctx)
{
	struct session *s = smfi_getpriv(ctx);

	if (s == NULL) {
		s = session_new(callbacks_milter);
		(void)smfi_setpriv(ctx, s);
	}
	return s;
}

static sfsistat
callbacks_negotiate(SMFICTX *ctx, unsigned long actions, unsigned long steps,
    unsigned long f2, unsigned long f3, unsigned long *actions_out,
    unsigned long *steps_out, unsigned long *f2_out, unsigned long *f3_out)
{
	struct session *s = callbacks_session(ctx);
	struct offer offer = {actions, steps};
	struct agreement *a = &s->agreement;

	(void)f2, (void)f3;
	negotiate(&offer, terms_settings(s->terms)->milter_smime, a);
	if (negotiate_lacks(a) != NULL && milter_may_log(s->milter))
		log_printf(LOG_LEVEL_WARN, "the MTA does not offer %s",
		    negotiate_lacks(a));
	if (a->set_macros) {
		mta_want_macros(ctx, SMFIM_ENVFROM, NEGOTIATE_MAIL_MACROS);
		mta_want_macros(ctx, SMFIM_ENVRCPT, NEGOTIATE_RCPT_MACROS);
		mta_want_macros(ctx, SMFIM_EOM, NEGOTIATE_EOM_MACROS);
	}
	*actions_out = a->actions;
	*steps_out = a->steps;
	*f2_out = *f3_out = 0;
	return SMFIS_CONTINUE;
}

static sfsistat
callbacks_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *address)
{
	(void)host, (void)address;
	(void)callbacks_session(ctx);
	return SMFIS_NOREPLY;
}

/* Nothing is done, but the MTA's macros of this stage are had by it. */
static sfsistat
callbacks_helo(SMFICTX *ctx, char *name)
{
	(void)ctx, (void)name;
	return SMFIS_NOREPLY;
}

static sfsistat
callbacks_mail(SMFICTX *ctx, char **args)
{
	struct session *s = callbacks_session(ctx);

	if (!session_begin(s, args[0], mta_macro(ctx, "j")))
		return SMFIS_ACCEPT;
	client_read(&s->client, ctx);
	return SMFIS_CONTINUE;
}

static sfsistat
callbacks_rcpt(SMFICTX *ctx, char **args)
{
	session_add_recipient(
	    callbacks_session(ctx), args[0], mta_macro(ctx, "{rcpt_mailer}"));
	return SMFIS_NOREPLY;
}

/* Of MTAs that send them although they are not wanted: what has no callback
 * libmilter replies to, and logs that it was not to. */
static sfsistat
callbacks_data(SMFICTX *ctx)
{
	(void)ctx;
	return SMFIS_NOREPLY;
}

static sfsistat
callbacks_unknown(SMFICTX *ctx, const char *command)
{
	(void)ctx, (void)command;
	return SMFIS_NOREPLY;
}

static sfsistat
callbacks_header(SMFICTX *ctx, char *name, char *value)
{
	struct session *s = callbacks_session(ctx);

	session_add_header(s, name, value);
	return SMFIS_NOREPLY;
}

static sfsistat
callbacks_end_header(SMFICTX *ctx)
{
	session_end_header(callbacks_session(ctx));
	return SMFIS_NOREPLY;
}

static sfsistat
callbacks_body(SMFICTX *ctx, unsigned char *data, size_t len)
{
	struct session *s = callbacks_session(ctx);

	if (session_add_body(s, data, len) || !s->agreement.skip)
		return SMFIS_CONTINUE;
	counters_add(&milter_counters(s->milter)->bodies_skipped, 1);
	return SMFIS_SKIP;
}

static sfsistat
callbacks_end(SMFICTX *ctx)
{
	struct session *s = callbacks_session(ctx);
	sfsistat reply = SMFIS_CONTINUE;

	if (s->message.is_open)
		reply = finish(s, ctx);
	session_end(s);
	return reply;
}

static sfsistat
callbacks_abort(SMFICTX *ctx)
{
	struct session *s = smfi_getpriv(ctx);

	if (s != NULL) {
		if (s->message.is_open)
			counters_add(&milter_counters(s->milter)->aborted, 1);
		session_end(s);
	}
	return SMFIS_CONTINUE;
}

/* libmilter may hold its own lock here. */
static sfsistat
callbacks_close(SMFICTX *ctx)
{
	struct session *s = smfi_getpriv(ctx);

	(void)smfi_setpriv(ctx, NULL);
	session_free(&s);
	return SMFIS_CONTINUE;
}

int
callbacks_register(struct milter *milter, struct error *err)
{
	static char name[] = PROGRAM_NAME;
	struct smfiDesc desc = {
	    .xxfi_name = name,
	    .xxfi_version = SMFI_VERSION,
	    .xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE |
			  SMFIF_SETSYMLIST,
	    .xxfi_connect = callbacks_connect,
	    .xxfi_helo = callbacks_helo,
	    .xxfi_envfrom = callbacks_mail,
	    .xxfi_envrcpt = callbacks_rcpt,
	    .xxfi_data = callbacks_data,
	    .xxfi_unknown = callbacks_unknown,
	    .xxfi_header = callbacks_header,
	    .xxfi_eoh = callbacks_end_header,
	    .xxfi_body = callbacks_body,
	    .xxfi_eom = callbacks_end,
	    .xxfi_abort = callbacks_abort,
	    .xxfi_close = callbacks_close,
	    .xxfi_negotiate = callbacks_negotiate,
	};

	callbacks_milter = milter;
	if (smfi_register(desc) == MI_SUCCESS)
		return 0;
	return error_set(err, "libmilter takes no registration");
}
