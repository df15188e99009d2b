/* SPDX-License-Identifier: BSD-2-Clause */
/* What the MTA says to the milter, step by step. */

#include <arpa/inet.h>
#include <stdio.h>
#include <string.h>

#include "load.h"
#include "milterload.h"

#define SAY_PORT 40000                 /* of the SMTP client */
#define SAY_AGAIN (LOAD_SECOND / 1000) /* where a message may not begin yet */

enum said {
	SAID,   /* a reply is due, unless the milter wants to send none */
	UNSAID, /* the milter does not want it, or there is nothing to say */
	HELD,   /* not now */
};

/* Is it too early for the next command, as the network is slow (-w)? */
static bool
say_is_early(struct client *c)
{
	uint64_t now = load_now(), wait = c->load->options.wait;

	if (wait == 0)
		return false;
	if (c->resume == 0)
		c->resume = now + wait;
	if (now < c->resume)
		return true;
	c->resume = 0;
	return false;
}

static bool
say_is_wanted(const struct client *c, uint32_t unwanted)
{
	return (c->protocol & unwanted) == 0;
}

static void
say_macros(struct client *c, enum stage stage)
{
	struct buf packet = BUF_INIT;

	buf_putc(&packet, STAGE_COMMANDS[stage]);
	macros_put(c, stage, &packet);
	if (packet.len > 1)
		client_put(c, 'D', packet.data, packet.len);
	buf_fini(&packet);
}

static void
say_address(struct client *c, char command, const char *address)
{
	struct buf packet = BUF_INIT;

	buf_printf(&packet, "<%s>", address);
	client_put(c, command, packet.data, packet.len + 1);
	buf_fini(&packet);
}

/* False where none may begin now; where none is left the session ends. */
static bool
say_begin(struct client *c)
{
	if (c->has_message)
		return true;
	if (client_may_begin(c->load)) {
		client_begin_message(c);
		return true;
	}
	if (c->load->started >= c->load->options.messages)
		client_end_session(c);
	else
		c->resume = load_now() + SAY_AGAIN;
	return false;
}

static enum said
say_nothing(struct client *c)
{
	(void)c;
	return HELD;
}

static enum said
say_options(struct client *c)
{
	negotiate_ask(c);
	return SAID;
}

static void
say_client(struct client *c)
{
	const struct options *o = &c->load->options;
	const char *address = o->client_address;
	struct buf packet = BUF_INIT;

	buf_put(&packet, o->client_name, strlen(o->client_name) + 1);
	if (address[0] == '\0') {
		buf_putc(&packet, 'U');
	} else {
		buf_putc(&packet, strchr(address, ':') != NULL ? '6' : '4');
		buf_u16(&packet, SAY_PORT);
		buf_put(&packet, address, strlen(address) + 1);
	}
	client_put(c, 'C', packet.data, packet.len);
	buf_fini(&packet);
}

static enum said
say_connect(struct client *c)
{
	if (!say_begin(c) || say_is_early(c))
		return HELD;
	c->session = RESULT_CONTINUE;
	c->step = STEP_HELO;
	if (!say_is_wanted(c, PROTOCOL_NO_CONNECT))
		return UNSAID;
	say_macros(c, STAGE_CONNECT);
	say_client(c);
	return SAID;
}

static enum said
say_helo(struct client *c)
{
	const char *name = c->load->options.helo;

	if (say_is_early(c))
		return HELD;
	c->step = STEP_MAIL;
	if (!say_is_wanted(c, PROTOCOL_NO_HELO))
		return UNSAID;
	say_macros(c, STAGE_HELO);
	client_put(c, 'H', name, strlen(name) + 1);
	return SAID;
}

static enum said
say_next_message(struct client *c)
{
	if (!say_begin(c))
		return HELD;
	c->resume = 0;
	c->step = STEP_MAIL;
	return UNSAID;
}

static enum said
say_mail(struct client *c)
{
	if (say_is_early(c))
		return HELD;
	c->step = STEP_RCPT;
	c->at = 0;
	if (!say_is_wanted(c, PROTOCOL_NO_MAIL))
		return UNSAID;
	say_macros(c, STAGE_MAIL);
	say_address(c, 'M', c->load->options.sender);
	return SAID;
}

/* Without a recipient there is no message. */
static enum said
say_no_more_rcpts(struct client *c)
{
	if (c->rcpts_taken > 0) {
		c->step = STEP_DATA;
		return UNSAID;
	}
	client_put(c, 'A', NULL, 0);
	client_finish_message(c, RESULT_REJECT);
	client_after_message(c);
	return UNSAID;
}

static enum said
say_rcpt(struct client *c)
{
	const struct options *o = &c->load->options;
	bool wanted = say_is_wanted(c, PROTOCOL_NO_RCPT) && !c->skips_rcpts;

	if (c->at >= o->n_rcpts)
		return say_no_more_rcpts(c);
	if (say_is_early(c))
		return HELD;
	if (wanted) {
		say_macros(c, STAGE_RCPT);
		say_address(c, 'R', o->rcpts[c->at]);
	}
	if (!wanted || !say_is_wanted(c, PROTOCOL_SILENT_RCPT))
		c->rcpts_taken++;
	c->at++;
	return wanted ? SAID : UNSAID;
}

static enum said
say_data(struct client *c)
{
	if (say_is_early(c))
		return HELD;
	c->step = STEP_FIELDS;
	c->at = 0;
	if (!say_is_wanted(c, PROTOCOL_NO_DATA))
		return UNSAID;
	say_macros(c, STAGE_DATA);
	client_put(c, 'T', NULL, 0);
	return SAID;
}

static void
say_field(struct client *c, const struct field *f)
{
	const char *value = f->value;
	struct buf packet = BUF_INIT;

	if (value[0] == ' ' && (c->protocol & PROTOCOL_LEADING_SPACE) == 0)
		value++;
	buf_put(&packet, f->name, strlen(f->name) + 1);
	buf_put(&packet, value, strlen(value) + 1);
	client_put(c, 'L', packet.data, packet.len);
	buf_fini(&packet);
}

static enum said
say_fields(struct client *c)
{
	if (c->at == 0 && say_is_early(c))
		return HELD;
	if (!say_is_wanted(c, PROTOCOL_NO_FIELDS) || c->skips_fields ||
	    c->at >= c->mail->n_fields) {
		c->step = STEP_EOH;
		return UNSAID;
	}
	say_field(c, &c->mail->fields[c->at++]);
	return SAID;
}

static enum said
say_eoh(struct client *c)
{
	c->step = STEP_BODY;
	c->at = 0;
	if (!say_is_wanted(c, PROTOCOL_NO_EOH))
		return UNSAID;
	say_macros(c, STAGE_EOH);
	client_put(c, 'N', NULL, 0);
	return SAID;
}

static enum said
say_body(struct client *c)
{
	size_t left = c->mail->body.len - c->at;
	size_t len = left < PROTOCOL_CHUNK ? left : PROTOCOL_CHUNK;

	if (!say_is_wanted(c, PROTOCOL_NO_BODY) || c->skips_body || len == 0) {
		c->step = STEP_EOM;
		return UNSAID;
	}
	client_put(c, 'B', c->mail->body.data + c->at, len);
	c->at += len;
	return SAID;
}

static enum said
say_eom(struct client *c)
{
	say_macros(c, STAGE_EOM);
	client_put(c, 'E', NULL, 0);
	c->at_end = load_now();
	return SAID;
}

void
say_on(struct client *c)
{
	static const struct {
		enum said (*say)(struct client *);
		uint32_t silent; /* where no reply is due */
	} steps[STEPS] = {
	    [STEP_CONNECTING] = {say_nothing, 0},
	    [STEP_NEGOTIATE] = {say_options, 0},
	    [STEP_CONNECT] = {say_connect, PROTOCOL_SILENT_CONNECT},
	    [STEP_HELO] = {say_helo, PROTOCOL_SILENT_HELO},
	    [STEP_MAIL] = {say_mail, PROTOCOL_SILENT_MAIL},
	    [STEP_RCPT] = {say_rcpt, PROTOCOL_SILENT_RCPT},
	    [STEP_DATA] = {say_data, PROTOCOL_SILENT_DATA},
	    [STEP_FIELDS] = {say_fields, PROTOCOL_SILENT_FIELD},
	    [STEP_EOH] = {say_eoh, PROTOCOL_SILENT_EOH},
	    [STEP_BODY] = {say_body, PROTOCOL_SILENT_BODY},
	    [STEP_EOM] = {say_eom, 0},
	    [STEP_IDLE] = {say_next_message, 0},
	};

	while (!c->awaits_reply && c->fd >= 0) {
		enum step step = c->step;
		enum said said = steps[step].say(c);

		if (said == HELD)
			return;
		if (said == SAID && (c->protocol & steps[step].silent) == 0)
			client_await(c);
	}
}
