/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server says in lines. */

#include "probe/reply.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

void
reply_init(struct reply *reply, enum probe_service service)
{
	*reply = (struct reply){.service = service};
}

void
reply_fini(struct reply *reply)
{
	free(reply->content_type);
	free(reply->location);
	reply->content_type = NULL;
	reply->location = NULL;
}

static bool
reply_is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* A word among others, as in `* CAPABILITY IMAP4rev1 STARTTLS`. */
static bool
reply_has_word(const char *line, size_t len, const char *word)
{
	for (size_t at = 0; at < len;) {
		size_t end = at;

		while (end < len && strchr(" \t]", line[end]) == NULL)
			end++;
		if (text_equal_fold(line + at, end - at, word, strlen(word)))
			return true;
		at = end + 1;
	}
	return false;
}

static void
reply_take_smtp(struct reply *reply, const char *line, size_t len)
{
	reply->busy = len >= 3 && memcmp(line, "421", 3) == 0;
	if (len > 4 && memcmp(line, "250", 3) == 0 &&
	    text_equal_fold(line + 4, len - 4, "STARTTLS", 8))
		reply->offers_tls = true;
}

static void
reply_take_imap(struct reply *reply, const char *line, size_t len)
{
	if (reply_has_word(line, len, "CAPABILITY") ||
	    reply_has_word(line, len, "[CAPABILITY"))
		reply->offers_tls |= reply_has_word(line, len, "STARTTLS");
}

/* The value where the line is this field. */
static const char *
reply_field(const char *line, size_t len, const char *name, size_t *len_out)
{
	size_t at = strlen(name);

	if (len <= at || line[at] != ':' ||
	    !text_equal_fold(line, at, name, at))
		return NULL;
	for (at++; at < len && reply_is_blank(line[at]);)
		at++;
	while (len > at && reply_is_blank(line[len - 1]))
		len--;
	*len_out = len - at < REPLY_FIELD_MAX ? len - at : REPLY_FIELD_MAX;
	return line + at;
}

static void
reply_take_field(const char *line, size_t len, const char *name, char **field)
{
	const char *value = reply_field(line, len, name, &len);

	if (value != NULL && *field == NULL)
		*field = mem_strndup(value, len);
}

/* `HTTP/1.1 200 OK`: after an interim response (1xx) all begins anew. */
static void
reply_take_status(struct reply *reply, const char *line, size_t len)
{
	const char *space = memchr(line, ' ', len);

	if (reply->header_ended && reply->status / 100 != 1)
		return;
	reply_fini(reply);
	reply->header_ended = false;
	reply->status = 0;
	if (space == NULL || line + len - space < 4)
		return;
	for (int i = 1; i <= 3; i++) {
		if (!text_is_digit(space[i]))
			return;
		reply->status = reply->status * 10 + (space[i] - '0');
	}
}

static void
reply_take_http(struct reply *reply, const char *line, size_t len)
{
	if (len > 5 && memcmp(line, "HTTP/", 5) == 0) {
		reply_take_status(reply, line, len);
	} else if (len == 0) {
		reply->header_ended = true;
	} else if (!reply->header_ended) {
		reply_take_field(
		    line, len, "Content-Type", &reply->content_type);
		reply_take_field(line, len, "Location", &reply->location);
	}
}

/* Is a first line of the protocol? */
static bool
reply_is_native(enum probe_service service, const char *line, size_t len)
{
	switch (service) {
	case PROBE_SMTP:
	case PROBE_SMTPS:
		return len >= 3 && text_is_digit(line[0]) &&
		       text_is_digit(line[1]) && text_is_digit(line[2]);
	case PROBE_IMAP:
	case PROBE_IMAPS:
		return len >= 2 && memcmp(line, "* ", 2) == 0;
	case PROBE_POP3:
	case PROBE_POP3S:
		return len >= 3 && (memcmp(line, "+OK", 3) == 0 ||
				       memcmp(line, "-ER", 3) == 0);
	case PROBE_HTTPS:
	case PROBE_SERVICES:
		break;
	}
	return true; /* libcurl knows HTTP when it sees it */
}

static void
reply_keep_last(struct reply *reply, const char *line, size_t len)
{
	reply->last_len = len < REPLY_FIELD_MAX ? len : REPLY_FIELD_MAX - 1;
	memcpy(reply->last, line, reply->last_len);
	reply->last[reply->last_len] = '\0';
}

int
reply_take(struct reply *reply, const char *line, size_t len)
{
	reply->lines++;
	reply->octets += len;
	if (reply->octets > REPLY_OCTETS_MAX) {
		reply->too_long = true;
		return -1;
	}
	while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r'))
		len--;
	reply_keep_last(reply, line, len);
	if (reply->lines == 1 && !reply_is_native(reply->service, line, len)) {
		reply->alien = true;
		return -1;
	}
	switch (reply->service) {
	case PROBE_HTTPS:
		reply_take_http(reply, line, len);
		break;
	case PROBE_SMTP:
	case PROBE_SMTPS:
		reply_take_smtp(reply, line, len);
		if (reply->busy)
			return -1;
		break;
	case PROBE_IMAP:
	case PROBE_IMAPS:
		reply_take_imap(reply, line, len);
		break;
	case PROBE_POP3:
	case PROBE_POP3S:
		if (text_equal_fold(line, len, "STLS", 4))
			reply->offers_tls = true;
		break;
	case PROBE_SERVICES:
		break;
	}
	return 0;
}

void
reply_put_last(const struct reply *reply, struct buf *out, size_t most)
{
	text_put_escaped(out, reply->last, reply->last_len, most);
}
