/* SPDX-License-Identifier: BSD-2-Clause */
/* The parts of milterload: options, mail, macros, clients, figures. */

#ifndef BENCH_MILTERLOAD_H
#define BENCH_MILTERLOAD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sysexits.h>

#include "base/buf.h"
#include "load_endpoint.h"
#include "load_latency.h"
#include "milterload_protocol.h"

#define MILTERLOAD_UNEXPECTED 1
#define MILTERLOAD_FAILED 2
#define MILTERLOAD_ERRORS_MAX 1000 /* then it is given up */
#define MILTERLOAD_ERRORS_SHOWN 10 /* without -v */

enum result {
	RESULT_CONTINUE,
	RESULT_ACCEPT,
	RESULT_REJECT,
	RESULT_TEMPFAIL,
	RESULT_DISCARD,
	RESULT_ERROR,
	RESULTS,
};

struct options {
	unsigned clients;
	unsigned long messages, per_session;
	bool keep, json, all_macros;
	int verbose;
	uint64_t wait, timeout; /* ns */
	double rate;            /* messages begun a second; 0: no limit */
	uint32_t version, protocol, actions;
	const char *endpoint, *helo, *sender;
	char *client_name, *client_address; /* "": none known */
	const char **rcpts;
	size_t n_rcpts;
	const char *expect;      /* a result, or "ok"; or NULL */
	char *wanted;            /* a field's name, or NULL */
	const char *wanted_text; /* that its value contains */
	const char *forbidden;   /* a field's name, or NULL */
	char **files;
	int n_files;
};

struct field {
	char *name;
	char *value; /* with what follows the colon; lines end with \n */
};

struct mail {
	struct field *fields;
	size_t n_fields;
	struct buf body; /* lines end with \r\n */
};

/* What a client says next. */
enum step {
	STEP_CONNECTING,
	STEP_NEGOTIATE,
	STEP_CONNECT,
	STEP_HELO,
	STEP_MAIL,
	STEP_RCPT,
	STEP_DATA,
	STEP_FIELDS,
	STEP_EOH,
	STEP_BODY,
	STEP_EOM,
	STEP_IDLE, /* the next message of the session, when it may begin */
	STEPS,
};

struct client {
	struct load *load;
	int fd; /* -1: none */
	bool watched_for_room;
	struct buf in, out;
	size_t sent; /* of `out` */

	uint32_t protocol, actions; /* negotiated */
	char *macros[STAGES];       /* that the milter named, or NULL */

	enum step step;
	size_t at; /* recipient, field or octet of the body */
	bool awaits_reply;
	uint64_t deadline; /* of that reply, or of the connection */
	uint64_t resume;   /* when to go on; 0: no such time */

	unsigned long said_in_session; /* messages */
	enum result session;           /* not RESULT_CONTINUE: it has ended */

	bool has_message;
	unsigned long number;
	const struct mail *mail;
	char queue_id[24];
	uint64_t began, at_end; /* of the message; at_end 0: not there */
	size_t rcpts_taken;
	bool skips_fields, skips_body, skips_rcpts;
	unsigned wanted_seen;
};

struct figures {
	unsigned long results[RESULTS], quarantined, rcpts_rejected, replies,
	    added, inserted, changed, deleted, bodies, rcpts_added,
	    rcpts_deleted, senders, progress, skips, errors, connects, sessions,
	    unexpected;
	unsigned long long octets; /* sent */
	struct load_latency message, end;
};

struct load {
	struct options options;
	struct load_endpoint endpoint;
	struct macros *macros;
	struct mail *mails;
	size_t n_mails;
	struct client *clients;
	int epoll;
	unsigned long started, finished;
	uint64_t began, looked;
	struct figures figures;
};

/* milterload_options.c */
void options_read(struct options *, struct macros *, int argc, char **argv);
void options_usage(void) __attribute__((noreturn));
void options_free(struct options *);

/* milterload_mail.c */
void mail_read(struct mail *, const char *path);
void mail_fini(struct mail *);

/*
 * milterload_macros.c.  A value that begins with MACRO_OF_MESSAGE is made for
 * each message: 'i' its queue id, 'r' the recipient, 'h' that one's host.
 */
#define MACRO_OF_MESSAGE '\1'
struct macros *macros_new(void);
void macros_free(struct macros **);
void macros_define(struct macros *, const char *name, const char *value);
void macros_take(struct macros *, const char *definition); /* of -D */
bool macros_has(const struct macros *, const char *name);
/* What a client sends at a stage: name, NUL, value, NUL and so on. */
void macros_put(const struct client *, enum stage, struct buf *out);

/* milterload_client.c */
void client_open(struct client *);
void client_close(struct client *);
void client_fini(struct client *);
bool client_may_begin(const struct load *);
void client_begin_message(struct client *);
void client_finish_message(struct client *, enum result);
void client_after_message(struct client *); /* the next, or the end */
void client_end_session(struct client *);
void client_put(struct client *, char command, const void *, size_t);
void client_await(struct client *);
void client_send(struct client *);
void client_complain(struct client *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
void client_lose(struct client *, const char *why);

/* milterload_say.c: all that can be said before the next reply */
void say_on(struct client *);

/* milterload_negotiate.c */
void negotiate_ask(struct client *);
void negotiate_take(struct client *, const char *data, size_t len);

/* milterload_hear.c: a packet that came */
void hear_packet(struct client *, char command, const char *data, size_t len);

/* milterload_receive.c: what has come by now */
void receive_all(struct client *);

/* milterload_run.c: until all messages are finished */
void run_all(struct load *);

/* milterload_figures.c */
const char *figures_result_name(enum result);
void figures_print(const struct load *, uint64_t took);

#endif
