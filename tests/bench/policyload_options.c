/* SPDX-License-Identifier: BSD-2-Clause */
/* The command line of policyload. */

#include "policyload.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

#define CLIENTS_MAX 100000
#define SECONDS_MAX 1e9
#define LINE_SIZE 4096

/*
 * What Postfix 3.10 sends at RCPT on a submission service with SASL and TLS, in
 * the order of its smtpd_check.c.
 */
static const char *const usual[] = {
    "request=smtpd_access_policy",
    "protocol_state=RCPT",
    "protocol_name=ESMTP",
    "client_address=127.0.0.1",
    "client_name=localhost",
    "client_port=54321",
    "reverse_client_name=localhost",
    "server_address=127.0.0.1",
    "server_port=587",
    "helo_name=client.bench.example",
    "sender=user@{domain}",
    "recipient=rcpt@recipient.example",
    "recipient_count=0",
    "queue_id=",
    "instance=1f2e.{n}.0",
    "size=12345",
    "etrn_domain=",
    "stress=",
    "sasl_method=PLAIN",
    "sasl_username=user@{domain}",
    "sasl_sender=",
    "ccert_subject=",
    "ccert_issuer=",
    "ccert_fingerprint=",
    "ccert_pubkey_fingerprint=",
    "encryption_protocol=TLSv1.3",
    "encryption_cipher=TLS_AES_256_GCM_SHA384",
    "encryption_keysize=256",
    "policy_context=",
    "compatibility_level=3.6",
    "mail_version=3.10.0",
};

static void
words_add(struct words *words, const char *text)
{
	words->list = mem_resize(words->list, words->n + 1, sizeof(char *));
	words->list[words->n++] = mem_strdup(text);
}

/* In place of one of the same name, else at the end. */
static void
attributes_set(struct words *attributes, const char *text)
{
	size_t name = strcspn(text, "=");

	if (text[name] != '=' || name == 0)
		load_die(POLICYLOAD_USAGE,
		    "attribute \"%s\": name=value expected", text);
	for (size_t i = 0; i < attributes->n; i++)
		if (strncmp(attributes->list[i], text, name + 1) == 0) {
			free(attributes->list[i]);
			attributes->list[i] = mem_strdup(text);
			return;
		}
	words_add(attributes, text);
}

static void
each_line(const char *path, void (*take)(struct words *, const char *),
    struct words *into)
{
	FILE *f = fopen(path, "r");
	char line[LINE_SIZE];

	if (f == NULL)
		load_die(POLICYLOAD_USAGE, "%s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f) != NULL) {
		line[strcspn(line, "\r\n")] = '\0';
		if (line[0] != '\0' && line[0] != '#')
			take(into, line);
	}
	(void)fclose(f);
}

static void
domains_generate(struct words *domains, unsigned long n)
{
	for (unsigned long i = 0; i < n; i++) {
		char *name = mem_printf("d%lu.bench.example", i);

		words_add(domains, name);
		free(name);
	}
}

static enum protocol
protocol_of(const char *word)
{
	if (strcmp(word, "socketmap") == 0)
		return PROTOCOL_SOCKETMAP;
	return strcmp(word, "tcp") == 0 ? PROTOCOL_TCP : PROTOCOL_POLICY;
}

/* Options that come together; the parts that come later than they are read. */
struct reading {
	const char *domains_file, *template_file;
	unsigned long generated;
	struct words changed; /* -A */
};

static unsigned long
whole(unsigned long least, unsigned long most)
{
	return load_whole(optarg, least, most, POLICYLOAD_USAGE);
}

static uint64_t
span(void)
{
	return (uint64_t)(load_fraction(optarg, SECONDS_MAX, POLICYLOAD_USAGE) *
			  (double)LOAD_SECOND);
}

/* How much, and for how long. */
static bool
options_take_load(struct options *o, int option)
{
	switch (option) {
	case 'c':
		o->clients = (unsigned)whole(1, CLIENTS_MAX);
		return true;
	case 'n':
		o->requests = whole(1, ULONG_MAX);
		return true;
	case 'w':
		o->warm = whole(0, ULONG_MAX);
		o->warm_given = true;
		return true;
	case 'q':
		o->rate = load_fraction(optarg, 1e9, POLICYLOAD_USAGE);
		return true;
	case 'r':
		o->reconnect = whole(0, ULONG_MAX);
		return true;
	case 'T':
		o->limit = span();
		return true;
	case 't':
		o->timeout = span();
		return true;
	case 'k':
		o->connect_limit = span();
		return true;
	}
	return false;
}

/* What is asked. */
static bool
options_take_content(struct options *o, struct reading *r, int option)
{
	switch (option) {
	case 'd':
		r->domains_file = optarg;
		return true;
	case 'g':
		r->generated = whole(0, ULONG_MAX);
		return true;
	case 's':
		o->at_random = true;
		o->seed ^= whole(0, ULONG_MAX) * 0x9e3779b97f4a7c15ull;
		return true;
	case 'a':
		r->template_file = optarg;
		each_line(optarg, attributes_set, &o->attributes);
		return true;
	case 'A':
		words_add(&r->changed, optarg);
		return true;
	case 'p':
		o->protocol = protocol_of(optarg);
		return true;
	case 'm':
		o->map = optarg;
		return true;
	}
	return false;
}

static bool
options_take_output(struct options *o, int option)
{
	switch (option) {
	case 'P':
		o->server = (pid_t)whole(1, INT_MAX);
		return true;
	case 'j':
		o->json = true;
		return true;
	case 'v':
		o->verbose = true;
		return true;
	}
	return false;
}

static void
options_read_words(struct options *o, struct reading *r)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (r->template_file == NULL)
			attributes_set(&o->attributes, usual[i]);
	for (size_t i = 0; i < r->changed.n; i++) {
		attributes_set(&o->attributes, r->changed.list[i]);
		free(r->changed.list[i]);
	}
	free(r->changed.list);
	if (r->domains_file != NULL)
		each_line(r->domains_file, words_add, &o->domains);
	else
		domains_generate(
		    &o->domains, r->generated > 0 ? r->generated : 1);
	if (o->domains.n == 0)
		load_die(POLICYLOAD_USAGE, "%s: no domains", r->domains_file);
}

void
options_read(struct options *o, int argc, char **argv)
{
	struct reading r = {.generated = 1};
	int option;

	*o = (struct options){.clients = 1,
	    .requests = 10000,
	    .limit = 60 * LOAD_SECOND,
	    .timeout = 30 * LOAD_SECOND,
	    .connect_limit = 20 * LOAD_SECOND,
	    .seed = 88172645463325252ull,
	    .map = "QUERY"};
	while ((option = getopt(
		    argc, argv, "c:n:w:q:r:T:t:k:d:g:s:a:A:p:m:P:jvh")) != -1)
		if (!options_take_load(o, option) &&
		    !options_take_content(o, &r, option) &&
		    !options_take_output(o, option))
			load_die(POLICYLOAD_USAGE,
			    "usage: policyload [options] "
			    "unix:PATH|inet:HOST:PORT (see policyload.c)");
	if (optind != argc - 1)
		load_die(POLICYLOAD_USAGE,
		    "one endpoint needed: unix:PATH or inet:HOST:PORT");
	o->endpoint = argv[optind];
	options_read_words(o, &r);
	if (!o->warm_given)
		o->warm = o->domains.n > 2ul * o->clients ? o->domains.n
							  : 2ul * o->clients;
}

static void
words_free(struct words *words)
{
	for (size_t i = 0; i < words->n; i++)
		free(words->list[i]);
	free(words->list);
}

void
options_free(struct options *o)
{
	words_free(&o->domains);
	words_free(&o->attributes);
}
