/* SPDX-License-Identifier: BSD-2-Clause */
/* What is offered to the milter, and what it wants of it. */

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "milterload.h"

#define NEGOTIATE_SIZE 12 /* version, actions, protocol */
#define NEGOTIATE_STAGE 4

void
negotiate_ask(struct client *c)
{
	const struct options *o = &c->load->options;
	uint32_t offer[] = {
	    htonl(o->version), htonl(o->actions), htonl(o->protocol)};

	client_put(c, 'O', offer, sizeof(offer));
}

static uint32_t
negotiate_number(const char *data)
{
	uint32_t n;

	memcpy(&n, data, sizeof(n));
	return ntohl(n);
}

/* A stage and its names; false where it is malformed. */
static bool
negotiate_take_list(struct client *c, const char **data, const char *end)
{
	const char *list = *data + NEGOTIATE_STAGE;
	const char *nul;
	uint32_t stage;

	if (end - *data <= NEGOTIATE_STAGE)
		return false;
	stage = negotiate_number(*data);
	nul = memchr(list, '\0', (size_t)(end - list));
	if (nul == NULL || stage >= STAGES)
		return false;
	free(c->macros[stage]);
	c->macros[stage] = mem_strdup(list);
	if (c->load->options.verbose > 1)
		(void)fprintf(
		    stderr, "macro list %c: %s\n", STAGE_LETTERS[stage], list);
	*data = nul + 1;
	return true;
}

/* It may want less than it was offered, never more. */
static void
negotiate_compare(struct client *c, uint32_t version)
{
	const struct options *o = &c->load->options;

	if (version > o->version)
		client_complain(
		    c, "milter answers version %u to %u", version, o->version);
	if ((c->actions & ~o->actions) != 0)
		client_complain(c, "milter wants actions 0x%x not offered",
		    c->actions & ~o->actions);
	if ((c->protocol & ~o->protocol) != 0)
		client_complain(c,
		    "milter wants protocol bits 0x%x not offered",
		    c->protocol & ~o->protocol);
	if (o->verbose > 1)
		(void)fprintf(stderr,
		    "negotiated version %u actions 0x%x protocol 0x%x\n",
		    version, c->actions, c->protocol);
}

void
negotiate_take(struct client *c, const char *data, size_t len)
{
	const char *end = data + len, *lists = data + NEGOTIATE_SIZE;

	if (len < NEGOTIATE_SIZE) {
		client_lose(c, "option reply too short");
		return;
	}
	c->actions = negotiate_number(data + 4);
	c->protocol = negotiate_number(data + 8);
	negotiate_compare(c, negotiate_number(data));
	while (lists < end)
		if (!negotiate_take_list(c, &lists, end)) {
			client_complain(c, "macro list malformed");
			break;
		}
	c->step = STEP_CONNECT;
	c->at = 0;
}
