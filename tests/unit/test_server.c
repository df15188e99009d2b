/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy protocol over sockets, with somebody else deciding. */

#include "tests/unit/unit.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/listener.h"
#include "policyd/request.h"
#include "policyd/server.h"

#define JOBS_MAX 16
#define MANY 1000
#define ASK(sender)                                                        \
	"request=smtpd_access_policy\nprotocol_state=RCPT\nsender=" sender \
	"\nrecipient=b@two.test\n\n"

static const struct listener_options options = {
    .mode = 0600, .owner = (uid_t)-1, .group = (gid_t)-1};

static struct {
	char top[64], path[80], endpoint[96];
	struct event_base *base;
	struct server *server;
	/* senders that begin with `later` wait here */
	struct connection *waiting[JOBS_MAX];
	int n_waiting, decided, cancelled;
} world;

/* Replies with the sender, so that order and framing can be seen. */
static void *
decide(
    void *arg, const struct request *r, struct connection *c, struct buf *reply)
{
	(void)arg;
	world.decided++;
	if (r->sender.len >= 5 && memcmp(r->sender.at, "later", 5) == 0) {
		assert_true(world.n_waiting < JOBS_MAX);
		world.waiting[world.n_waiting] = c;
		return &world.waiting[world.n_waiting++];
	}
	buf_puts(reply, "action=DUNNO ");
	buf_put(reply, r->sender.at, r->sender.len);
	buf_puts(reply, "\n\n");
	return NULL;
}

static void
cancel(void *arg, void *job)
{
	(void)arg;
	*(struct connection **)job = NULL;
	world.cancelled++;
}

static const struct server_ops ops = {.decide = decide, .cancel = cancel};

static void
must_listen(const char *const *endpoints, size_t n)
{
	struct error err = {""};

	if (server_listen(world.server, endpoints, n, &options, &err) == -1)
		fail_msg("%s", err.text);
}

static int
start(void **state)
{
	const char *endpoint = world.endpoint;

	(void)state;
	memset(&world, 0, sizeof(world));
	(void)snprintf(world.top, sizeof(world.top), "/tmp/test_server.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	(void)snprintf(world.path, sizeof(world.path), "%s/s", world.top);
	(void)snprintf(
	    world.endpoint, sizeof(world.endpoint), "unix:%s", world.path);
	log_open("test", LOG_TO_STDERR, LOG_LEVEL_ERROR);
	world.base = event_base_new();
	assert_non_null(world.base);
	world.server = server_new(world.base, &ops, NULL);
	must_listen(&endpoint, 1);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	server_free(&world.server);
	event_base_free(world.base);
	(void)unlink(world.path);
	(void)rmdir(world.top);
	return 0;
}

static void
turn(void)
{
	for (int i = 0; i < 8; i++)
		(void)event_base_loop(world.base, EVLOOP_NONBLOCK);
}

static int
client_at(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0);

	assert_true(fd >= 0);
	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	assert_int_equal(
	    connect(fd, (struct sockaddr *)&address, sizeof(address)), 0);
	return fd;
}

static int
client(void)
{
	return client_at(world.path);
}

static void
say_octets(int fd, const char *data, size_t len)
{
	assert_int_equal(send(fd, data, len, MSG_NOSIGNAL), (ssize_t)len);
}

static void
say(int fd, const char *text)
{
	say_octets(fd, text, strlen(text));
}

/* All that has come; `closed` where that is the end. */
static void
assert_heard(int fd, const char *wanted)
{
	char text[4096];
	ssize_t n;

	turn();
	n = recv(fd, text, sizeof(text) - 1, 0);
	if (n == -1 && errno == EAGAIN)
		n = 0;
	else if (n == 0 || (n == -1 && errno == ECONNRESET))
		n = snprintf(text, sizeof(text), "closed");
	assert_true(n >= 0);
	text[n] = '\0';
	assert_string_equal(text, wanted);
}

static void
one_connection_serves_request_after_request(void **state)
{
	int fd = client();

	(void)state;
	assert_heard(fd, "");
	for (int i = 0; i < 100; i++) {
		say(fd, ASK("a@one.test"));
		assert_heard(fd, "action=DUNNO a@one.test\n\n");
	}
	assert_heard(fd, "");
	assert_int_equal(server_connections(world.server), 1);
	(void)close(fd);
	turn();
	assert_int_equal(server_connections(world.server), 0);
}

static void
octet_by_octet_is_understood(void **state)
{
	static const char text[] = ASK("a@one.test");
	int fd = client();

	(void)state;
	for (int round = 0; round < 2; round++) {
		for (size_t i = 0; i + 1 < sizeof(text); i++) {
			assert_heard(fd, "");
			say_octets(fd, text + i, 1);
		}
		assert_heard(fd, "action=DUNNO a@one.test\n\n");
	}
	(void)close(fd);
}

static void
requests_in_one_packet_are_answered_in_order(void **state)
{
	int fd = client();

	(void)state;
	say(fd, ASK("1") ASK("2") ASK("3") "sender=4\nrec");
	assert_heard(fd, "action=DUNNO 1\n\naction=DUNNO 2\n\n"
			 "action=DUNNO 3\n\n");
	say(fd, "ipient=x\n\nsend");
	assert_heard(fd, "action=DUNNO 4\n\n");
	say(fd, "er=5\n\n");
	assert_heard(fd, "action=DUNNO 5\n\n");
	(void)close(fd);
}

static void
garbage_ends_its_own_connection_only(void **state)
{
	static const char *const garbage[] = {
	    "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
	    "\n",
	    "\n\n\n\n",
	    "=x\n\n",
	    "request=other\n\n",
	    "\x16\x03\x01\x02\n",
	};
	int good = client();

	(void)state;
	for (size_t i = 0; i < sizeof(garbage) / sizeof(garbage[0]); i++) {
		int bad = client();

		say(bad, garbage[i]);
		assert_heard(bad, "closed");
		(void)close(bad);
		say(good, ASK("a@one.test"));
		assert_heard(good, "action=DUNNO a@one.test\n\n");
	}
	assert_int_equal(server_connections(world.server), 1);
	(void)close(good);
}

static void
what_was_asked_before_the_garbage_is_answered(void **state)
{
	char text[64];
	int fd = client();

	(void)state;
	say(fd, ASK("1") "garbage\n" ASK("2"));
	turn();
	assert_int_equal(recv(fd, text, sizeof(text), 0), 16);
	assert_memory_equal(text, "action=DUNNO 1\n\n", 16);
	assert_heard(fd, "closed");
	assert_int_equal(world.decided, 1);
	(void)close(fd);
}

static void
a_request_without_an_end_ends_its_connection(void **state)
{
	static char endless[1000];
	int fd = client();
	ssize_t n = 0;

	(void)state;
	memset(endless, 'x', sizeof(endless));
	endless[1] = '=';
	endless[sizeof(endless) - 1] = '\n';
	for (int i = 0; i < 200 && n != -1; i++) {
		n = send(fd, endless, sizeof(endless), MSG_NOSIGNAL);
		turn();
	}
	assert_int_equal(n, -1);
	assert_int_equal(server_connections(world.server), 0);
	assert_int_equal(world.decided, 0);
	(void)close(fd);
}

static void
a_client_that_leaves_in_the_middle_is_forgotten(void **state)
{
	int fd = client();

	(void)state;
	say(fd, "request=smtpd_access_policy\nsender=a@");
	turn();
	assert_int_equal(server_connections(world.server), 1);
	(void)close(fd);
	turn();
	assert_int_equal(server_connections(world.server), 0);
}

static void
a_client_that_only_asks_is_held_back_and_later_answered(void **state)
{
	struct buf asked = BUF_INIT, heard = BUF_INIT;
	int fd = client(), sent = 0;
	char data[65536];

	(void)state;
	for (;;) {
		ssize_t n = send(fd, ASK("a@one.test"),
		    strlen(ASK("a@one.test")), MSG_NOSIGNAL);

		turn();
		if (n != (ssize_t)strlen(ASK("a@one.test"))) {
			/* both directions are full: the rest of a cut one */
			if (n > 0)
				buf_puts(&asked, &ASK("a@one.test")[n]);
			break;
		}
		sent++;
	}
	assert_in_range(sent, 100, 100000);
	sent += asked.len > 0;
	while (
	    heard.len < (size_t)sent * strlen("action=DUNNO a@one.test\n\n")) {
		ssize_t n = recv(fd, data, sizeof(data), 0);

		if (n > 0)
			buf_put(&heard, data, (size_t)n);
		turn();
		if (asked.len > 0) {
			n = send(fd, asked.data, asked.len, MSG_NOSIGNAL);
			if (n > 0)
				buf_consume(&asked, (size_t)n);
		}
	}
	assert_int_equal(world.decided, sent);
	assert_heard(fd, "");
	say(fd, ASK("b@one.test"));
	assert_heard(fd, "action=DUNNO b@one.test\n\n");
	buf_fini(&asked);
	buf_fini(&heard);
	(void)close(fd);
}

static void
answer(int i, const char *text)
{
	struct connection *c = world.waiting[i];

	assert_non_null(c);
	world.waiting[i] = NULL;
	server_answer(c, text, strlen(text));
}

static void
a_later_answer_keeps_its_place(void **state)
{
	int slow = client(), quick = client();

	(void)state;
	say(slow, ASK("later@one.test") ASK("next@one.test"));
	assert_heard(slow, "");
	say(slow, ASK("last@one.test"));
	assert_heard(slow, "");
	say(quick, ASK("a@one.test"));
	assert_heard(quick, "action=DUNNO a@one.test\n\n");
	answer(0, "action=DUNNO later\n\n");
	assert_heard(slow,
	    "action=DUNNO later\n\naction=DUNNO next@one.test\n\n"
	    "action=DUNNO last@one.test\n\n");
	say(slow, ASK("a@one.test"));
	assert_heard(slow, "action=DUNNO a@one.test\n\n");
	assert_int_equal(world.cancelled, 0);
	(void)close(slow);
	(void)close(quick);
}

static void
an_answer_for_somebody_who_left_harms_nobody(void **state)
{
	int fd = client();

	(void)state;
	say(fd, ASK("later@one.test"));
	turn();
	(void)close(fd);
	turn();
	answer(0, "action=DUNNO\n\n");
	turn();
	assert_int_equal(server_connections(world.server), 0);
}

static void
jobs_are_cancelled_when_the_server_goes(void **state)
{
	int fd = client();

	(void)state;
	say(fd, ASK("later@one.test"));
	turn();
	server_free(&world.server);
	assert_int_equal(world.cancelled, 1);
	assert_heard(fd, "closed");
	(void)close(fd);
}

static void
a_thousand_connections_are_all_served(void **state)
{
	static int fds[MANY];
	struct rlimit limit;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (limit.rlim_cur < 2 * MANY + 64)
		skip();
	for (int i = 0; i < MANY; i++) {
		fds[i] = client();
		if (i % 50 == 0)
			turn();
	}
	for (int round = 0; round < 3; round++) {
		for (int i = 0; i < MANY; i++)
			say(fds[i], ASK("a@one.test"));
		for (int i = 0; i < MANY; i++)
			assert_heard(fds[i], "action=DUNNO a@one.test\n\n");
	}
	assert_int_equal(server_connections(world.server), MANY);
	for (int i = 0; i < MANY; i++)
		(void)close(fds[i]);
	turn();
	assert_int_equal(server_connections(world.server), 0);
}

static void
draining_answers_what_was_asked_and_closes_the_rest(void **state)
{
	int idle = client(), asked = client(), slow = client();

	(void)state;
	say(slow, ASK("later@one.test"));
	turn();
	say(asked, ASK("a@one.test"));
	server_drain(world.server, 5);
	assert_heard(idle, "closed");
	assert_int_equal(server_connections(world.server), 1);
	assert_int_equal(access(world.path, F_OK), -1);
	answer(0, "action=DUNNO later\n\n");
	assert_int_equal(event_base_got_break(world.base), 1);
	assert_heard(asked, "action=DUNNO a@one.test\n\n");
	assert_heard(asked, "closed");
	assert_heard(slow, "action=DUNNO later\n\n");
	assert_heard(slow, "closed");
	(void)close(idle);
	(void)close(asked);
	(void)close(slow);
}

static void
draining_ends_in_time_whatever_is_outstanding(void **state)
{
	int slow = client();

	(void)state;
	say(slow, ASK("later@one.test"));
	turn();
	server_drain(world.server, 0);
	assert_int_equal(event_base_dispatch(world.base), 0);
	assert_int_equal(event_base_got_break(world.base), 1);
	(void)close(slow);
}

static void
listeners_change_and_connections_stay(void **state)
{
	char path[80], endpoint[96];
	const char *both[] = {world.endpoint, endpoint};
	int first = client(), second;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/t", world.top);
	(void)snprintf(endpoint, sizeof(endpoint), "unix:%s", path);
	turn();
	must_listen(both, 2);
	second = client_at(path);
	say(second, ASK("a@one.test"));
	assert_heard(second, "action=DUNNO a@one.test\n\n");
	must_listen(both + 1, 1);
	assert_int_equal(access(world.path, F_OK), -1);
	say(first, ASK("b@one.test"));
	assert_heard(first, "action=DUNNO b@one.test\n\n");
	say(second, ASK("c@one.test"));
	assert_heard(second, "action=DUNNO c@one.test\n\n");
	(void)close(first);
	(void)close(second);
}

static void
listeners_that_can_not_be_change_nothing(void **state)
{
	char path[80], endpoint[96];
	const char *bad[] = {endpoint, "unix:/nonexistent/folder/s"};
	struct error err = {""};
	int fd;

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/t", world.top);
	(void)snprintf(endpoint, sizeof(endpoint), "unix:%s", path);
	assert_int_equal(
	    server_listen(world.server, bad, 2, &options, &err), -1);
	assert_non_null(strstr(err.text, "/nonexistent/folder/s"));
	assert_int_equal(access(path, F_OK), -1);
	fd = client();
	say(fd, ASK("a@one.test"));
	assert_heard(fd, "action=DUNNO a@one.test\n\n");
	(void)close(fd);
}

static void
without_descriptors_accepting_pauses_and_goes_on(void **state)
{
	struct rlimit limit, few;
	int spare = dup(0), waiting;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	log_open("test", LOG_TO_SYSLOG, LOG_LEVEL_ERROR); /* it is expected */
	waiting = client();
	few = limit;
	few.rlim_cur = (rlim_t)waiting + 1;
	(void)close(spare);
	assert_int_equal(dup(0), spare); /* none below the limit is left */
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &few), 0);
	turn();
	assert_int_equal(server_connections(world.server), 0);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_heard(waiting, ""); /* not closed, and not accepted yet */
	for (int i = 0; i < 100 && server_connections(world.server) == 0; i++)
		(void)event_base_loop(world.base, EVLOOP_ONCE);
	say(waiting, ASK("a@one.test"));
	assert_heard(waiting, "action=DUNNO a@one.test\n\n");
	(void)close(waiting);
	(void)close(spare);
}

static void
one_client_on_two_pipes_is_served_and_ends_the_loop(void **state)
{
	char reply[256] = "";
	int in[2], out[2];
	struct server_counters c;

	(void)state;
	assert_int_equal(pipe2(in, O_NONBLOCK | O_CLOEXEC), 0);
	assert_int_equal(pipe2(out, O_NONBLOCK | O_CLOEXEC), 0);
	server_serve(world.server, in[0], out[1]);
	assert_int_equal(write(in[1], ASK("a") ASK("b"), strlen(ASK("a")) * 2),
	    (ssize_t)strlen(ASK("a")) * 2);
	(void)close(in[1]);
	(void)event_base_dispatch(world.base); /* ends with the client */
	assert_int_equal(server_connections(world.server), 0);
	assert_true(read(out[0], reply, sizeof(reply) - 1) > 0);
	assert_string_equal(reply, "action=DUNNO a\n\naction=DUNNO b\n\n");
	assert_int_equal(read(out[0], reply, 1), 0);
	(void)close(out[0]);
	server_counters(world.server, &c);
	assert_int_equal(c.accepted, 1);
	assert_int_equal(c.connections, 0);
}

static void
a_socket_handed_over_stays_through_every_reload(void **state)
{
	struct listener *l = NULL, *kept = NULL;
	struct error err = {""};

	(void)state;
	assert_int_equal(
	    listener_open("inet:127.0.0.1:0", &options, &l, &err), 0);
	assert_int_equal(listener_adopt(dup(listener_fd(l)), &kept, &err), 0);
	listener_close(&l);
	server_adopt_own(world.server, &kept);
	assert_null(kept);
	assert_int_equal(
	    server_listen(world.server, NULL, 0, &options, &err), 0);
	assert_true(server_is_listening(world.server));
	server_drain(world.server, 1);
	assert_false(server_is_listening(world.server));
	assert_int_equal(
	    server_listen(world.server, NULL, 0, &options, &err), -1);
	assert_non_null(strstr(err.text, "nowhere to listen"));
}

#define with_server(test) cmocka_unit_test_setup_teardown(test, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    with_server(one_connection_serves_request_after_request),
	    with_server(octet_by_octet_is_understood),
	    with_server(requests_in_one_packet_are_answered_in_order),
	    with_server(garbage_ends_its_own_connection_only),
	    with_server(what_was_asked_before_the_garbage_is_answered),
	    with_server(a_request_without_an_end_ends_its_connection),
	    with_server(a_client_that_leaves_in_the_middle_is_forgotten),
	    with_server(
		a_client_that_only_asks_is_held_back_and_later_answered),
	    with_server(a_later_answer_keeps_its_place),
	    with_server(an_answer_for_somebody_who_left_harms_nobody),
	    with_server(jobs_are_cancelled_when_the_server_goes),
	    with_server(a_thousand_connections_are_all_served),
	    with_server(draining_answers_what_was_asked_and_closes_the_rest),
	    with_server(draining_ends_in_time_whatever_is_outstanding),
	    with_server(listeners_change_and_connections_stay),
	    with_server(listeners_that_can_not_be_change_nothing),
	    with_server(without_descriptors_accepting_pauses_and_goes_on),
	    with_server(one_client_on_two_pipes_is_served_and_ends_the_loop),
	    with_server(a_socket_handed_over_stays_through_every_reload),
	};

	(void)signal(SIGPIPE, SIG_IGN);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
