/* SPDX-License-Identifier: BSD-2-Clause */
/* What the milter replies, and whether it may. */

#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "milterload.h"

/* What the reply that is due speaks of: c->step is the one after it. */
static enum step
hear_step(const struct client *c)
{
	switch (c->step) {
	case STEP_HELO:
		return STEP_CONNECT;
	case STEP_MAIL:
		return STEP_HELO;
	case STEP_RCPT:
		return c->at == 0 ? STEP_MAIL : STEP_RCPT;
	case STEP_FIELDS:
		return c->at == 0 ? STEP_DATA : STEP_FIELDS;
	case STEP_BODY:
		return c->at == 0 ? STEP_EOH : STEP_BODY;
	case STEP_CONNECTING:
	case STEP_NEGOTIATE:
	case STEP_CONNECT:
	case STEP_DATA:
	case STEP_EOH:
	case STEP_EOM:
	case STEP_IDLE:
	case STEPS:
		break;
	}
	return c->step;
}

static void
hear_finish(struct client *c, enum result result)
{
	client_finish_message(c, result);
	client_after_message(c);
}

/* The message ends here, before its end. */
static void
hear_abort(struct client *c, enum result result)
{
	client_put(c, 'A', NULL, 0);
	hear_finish(c, result);
}

/* Of the client or its greeting: the session ends. */
static void
hear_end(struct client *c, enum result result)
{
	c->session = result;
	client_finish_message(c, result);
	client_end_session(c);
}

static bool
hear_is_of_session(enum step step)
{
	return step == STEP_CONNECT || step == STEP_HELO;
}

static void
hear_negative(struct client *c, enum result result, enum step step)
{
	if (hear_is_of_session(step))
		hear_end(c, result);
	else if (step == STEP_RCPT && result != RESULT_DISCARD)
		c->load->figures.rcpts_rejected++;
	else if (step == STEP_EOM)
		hear_finish(c, result);
	else
		hear_abort(c, result);
}

static void
hear_continue(struct client *c, enum step step)
{
	if (step == STEP_RCPT)
		c->rcpts_taken++;
	if (step == STEP_EOM)
		hear_finish(c, RESULT_CONTINUE);
}

static void
hear_accept(struct client *c, enum step step)
{
	if (hear_is_of_session(step))
		hear_end(c, RESULT_ACCEPT);
	else if (step == STEP_EOM)
		hear_finish(c, RESULT_ACCEPT);
	else
		hear_abort(c, RESULT_ACCEPT);
}

static void
hear_skip(struct client *c, enum step step)
{
	c->load->figures.skips++;
	if ((c->protocol & PROTOCOL_SKIP) == 0)
		client_complain(c, "skip without having asked for it");
	if (step == STEP_FIELDS)
		c->skips_fields = true;
	else if (step == STEP_BODY)
		c->skips_body = true;
	else if (step == STEP_EOM)
		client_complain(c, "skip at end of message");
	if (step == STEP_RCPT) {
		c->skips_rcpts = true;
		c->rcpts_taken++;
	}
}

/* A reply code of the milter's own. */
static void
hear_reply(struct client *c, const char *data, size_t len, enum step step)
{
	bool good = len >= 4 && data[len - 1] == '\0' &&
		    (data[0] == '4' || data[0] == '5');

	c->load->figures.replies++;
	if (c->load->options.verbose > 0)
		(void)printf("%s reply %.*s\n", c->queue_id, (int)len, data);
	if (!good)
		client_complain(c, "malformed reply code");
	hear_negative(
	    c, good && data[0] == '5' ? RESULT_REJECT : RESULT_TEMPFAIL, step);
}

static void
hear_verdict(struct client *c, char command, const char *data, size_t len)
{
	enum step step = hear_step(c);

	c->awaits_reply = false;
	if (command == 'c')
		hear_continue(c, step);
	else if (command == 'a')
		hear_accept(c, step);
	else if (command == 's')
		hear_skip(c, step);
	else if (command == 'r')
		hear_negative(c, RESULT_REJECT, step);
	else if (command == 't')
		hear_negative(c, RESULT_TEMPFAIL, step);
	else if (command == 'd')
		hear_negative(c, RESULT_DISCARD, step);
	else if (command == 'y')
		hear_reply(c, data, len, step);
	else if (command == 'f')
		client_lose(c, "connection failure asked for");
	else if (command == '4')
		client_lose(c, "shutdown asked for");
	else
		client_lose(c, "unknown reply");
}

/* The second of two strings, else NULL. */
static const char *
hear_value(const char *data, size_t len)
{
	const char *nul = memchr(data, '\0', len);

	if (nul == NULL || nul == data + len - 1 || data[len - 1] != '\0')
		return NULL;
	return nul + 1;
}

static void
hear_field(struct client *c, const char *kind, const char *data, size_t len)
{
	const struct options *o = &c->load->options;
	const char *value = len > 0 ? hear_value(data, len) : NULL;

	if (value == NULL) {
		client_complain(c, "%s: not two strings", kind);
		return;
	}
	if (o->verbose > 0)
		(void)printf("%s %s %s: %s\n", c->queue_id, kind, data, value);
	if (o->wanted != NULL && strcasecmp(data, o->wanted) == 0 &&
	    strstr(value, o->wanted_text) != NULL)
		c->wanted_seen++;
	if (o->forbidden != NULL && strcasecmp(data, o->forbidden) == 0)
		c->load->figures.unexpected++;
}

/* Index, name, value. */
static void
hear_insert(struct client *c, const char *data, size_t len)
{
	if (len < 5)
		client_complain(c, "insert header too short");
	else
		hear_field(c, "insert", data + 4, len - 4);
}

/* Index, name, value; an empty value deletes. */
static void
hear_change(struct client *c, const char *data, size_t len)
{
	const char *value = len >= 6 ? hear_value(data + 4, len - 4) : NULL;

	if (value == NULL) {
		client_complain(c, "change header malformed");
		return;
	}
	if (value[0] == '\0')
		c->load->figures.deleted++;
	else
		c->load->figures.changed++;
	if (c->load->options.verbose > 0)
		(void)printf(
		    "%s change %s: %s\n", c->queue_id, data + 4, value);
}

static void
hear_details(struct client *c, char command, const char *data, size_t len)
{
	if (command == 'h')
		hear_field(c, "add", data, len);
	else if (command == 'i')
		hear_insert(c, data, len);
	else if (command == 'm')
		hear_change(c, data, len);
	else if (command == 'q' && c->load->options.verbose > 0)
		(void)printf(
		    "%s quarantine %.*s\n", c->queue_id, (int)len, data);
}

/* What is changed in the message, at its end; false where it is none. */
static bool
hear_modification(struct client *c, char command, const char *data, size_t len)
{
	struct figures *f = &c->load->figures;
	const struct {
		char command;
		uint32_t action;
		const char *what;
		unsigned long *count; /* NULL: counted by its details */
	} known[] = {
	    {'h', ACTION_ADD_FIELD, "add header", &f->added},
	    {'i', ACTION_ADD_FIELD, "insert header", &f->inserted},
	    {'m', ACTION_CHANGE_FIELD, "change header", NULL},
	    {'b', ACTION_BODY, "replace body", &f->bodies},
	    {'+', ACTION_ADD_RCPT, "add recipient", &f->rcpts_added},
	    {'2', ACTION_ADD_RCPT_WITH, "add recipient", &f->rcpts_added},
	    {'-', ACTION_DELETE_RCPT, "delete recipient", &f->rcpts_deleted},
	    {'e', ACTION_CHANGE_SENDER, "change sender", &f->senders},
	    {'q', ACTION_QUARANTINE, "quarantine", &f->quarantined},
	};
	size_t n = sizeof(known) / sizeof(known[0]), i = 0;

	while (i < n && known[i].command != command)
		i++;
	if (i == n)
		return false;
	if ((c->actions & known[i].action) == 0)
		client_complain(
		    c, "%s without having asked for it", known[i].what);
	if (hear_step(c) != STEP_EOM)
		client_complain(c, "%s before end of message", known[i].what);
	if (known[i].count != NULL)
		++*known[i].count;
	hear_details(c, command, data, len);
	return true;
}

void
hear_packet(struct client *c, char command, const char *data, size_t len)
{
	if (c->load->options.verbose > 1)
		(void)fprintf(stderr, "< %c %zu\n", command, len);
	if (!c->awaits_reply) {
		client_lose(c, "a reply that was not due");
	} else if (c->step == STEP_NEGOTIATE) {
		c->awaits_reply = false;
		if (command == 'O')
			negotiate_take(c, data, len);
		else
			client_lose(c, "no option reply");
	} else if (command == 'p') {
		c->load->figures.progress++;
		client_await(c);
	} else if (!hear_modification(c, command, data, len)) {
		hear_verdict(c, command, data, len);
	}
}
