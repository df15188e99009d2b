/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of milterload. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"
#include "milterload.h"

#define CLIENTS_MAX 60000
#define MESSAGES_MAX 100000000
#define SECONDS_MAX 86400
#define MICROSECONDS_MAX 1000000000

void
options_usage(void)
{
	(void)fprintf(stderr,
	    "usage: milterload [-IQjv] [-c conns] [-m messages] "
	    "[-S per-session] [-D name=value]... [-C name[addr]] [-H helo] "
	    "[-f sender] [-r rcpt]... [-T s] [-w us] [-R rate] [-V ver] [-P "
	    "mask] [-A mask] [-e result] [-x Name:text] [-X Name] -s socket "
	    "file...\n");
	exit(EX_USAGE);
}

static unsigned long
whole(unsigned long least, unsigned long most)
{
	return load_whole(optarg, least, most, EX_USAGE);
}

/* How much, and how fast. */
static bool
options_take_load(struct options *o, int option)
{
	switch (option) {
	case 'c':
		o->clients = (unsigned)whole(1, CLIENTS_MAX);
		return true;
	case 'm':
		o->messages = whole(1, MESSAGES_MAX);
		return true;
	case 'S':
		o->per_session = whole(1, MESSAGES_MAX);
		return true;
	case 'Q':
		o->keep = true;
		return true;
	case 'T':
		o->timeout = whole(1, SECONDS_MAX) * LOAD_SECOND;
		return true;
	case 'w':
		o->wait = whole(0, MICROSECONDS_MAX) * (LOAD_SECOND / 1000000);
		return true;
	case 'R':
		o->rate = (double)whole(1, MESSAGES_MAX);
		return true;
	}
	return false;
}

/* NAME[ADDRESS] */
static void
options_set_client(struct options *o, const char *text)
{
	size_t name = strcspn(text, "[");
	const char *address = text[name] == '[' ? text + name + 1 : "";
	bool closed = strchr(address, ']') != NULL;

	free(o->client_name);
	free(o->client_address);
	o->client_name = mem_strndup(text, name);
	o->client_address =
	    mem_strndup(address, closed ? strcspn(address, "]") : 0);
}

static void
options_add_rcpt(struct options *o, const char *rcpt)
{
	o->rcpts = mem_resize(o->rcpts, o->n_rcpts + 1, sizeof(char *));
	o->rcpts[o->n_rcpts++] = rcpt;
}

/* What the MTA says. */
static bool
options_take_mail(struct options *o, struct macros *macros, int option)
{
	switch (option) {
	case 'D':
		macros_take(macros, optarg);
		return true;
	case 'C':
		options_set_client(o, optarg);
		return true;
	case 'H':
		o->helo = optarg;
		return true;
	case 'f':
		o->sender = optarg;
		return true;
	case 'r':
		options_add_rcpt(o, optarg);
		return true;
	}
	return false;
}

/* How it speaks. */
static bool
options_take_protocol(struct options *o, int option)
{
	switch (option) {
	case 's':
		o->endpoint = optarg;
		return true;
	case 'V':
		o->version = (uint32_t)whole(2, PROTOCOL_VERSION);
		return true;
	case 'P':
		o->protocol = load_mask(optarg, EX_USAGE);
		return true;
	case 'A':
		o->actions = load_mask(optarg, EX_USAGE);
		return true;
	case 'I':
		o->all_macros = true;
		return true;
	}
	return false;
}

/* NAME:TEXT */
static void
options_set_wanted(struct options *o, const char *text)
{
	size_t name = strcspn(text, ":");

	if (text[name] == '\0')
		options_usage();
	free(o->wanted);
	o->wanted = mem_strndup(text, name);
	o->wanted_text = text + name + 1;
}

/* What is to come of it, and what is told. */
static bool
options_take_outcome(struct options *o, int option)
{
	switch (option) {
	case 'e':
		o->expect = optarg;
		return true;
	case 'x':
		options_set_wanted(o, optarg);
		return true;
	case 'X':
		o->forbidden = optarg;
		return true;
	case 'v':
		o->verbose++;
		return true;
	case 'j':
		o->json = true;
		return true;
	}
	return false;
}

/* As an MTA tells of a client with an address; "_" alone can be given. */
static void
options_define_client(const struct options *o, struct macros *macros)
{
	char *both;

	if (o->client_address[0] == '\0' || macros_has(macros, "_"))
		return;
	both = mem_printf("%s [%s]", o->client_name, o->client_address);
	macros_define(macros, "_", both);
	macros_define(macros, "{client_addr}", o->client_address);
	macros_define(macros, "{client_name}", o->client_name);
	free(both);
}

static void
options_init(struct options *o)
{
	*o = (struct options){.clients = 1,
	    .messages = 1000,
	    .per_session = 1,
	    .timeout = 30 * LOAD_SECOND,
	    .version = PROTOCOL_VERSION,
	    .protocol = PROTOCOL_ALL,
	    .actions = ACTIONS_ALL,
	    .helo = "client.example",
	    .sender = "sender@example.com"};
	options_set_client(o, "client.example[192.0.2.1]");
}

void
options_read(struct options *o, struct macros *macros, int argc, char **argv)
{
	int option;

	options_init(o);
	while ((option = getopt(argc, argv,
		    "s:c:m:S:QD:C:H:f:r:T:w:R:V:P:A:Ie:x:X:vj")) != -1)
		if (!options_take_load(o, option) &&
		    !options_take_mail(o, macros, option) &&
		    !options_take_protocol(o, option) &&
		    !options_take_outcome(o, option))
			options_usage();
	if (o->endpoint == NULL || optind >= argc)
		options_usage();
	o->files = argv + optind;
	o->n_files = argc - optind;
	if (o->n_rcpts == 0)
		options_add_rcpt(o, "rcpt@example.net");
	if (o->clients > o->messages)
		o->clients = (unsigned)o->messages;
	options_define_client(o, macros);
}

void
options_free(struct options *o)
{
	free(o->client_name);
	free(o->client_address);
	free(o->wanted);
	free(o->rcpts);
}
