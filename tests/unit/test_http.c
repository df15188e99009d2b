/* SPDX-License-Identifier: BSD-2-Clause */
/* The HTTP server: what is answered, what is refused, and that it is
 * bounded. */

#include "tests/unit/unit.h"

#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "daemon/http.h"
#include "daemon/listener.h"

#define PATIENCE_MS 10000

static const struct {
	const char *text;
	int status;
	const char *path; /* where it is good */
	bool head;
} requests[] = {
    {"GET / HTTP/1.1\r\nHost: x\r\n\r\n", HTTP_OK, "/", false},
    {"GET /a/b HTTP/1.0\n\n", HTTP_OK, "/a/b", false},
    {"HEAD /a?b=c&d HTTP/1.1\r\n\r\n", HTTP_OK, "/a", true},
    {"GET /a HTTP/1.1\r\n\r\nGET /b HTTP/1.1\r\n\r\n", HTTP_OK, "/a", false},
    {"GET /a HTTP/1.1\r\nX: \xff\x01\r\n\r\n", HTTP_OK, "/a", false},
    {"", HTTP_MORE, NULL, false},
    {"GET / HTTP/1.1\r\n", HTTP_MORE, NULL, false},
    {"GET / HTTP/1.1\r\nHost: x\r\n\r", HTTP_MORE, NULL, false},
    {"POST /a HTTP/1.1\r\n\r\n", HTTP_BAD_METHOD, NULL, false},
    {"get /a HTTP/1.1\r\n\r\n", HTTP_BAD_METHOD, NULL, false},
    {"GET /a HTTP/2.0\r\n\r\n", HTTP_BAD_VERSION, NULL, false},
    {"GET /a\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET  HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET a HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET /a b HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET /\x80 HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET /\t HTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET / HTTP/1.1 \r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"GET / XTTP/1.1\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"\n\n", HTTP_BAD_REQUEST, NULL, false},
    {"\r\n\r\n", HTTP_BAD_REQUEST, NULL, false},
    {"sender=a@b\nrequest=x\n\n", HTTP_BAD_REQUEST, NULL, false},
};

static void
each_head_has_its_status(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(requests) / sizeof(requests[0]); i++) {
		size_t len = strlen(requests[i].text);
		char *text = malloc(len > 0 ? len : 1); /* of the exact size */
		struct http_request r = {NULL, 0, false};
		int status;

		assert_non_null(text);
		memcpy(text, requests[i].text, len);
		status = http_request_parse(text, len, &r);
		if (status != requests[i].status)
			fail_msg("%s: %d", requests[i].text, status);
		if (status == HTTP_OK) {
			assert_int_equal(r.len, strlen(requests[i].path));
			assert_memory_equal(r.path, requests[i].path, r.len);
			assert_int_equal(r.head, requests[i].head);
		}
		free(text);
	}
}

static void
a_head_without_an_end_is_too_large(void **state)
{
	static char text[HTTP_HEAD_MAX + 10];
	struct http_request r;

	(void)state;
	memset(text, 'a', sizeof(text));
	assert_int_equal(
	    http_request_parse(text, HTTP_HEAD_MAX - 1, &r), HTTP_MORE);
	assert_int_equal(
	    http_request_parse(text, HTTP_HEAD_MAX, &r), HTTP_TOO_LARGE);
	memcpy(text + HTTP_HEAD_MAX, "\n\n", 2); /* an end past the limit */
	assert_int_equal(
	    http_request_parse(text, sizeof(text), &r), HTTP_TOO_LARGE);
}

static const struct listener_options options = {
    .mode = 0600, .owner = (uid_t)-1, .group = (gid_t)-1};

static struct {
	char top[64], path[80], endpoint[96];
	struct event_base *base;
	struct http *http;
	int asked;
} world;

static void
page(void *arg, const char *path, struct http_reply *reply)
{
	assert_ptr_equal(arg, &world);
	world.asked++;
	if (strcmp(path, "/large") == 0) {
		reply->status = HTTP_OK;
		for (int i = 0; i < 100000; i++)
			buf_puts(&reply->body, "0123456789");
	} else if (strcmp(path, "/there") == 0) {
		reply->status = HTTP_OK;
		reply->type = "text/x";
		buf_puts(&reply->body, "here\n");
	}
}

static int
start(void **state)
{
	struct error err = {""};

	(void)state;
	memset(&world, 0, sizeof(world));
	(void)snprintf(world.top, sizeof(world.top), "/tmp/test_http.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	(void)snprintf(world.path, sizeof(world.path), "%s/s", world.top);
	(void)snprintf(
	    world.endpoint, sizeof(world.endpoint), "unix:%s", world.path);
	world.base = event_base_new();
	world.http = http_new(world.base, page, &world);
	if (http_listen(world.http, world.endpoint, &options, &err) == -1)
		fail_msg("%s", err.text);
	return 0;
}

static int
stop(void **state)
{
	(void)state;
	http_free(&world.http);
	event_base_free(world.base);
	(void)unlink(world.path);
	(void)rmdir(world.top);
	return 0;
}

static void
turn(int ms)
{
	struct timeval soon = {0, ms * 1000};

	(void)event_base_loopexit(world.base, &soon);
	(void)event_base_dispatch(world.base);
}

static int
connect_to(void)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	(void)snprintf(a.sun_path, sizeof(a.sun_path), "%s", world.path);
	assert_int_equal(
	    connect(fd, (const struct sockaddr *)&a, sizeof(a)), 0);
	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	return fd;
}

/* All that comes until the server closes. */
static char *
receive(int fd)
{
	int64_t end = clock_steady_ms() + PATIENCE_MS;
	struct buf out = BUF_INIT;
	char piece[65536];

	for (;;) {
		ssize_t n = read(fd, piece, sizeof(piece));

		if (n == 0 || (n == -1 && errno != EAGAIN))
			break;
		if (n > 0)
			buf_put(&out, piece, (size_t)n);
		else
			turn(2);
		assert_true(clock_steady_ms() < end);
	}
	buf_put(&out, "", 0);
	return buf_steal(&out);
}

static char *
get(const char *request)
{
	int fd = connect_to();
	char *answer;

	assert_int_equal(
	    write(fd, request, strlen(request)), (ssize_t)strlen(request));
	answer = receive(fd);
	(void)close(fd);
	return answer;
}

static void
assert_get(const char *request, const char *start_of, const char *end_of)
{
	char *answer = get(request);

	if (answer == NULL ||
	    strncmp(answer, start_of, strlen(start_of)) != 0 ||
	    strlen(answer) < strlen(end_of) ||
	    strcmp(answer + strlen(answer) - strlen(end_of), end_of) != 0)
		fail_msg("%s: %s", request, answer);
	free(answer);
}

static void
each_request_has_its_answer(void **state)
{
	(void)state;
	assert_get("GET /there HTTP/1.1\r\n\r\n",
	    "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n",
	    "\r\nConnection: close\r\n\r\nhere\n");
	assert_get("HEAD /there HTTP/1.1\r\n\r\n",
	    "HTTP/1.1 200 OK\r\nContent-Type: text/x\r\nContent-Length: 5\r\n",
	    "\r\n\r\n");
	assert_get("GET /not HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found\r\n",
	    "\r\n\r\nNot Found\n");
	assert_get("PUT /there HTTP/1.1\r\n\r\n",
	    "HTTP/1.1 405 Method Not Allowed\r\n",
	    "Allow: GET, HEAD\r\nConnection: close\r\n\r\nMethod Not "
	    "Allowed\n");
	assert_int_equal(world.asked, 3);
}

static void
a_large_answer_comes_whole(void **state)
{
	char *answer = get("GET /large HTTP/1.0\r\n\r\n");

	(void)state;
	assert_int_equal(strlen(strstr(answer, "\r\n\r\n") + 4), 1000000);
	free(answer);
}

static void
a_client_that_sends_no_more_is_answered(void **state)
{
	int fd = connect_to();
	char *answer;

	(void)state;
	assert_int_equal(write(fd, "GET /there HTTP/1.1\n\n", 21), 21);
	assert_int_equal(shutdown(fd, SHUT_WR), 0);
	answer = receive(fd);
	assert_non_null(strstr(answer, "here\n"));
	free(answer);
	(void)close(fd);
}

/* Octets without an end are neither kept nor read for ever. */
static void
an_endless_request_is_refused(void **state)
{
	static char junk[4096];
	int64_t end = clock_steady_ms() + PATIENCE_MS;
	size_t sent = 0;
	int fd = connect_to();

	(void)state;
	memset(junk, 'x', sizeof(junk));
	for (;;) {
		ssize_t n = send(fd, junk, sizeof(junk), MSG_NOSIGNAL);

		if (n == -1 && errno != EAGAIN)
			break;
		sent += n > 0 ? (size_t)n : 0;
		turn(1);
		assert_true(clock_steady_ms() < end);
	}
	assert_true(sent < 1 << 20);
	assert_int_equal(world.asked, 0);
	(void)close(fd);
}

static void
a_slow_client_is_ended_by_the_deadline(void **state)
{
	int64_t begun = clock_steady_ms();
	int fd = connect_to();
	struct http_counters c;
	char *answer;

	(void)state;
	assert_int_equal(write(fd, "GET / ", 6), 6);
	answer = receive(fd);
	assert_null(answer[0] != '\0' ? answer : NULL);
	assert_in_range(clock_steady_ms() - begun, HTTP_SECONDS * 1000 - 100,
	    HTTP_SECONDS * 1000 + 3000);
	http_counters(world.http, &c);
	assert_int_equal(c.late, 1);
	free(answer);
	(void)close(fd);
}

static void
one_connection_too_many_is_closed_at_once(void **state)
{
	int fds[HTTP_CONNECTIONS_MAX + 1];
	struct http_counters c;
	char octet;

	(void)state;
	for (int i = 0; i <= HTTP_CONNECTIONS_MAX; i++) {
		fds[i] = connect_to();
		turn(2);
	}
	assert_int_equal(read(fds[HTTP_CONNECTIONS_MAX], &octet, 1), 0);
	assert_int_equal(read(fds[0], &octet, 1), -1);
	http_counters(world.http, &c);
	assert_int_equal(c.refused, 1);
	for (int i = 0; i <= HTTP_CONNECTIONS_MAX; i++)
		(void)close(fds[i]);
	turn(20);
	assert_get("GET /there HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "here\n");
}

static void
it_listens_elsewhere_or_nowhere_when_told(void **state)
{
	struct error err = {""};
	char other[100];

	(void)state;
	assert_int_equal(
	    http_listen(world.http, world.endpoint, &options, &err), 0);
	assert_get("GET /there HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "here\n");
	(void)snprintf(
	    other, sizeof(other), "unix:%s/no/such/place/s", world.top);
	assert_int_equal(http_listen(world.http, other, &options, &err), -1);
	assert_non_null(strstr(err.text, "http.listen: "));
	assert_get("GET /there HTTP/1.1\r\n\r\n", "HTTP/1.1 200", "here\n");
	assert_int_equal(http_listen(world.http, "", &options, &err), 0);
	assert_int_equal(access(world.path, F_OK), -1);
}

#define with_http(test) cmocka_unit_test_setup_teardown(test, start, stop)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_head_has_its_status),
	    cmocka_unit_test(a_head_without_an_end_is_too_large),
	    with_http(each_request_has_its_answer),
	    with_http(a_large_answer_comes_whole),
	    with_http(a_client_that_sends_no_more_is_answered),
	    with_http(an_endless_request_is_refused),
	    with_http(a_slow_client_is_ended_by_the_deadline),
	    with_http(one_connection_too_many_is_closed_at_once),
	    with_http(it_listens_elsewhere_or_nowhere_when_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
