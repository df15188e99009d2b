/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of policyload: options, requests, replies, clients, figures. */

#ifndef BENCH_POLICYLOAD_H
#define BENCH_POLICYLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"
#include "load_endpoint.h"
#include "load_latency.h"
#include "load_process.h"

#define POLICYLOAD_USAGE 2
#define POLICYLOAD_REPLY_MAX 16384 /* octets */
#define POLICYLOAD_ACTIONS_MAX 64  /* that are told apart */
#define POLICYLOAD_WORD_SIZE 32

enum protocol {
	PROTOCOL_POLICY,
	PROTOCOL_SOCKETMAP,
	PROTOCOL_TCP,
};

struct words {
	char **list;
	size_t n;
};

struct options {
	unsigned clients;
	unsigned long requests, warm, reconnect;
	bool warm_given, at_random, json, verbose;
	double rate; /* requests a second; 0: as many as are answered */
	uint64_t limit, timeout, connect_limit; /* ns */
	uint64_t seed;
	enum protocol protocol;
	const char *map;
	const char *endpoint;
	pid_t server;
	struct words domains;
	struct words attributes; /* name=value */
};

enum client_state {
	CLIENT_DOWN,
	CLIENT_CONNECTING,
	CLIENT_IDLE,
	CLIENT_BUSY,
};

struct client {
	struct load *load;
	struct client *next_idle;
	unsigned number;
	int fd;
	enum client_state state;
	uint64_t due, sent, retry_at; /* due: latency is counted from here */
	unsigned long served;
	struct buf request;
	size_t request_sent;
	size_t reply_len;
	char reply[POLICYLOAD_REPLY_MAX];
};

struct action {
	char word[POLICYLOAD_WORD_SIZE]; /* "": from here on none */
	unsigned long n;
};

struct failures {
	unsigned long connect, eof, timeout, io, malformed;
};

/* Of requests that were unanswered at the end. */
struct waiting {
	unsigned n, over_1s;
	uint64_t oldest; /* ns */
};

struct load {
	struct options options;
	struct load_endpoint endpoint;
	struct template *template;
	size_t next_domain;
	int epoll, timer;
	struct client *clients, *first_idle, *last_idle;

	/* of a phase, the warm-up or the measured one */
	bool measuring, shown;
	unsigned long target, issued, finished, answered;
	uint64_t began;
	struct failures failures;
	struct action actions[POLICYLOAD_ACTIONS_MAX];
	struct load_latency latency;
	struct waiting waiting;
};

/* policyload_options.c */
void options_read(struct options *, int argc, char **argv);
void options_free(struct options *);

/* policyload_request.c: the text of the next request, in client->request */
struct template *template_new(const struct options *);
void template_free(struct template **);
void request_make(struct client *);

/*
 * policyload_reply.c: 1 where client->reply holds a whole reply, which is
 * counted; 0 where more is to come, -1 where it is none.
 */
int reply_take(struct client *);

/* policyload_client.c */
void client_open(struct client *);
void client_close(struct client *, uint64_t retry_in);
void client_send(struct client *);
struct client *client_next_idle(struct load *);
void client_fail(struct client *, unsigned long *kind);
void client_ready(struct client *, uint32_t events);

/* policyload_run.c */
void run_connect(struct load *);
void run_warm_up(struct load *);
void run_measure(struct load *, double *seconds_out);

/* policyload_report.c */
struct usage {
	double seconds, own_cpu;
	struct load_process before, after;
};
void report_print(const struct load *, const struct usage *);

#endif
