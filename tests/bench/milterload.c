/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * milterload.c - a milter client that acts as an MTA, for load and for tests.
 *
 * It speaks the Sendmail milter protocol, version 6, to one milter over N
 * connections and plays M messages through it.  It obeys what the milter
 * negotiates (steps it does not want, steps it will not reply to, SKIP,
 * leading space, macro lists) and reports a breach of the protocol as an error.
 * No libmilter is used, so it can judge libmilter too.
 *
 * Usage:  milterload [options] -s SOCKET FILE...
 *
 *   FILE            a message: header, empty line, body (LF or CRLF); with
 *                   several files connection turns go round robin
 *   -s SOCKET       unix:PATH | local:PATH | inet:PORT@HOST | inet6:PORT@HOST |
 *                   inet:HOST:PORT | HOST:PORT | /PATH
 *   -c N            connections at a time                        (default 1)
 *   -m M            messages in total                            (default 1000)
 *   -S K            messages per SMTP session                    (default 1)
 *   -Q              keep the milter connection between SMTP sessions
 *                   (QUIT_NC); otherwise QUIT, close, connect, negotiate
 *   -D NAME=VALUE   a macro, repeatable, for example
 *                   -D '{cert_issuer}=Example CA'; NAME may be prefixed by the
 *                   stages to send it at: one or more of C H M R D N(eoh)
 *                   E(eom) and a colon, as in -D 'HM:{verify}=OK'.  Without a
 *                   prefix a known macro goes where Postfix and Sendmail send
 *                   it, an unknown one to MAIL.  An empty VALUE sends an empty
 *                   string; -D NAME (no =) removes a default macro.
 *   -C NAME[ADDR]   the SMTP client     (default client.example[192.0.2.1])
 *   -H HELO         the HELO name                 (default client.example)
 *   -f SENDER       envelope sender               (default sender@example.com)
 *   -r RCPT         a recipient, repeatable       (default rcpt@example.net)
 *   -T SECONDS      time without any reply before an error       (default 30)
 *   -w MICROSEC     wait before each of CONNECT, HELO, MAIL, RCPT, DATA and the
 *                   message, as an SMTP client's network delay does (default 0)
 *   -R RATE         start at most RATE messages a second in all
 *   -V VERSION      protocol version to offer                    (default 6)
 *   -P MASK         protocol bits to offer (hex)            (default 0x1fffff)
 *   -A MASK         action bits to offer (hex)                 (default 0x1ff)
 *   -I              send every macro given although the milter named its list
 *   -e RESULT       exit 1 unless every final reply is RESULT: continue, accept,
 *                   reject, tempfail, discard ("ok" is continue or accept)
 *   -x NAME:TEXT    exit 1 unless every message gained a header NAME whose
 *                   value contains TEXT
 *   -X NAME         exit 1 if any message gained a header NAME
 *   -v              print each modification and final reply (twice: each packet)
 *   -j              print the result as one JSON object
 *
 * Results: "message" is the time from the first command of the message (MAIL,
 * or the connect for the first of a session) to its final reply, "eom" the time
 * from the end-of-body command to that reply.
 *
 * Exit: 0 well, 1 an expectation was not met, 2 protocol or connection errors,
 * 64 usage.
 */
#include "milterload.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

static struct load *
load_new(int argc, char **argv)
{
	struct load *load = mem_zalloc(sizeof(*load));
	struct options *o = &load->options;

	load->macros = macros_new();
	options_read(o, load->macros, argc, argv);
	load->n_mails = (size_t)o->n_files;
	load->mails = mem_array(load->n_mails, sizeof(*load->mails));
	for (size_t i = 0; i < load->n_mails; i++)
		mail_read(&load->mails[i], o->files[i]);
	load_endpoint_parse(o->endpoint, &load->endpoint, EX_USAGE);
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	if (load->epoll == -1)
		load_die(EX_OSERR, "epoll: %s", strerror(errno));
	load->clients = mem_array(o->clients, sizeof(*load->clients));
	for (unsigned i = 0; i < o->clients; i++) {
		load->clients[i].load = load;
		load->clients[i].fd = -1;
	}
	return load;
}

static void
load_free(struct load *load)
{
	for (unsigned i = 0; i < load->options.clients; i++)
		client_fini(&load->clients[i]);
	for (size_t i = 0; i < load->n_mails; i++)
		mail_fini(&load->mails[i]);
	(void)close(load->epoll);
	macros_free(&load->macros);
	options_free(&load->options);
	free(load->mails);
	free(load->clients);
	free(load);
}

static int
load_status(const struct figures *f)
{
	if (f->errors > 0 || f->results[RESULT_ERROR] > 0)
		return MILTERLOAD_FAILED;
	return f->unexpected > 0 ? MILTERLOAD_UNEXPECTED : 0;
}

int
main(int argc, char **argv)
{
	struct load *load = load_new(argc, argv);
	int status;

	load_raise_descriptors(load->options.clients);
	(void)signal(SIGPIPE, SIG_IGN);
	run_all(load);
	figures_print(load, load_now() - load->began);
	(void)fflush(stdout);
	status = load_status(&load->figures);
	load_free(load);
	return status;
}
