/* SPDX-License-Identifier: BSD-2-Clause */
/* A request of the Postfix policy protocol. */

#include "policyd/request.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"

#define REQUEST_TYPE "smtpd_access_policy"
#define REQUEST_SHOWN_MAX 80 /* octets of a bad line in a message */

static enum request_state
request_bad(struct error *err, const char *what, const char *line, size_t len)
{
	struct buf shown = BUF_INIT;

	text_put_escaped(&shown, line, len, REQUEST_SHOWN_MAX);
	(void)error_set(err, "%s: \"%s\"", what, buf_text(&shown));
	buf_fini(&shown);
	return REQUEST_BAD;
}

static enum request_attribute
request_is(const char *name, size_t len, const char *wanted,
    enum request_attribute attribute)
{
	return memcmp(name, wanted, len) == 0 ? attribute : REQUEST_ATTRIBUTES;
}

static enum request_attribute
request_attribute(const char *name, size_t len)
{
	switch (len) {
	case 6:
		return request_is(name, len, "sender", REQUEST_SENDER);
	case 7:
		return request_is(name, len, "request", REQUEST_REQUEST);
	case 8:
		if (name[0] == 'i')
			return request_is(
			    name, len, "instance", REQUEST_INSTANCE);
		return request_is(name, len, "queue_id", REQUEST_QUEUE_ID);
	case 9:
		return request_is(name, len, "recipient", REQUEST_RECIPIENT);
	case 13:
		return request_is(
		    name, len, "sasl_username", REQUEST_SASL_USERNAME);
	case 14:
		return request_is(
		    name, len, "policy_context", REQUEST_POLICY_CONTEXT);
	default:
		return REQUEST_ATTRIBUTES;
	}
}

/* One line without its line feed. */
static enum request_state
request_take_line(
    struct request_parser *p, const char *line, size_t len, struct error *err)
{
	const char *equals = memchr(line, '=', len);
	enum request_attribute attribute;
	size_t name_len;

	if (equals == NULL || equals == line)
		return request_bad(err, "no name=value", line, len);
	if (len > REQUEST_LINE_MAX)
		return request_bad(err, "a line that is too long", line, len);
	if (++p->attributes > REQUEST_ATTRIBUTES_MAX)
		return request_bad(err, "too many attributes", line, len);
	name_len = (size_t)(equals - line);
	attribute = request_attribute(line, name_len);
	if (attribute == REQUEST_ATTRIBUTES || p->found[attribute].at != 0)
		return REQUEST_MORE;
	p->found[attribute].at = p->line + (uint32_t)name_len + 1;
	p->found[attribute].len = (uint32_t)(len - name_len - 1);
	return REQUEST_MORE;
}

static struct request_text
request_found(
    const struct request_parser *p, enum request_attribute a, const char *data)
{
	return (struct request_text){data + p->found[a].at, p->found[a].len};
}

static enum request_state
request_finish(struct request_parser *p, const char *data, struct request *out,
    struct error *err)
{
	struct request_text type = request_found(p, REQUEST_REQUEST, data);

	if (p->attributes == 0)
		return request_bad(err, "no attribute", "", 0);
	if (type.at != data &&
	    (type.len != strlen(REQUEST_TYPE) ||
		memcmp(type.at, REQUEST_TYPE, type.len) != 0))
		return request_bad(err, "a request other than " REQUEST_TYPE,
		    type.at, type.len);
	out->sender = request_found(p, REQUEST_SENDER, data);
	out->recipient = request_found(p, REQUEST_RECIPIENT, data);
	out->queue_id = request_found(p, REQUEST_QUEUE_ID, data);
	out->instance = request_found(p, REQUEST_INSTANCE, data);
	out->sasl_username = request_found(p, REQUEST_SASL_USERNAME, data);
	out->policy_context = request_found(p, REQUEST_POLICY_CONTEXT, data);
	memset(p, 0, sizeof(*p));
	return REQUEST_DONE;
}

/* The line under way has no end yet: may it still become one? */
static enum request_state
request_wait(
    struct request_parser *p, const char *data, size_t len, struct error *err)
{
	const char *line = data + p->line;
	size_t line_len = len - p->line;

	if (len >= REQUEST_MAX)
		return request_bad(
		    err, "a request without an end", line, line_len);
	if (line_len > REQUEST_LINE_MAX)
		return request_bad(
		    err, "a line that is too long", line, line_len);
	p->scanned = (uint32_t)len;
	return REQUEST_MORE;
}

enum request_state
request_parse(struct request_parser *p, const char *data, size_t len,
    struct request *out, size_t *used_out, struct error *err)
{
	size_t most = len < REQUEST_MAX ? len : REQUEST_MAX;

	for (;;) {
		const char *from = data + p->scanned;
		const char *end = memchr(from, '\n', most - p->scanned);
		const char *line = data + p->line;

		if (end == NULL)
			return request_wait(p, data, most, err);
		p->scanned = (uint32_t)(end + 1 - data);
		if (end == line) {
			*used_out = p->scanned;
			return request_finish(p, data, out, err);
		}
		if (request_take_line(p, line, (size_t)(end - line), err) ==
		    REQUEST_BAD)
			return REQUEST_BAD;
		p->line = p->scanned;
	}
}

static char *
request_copy(
    struct request_text *to, const struct request_text *from, char *room)
{
	if (from->len > 0)
		memcpy(room, from->at, from->len);
	to->at = room;
	to->len = from->len;
	return room + from->len;
}

struct request *
request_dup(const struct request *r)
{
	size_t len = r->sender.len + r->recipient.len + r->queue_id.len +
		     r->instance.len + r->sasl_username.len +
		     r->policy_context.len;
	struct request *copy = mem_zalloc(sizeof(*copy) + len);
	char *room = (char *)(copy + 1);

	room = request_copy(&copy->sender, &r->sender, room);
	room = request_copy(&copy->recipient, &r->recipient, room);
	room = request_copy(&copy->queue_id, &r->queue_id, room);
	room = request_copy(&copy->instance, &r->instance, room);
	room = request_copy(&copy->sasl_username, &r->sasl_username, room);
	(void)request_copy(&copy->policy_context, &r->policy_context, room);
	return copy;
}
