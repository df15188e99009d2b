/* SPDX-License-Identifier: BSD-2-Clause */
/* What policyload is answered. */

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "policyload.h"

#define NETSTRING_DIGITS 7

/* The first word of the answer, in capitals. */
static void
action_word(const char *text, size_t len, char out[POLICYLOAD_WORD_SIZE])
{
	size_t i = 0;

	while (i < len && i < POLICYLOAD_WORD_SIZE - 1 &&
	       !isspace((unsigned char)text[i])) {
		out[i] = (char)toupper((unsigned char)text[i]);
		i++;
	}
	out[i] = '\0';
	if (i == 0)
		(void)snprintf(out, POLICYLOAD_WORD_SIZE, "(empty)");
}

static void
action_count(struct load *load, const char *text, size_t len)
{
	char word[POLICYLOAD_WORD_SIZE];

	if (!load->measuring)
		return;
	action_word(text, len, word);
	for (size_t i = 0; i < POLICYLOAD_ACTIONS_MAX; i++) {
		struct action *a = &load->actions[i];

		if (a->word[0] == '\0')
			memcpy(a->word, word, sizeof(word));
		if (strcmp(a->word, word) == 0) {
			a->n++;
			return;
		}
	}
}

/* 0 where there is room for more to come, else -1. */
static int
reply_is_unfinished(const struct client *c)
{
	return c->reply_len >= sizeof(c->reply) - 1 ? -1 : 0;
}

/* Lines of name=value, and an empty one. */
static int
reply_take_policy(struct client *c)
{
	char *text = c->reply, *end = memmem(text, c->reply_len, "\n\n", 2);
	char *action;

	if (end == NULL)
		return reply_is_unfinished(c);
	if (end + 2 != text + c->reply_len)
		return -1;
	action = strncasecmp(text, "action=", 7) == 0
		     ? text
		     : strcasestr(text, "\naction=");
	if (action == NULL)
		return -1;
	action = strchr(action, '=') + 1;
	action_count(c->load, action, strcspn(action, "\n"));
	return 1;
}

/* A netstring: LEN:TEXT, */
static int
reply_take_socketmap(struct client *c)
{
	const char *text = c->reply;
	size_t digits = 0, len = 0, whole;

	for (; digits < c->reply_len && digits < NETSTRING_DIGITS &&
	       isdigit((unsigned char)text[digits]);
	     digits++)
		len = len * 10 + (size_t)(text[digits] - '0');
	if (digits == c->reply_len)
		return 0;
	whole = digits + 1 + len + 1;
	if (digits == 0 || text[digits] != ':' || whole > sizeof(c->reply) - 1)
		return -1;
	if (c->reply_len < whole)
		return 0;
	if (text[whole - 1] != ',' || c->reply_len != whole)
		return -1;
	action_count(c->load, text + digits + 1, len);
	return 1;
}

/* A line. */
static int
reply_take_tcp(struct client *c)
{
	const char *end = memchr(c->reply, '\n', c->reply_len);

	if (end == NULL)
		return reply_is_unfinished(c);
	action_count(c->load, c->reply, (size_t)(end - c->reply));
	return 1;
}

static int
reply_take_any(struct client *c)
{
	switch (c->load->options.protocol) {
	case PROTOCOL_POLICY:
		return reply_take_policy(c);
	case PROTOCOL_SOCKETMAP:
		return reply_take_socketmap(c);
	case PROTOCOL_TCP:
		return reply_take_tcp(c);
	}
	return -1;
}

int
reply_take(struct client *c)
{
	int ret;

	c->reply[c->reply_len] = '\0';
	ret = reply_take_any(c);
	if (ret == 1 && c->load->options.verbose && !c->load->shown) {
		c->load->shown = true;
		(void)fprintf(stderr, "first reply (%zu bytes): %s\n",
		    c->reply_len, c->reply);
	}
	if (ret == 1)
		c->reply_len = 0;
	return ret;
}
