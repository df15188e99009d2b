/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policyload.c - a bounded load generator for Postfix policy servers.
 *
 * Opens N persistent connections and keeps exactly one request outstanding on
 * each, as N smtpd(8) processes do: a Postfix smtpd holds one connection to a
 * check_policy_service endpoint, sends one request, waits for the reply, and
 * only then goes on.  There is no pipelining in the real client, so there is
 * none here.  It also speaks the socketmap and tcp_table protocols, so that
 * lookup-table servers can be compared.
 *
 * Use:     policyload [options] ENDPOINT
 *          policyload -c 16 -n 200000 unix:/var/spool/postfix/private/policy
 *          policyload -c 1 -n 20000 -d senders.txt inet:127.0.0.1:10031
 *          policyload -c 128 -n 100000 -g 5000 -A client_address=192.0.2.7 127.0.0.1:10031
 *          policyload -p socketmap -m postfix -d domains.txt -c 16 127.0.0.1:8461
 *          policyload -c 64 -n 6000 -q 500 ...      (open loop: 500 requests/s)
 *
 * ENDPOINT   unix:PATH, a PATH with a slash first, inet:HOST:PORT, HOST:PORT
 *            or [V6ADDR]:PORT.  Meant for loopback; everything is bounded.
 *
 * Load
 *   -c N       connections, one request outstanding on each        (1)
 *   -n N       measured requests                                   (10000)
 *   -w N       requests sent first and not counted       (the larger of the
 *              number of domains and 2 x connections)
 *   -q RATE    open loop: RATE requests/s in all, latency taken from the time
 *              the request was due, so that queueing is seen; without it the
 *              loop is closed and the rate is what the server reaches
 *   -r N       reconnect after N requests on a connection, as Postfix does
 *              with smtpd_policy_service_request_limit = N
 *   -T SEC     end the warm-up, and the measured part, after SEC seconds each
 *              at the latest; "-n 1000000000 -T 5" measures for 5 seconds (60)
 *   -t SEC     give a request up after SEC seconds; the connection is then
 *              closed and opened again                             (30)
 *   -k SEC     give the connect phase SEC seconds                  (20)
 * Content
 *   -d FILE    sender domains, one a line, cycled through ("#" comments)
 *   -g N       or N generated domains: d0.bench.example ...        (1)
 *   -s SEED    choose domains at random (uniform) instead of cycling
 *   -a FILE    attribute template, one name=value a line, instead of the
 *              built-in one, which holds every attribute that Postfix 3.10
 *              sends at RCPT on a submission service, in its order
 *   -A NAME=V  change one attribute of the template (or add it); repeatable
 *              In values: {domain} the domain, {n} the request's number,
 *              {c} the connection's number.
 *   -p PROTO   policy | socketmap | tcp                            (policy)
 *   -m NAME    socketmap name                                      (QUERY)
 * Output
 *   -P PID     also report that process and its descendants: resident memory
 *              (RSS sum, PSS sum), number of processes, CPU time per request
 *   -j         one line of JSON instead of text
 *   -v         print the first reply
 *
 * Printed: requests/s, latency p50/p90/p99/p99.9/max (microseconds), count per
 * distinct first word of the action (or socketmap status / tcp_table code),
 * errors by kind, and the generator's own CPU share: when "generator cpu" is
 * near 100% the generator, not the server, is the limit.  "waiting" is printed
 * when the time limit found requests unanswered: how many, and how long the
 * oldest had waited.  One that waited for seconds means connections that the
 * server never came to (its cap on connections or children); the percentiles
 * hold answered requests only, so read them together with this line.
 *
 * Exit status: 0 all requests answered, 1 some failed or the time limit ended
 * the run, 2 usage error or nothing could be measured.
 *
 * Realistic concurrency: one connection for each smtpd process that is in a
 * session and has reached the restriction; smtpd processes are capped by
 * default_process_limit (100) or the maxproc column of the service in
 * master.cf.  1 to 100 is normal; 1000 is a very large site.
 */
#include "policyload.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

static struct load *
load_new(int argc, char **argv)
{
	struct load *load = mem_zalloc(sizeof(*load));
	struct epoll_event event = {.events = EPOLLIN, .data.ptr = NULL};

	options_read(&load->options, argc, argv);
	load_endpoint_parse(
	    load->options.endpoint, &load->endpoint, POLICYLOAD_USAGE);
	load->template = template_new(&load->options);
	load->epoll = epoll_create1(EPOLL_CLOEXEC);
	load->timer =
	    timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (load->epoll == -1 || load->timer == -1 ||
	    epoll_ctl(load->epoll, EPOLL_CTL_ADD, load->timer, &event) == -1)
		load_die(POLICYLOAD_USAGE, "epoll: %s", strerror(errno));
	load->clients = mem_array(load->options.clients, sizeof(struct client));
	for (unsigned i = 0; i < load->options.clients; i++) {
		load->clients[i].load = load;
		load->clients[i].number = i;
		load->clients[i].fd = -1;
	}
	return load;
}

static void
load_free(struct load *load)
{
	for (unsigned i = 0; i < load->options.clients; i++) {
		client_close(&load->clients[i], 0);
		buf_fini(&load->clients[i].request);
	}
	(void)close(load->epoll);
	(void)close(load->timer);
	template_free(&load->template);
	options_free(&load->options);
	free(load->clients);
	free(load);
}

static void
load_measure(struct load *load)
{
	struct usage u = {0};
	pid_t server = load->options.server;

	u.before = load_process_tree(server);
	u.own_cpu = -load_process_own_cpu();
	run_measure(load, &u.seconds);
	u.own_cpu += load_process_own_cpu();
	u.after = load_process_tree(server);
	report_print(load, &u);
}

int
main(int argc, char **argv)
{
	struct load *load = load_new(argc, argv);
	int status = POLICYLOAD_USAGE;

	load_raise_descriptors(load->options.clients);
	(void)signal(SIGPIPE, SIG_IGN);
	run_connect(load);
	run_warm_up(load);
	load_measure(load);
	if (load->answered > 0)
		status = load->answered == load->options.requests ? 0 : 1;
	load_free(load);
	return status;
}
