/* SPDX-License-Identifier: BSD-2-Clause */
/* What a server sends is handed over as it came, and what is no response is
 * not: octet by octet, many at once, with nonsense in between. */

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <event2/event.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/servers.h"
#include "dns/standins.h"
#include "dns/upstream.h"
#include "dns/window.h"

#define MANY (2 * STANDINS_MAX + 8)
#define PATIENCE_MS 20000
#define HASTE_MS 100

struct ask {
	char name[32];
	struct upstream_try *slot;
	enum upstream_end end;
	unsigned ends;
	struct buf response;
};

struct query { /* as the server has it */
	unsigned char octets[512];
	size_t len;
	struct sockaddr_in from;
};

struct scene {
	struct event_base *base;
	struct window *window;
	struct upstream *upstream;
	int udp, listener, tcp; /* the server's */
	struct ask asks[MANY];
	struct query queries[MANY];
	size_t n;
};

static void
room(void *arg)
{
	(void)arg;
}

static int
bound(int type, struct sockaddr_in *address)
{
	socklen_t len = sizeof(*address);
	int fd = socket(AF_INET, type, 0);

	assert_int_equal(
	    bind(fd, (struct sockaddr *)address, sizeof(*address)), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)address, &len), 0);
	return fd;
}

static struct scene *
scene_open(unsigned timeout_ms)
{
	struct sockaddr_in a = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	struct scene *s = calloc(1, sizeof(*s));
	struct server_address server = {.family = AF_INET};
	struct error err = {""};

	s->listener = bound(SOCK_STREAM, &a);
	assert_int_equal(listen(s->listener, 4), 0);
	s->udp = bound(SOCK_DGRAM, &a);
	s->tcp = -1;
	memcpy(server.octets, &a.sin_addr, 4);
	server.port = ntohs(a.sin_port);
	s->base = event_base_new();
	s->window = window_new(s->base, timeout_ms, room, s);
	if (upstream_new(s->base, &server, timeout_ms, s->window, &s->upstream,
		&err) == -1)
		fail_msg("%s", err.text);
	return s;
}

static void
scene_close(struct scene *s)
{
	upstream_free(&s->upstream);
	window_free(&s->window);
	event_base_free(s->base);
	for (size_t i = 0; i < s->n; i++)
		buf_fini(&s->asks[i].response);
	(void)close(s->udp);
	(void)close(s->listener);
	if (s->tcp != -1)
		(void)close(s->tcp);
	free(s);
}

static void
on_end(
    void *arg, enum upstream_end end, const void *data, size_t len, bool plain)
{
	struct ask *ask = arg;

	(void)plain;
	ask->ends++;
	ask->end = end;
	if (data != NULL)
		buf_put(&ask->response, data, len);
}

/* Whatever can happen now happens. */
static void
turn(struct scene *s)
{
	for (int i = 0; i < 20; i++)
		(void)event_base_loop(s->base, EVLOOP_NONBLOCK);
}

static void
read_all(struct scene *s, int fd, void *data, size_t len)
{
	char *at = data;

	while (len > 0) {
		struct pollfd p = {.fd = fd, .events = POLLIN};
		ssize_t n;

		turn(s); /* c-ares may have more to send */
		if (poll(&p, 1, 10) == 0)
			continue;
		n = recv(fd, at, len, 0);
		assert_true(n > 0);
		at += n;
		len -= (size_t)n;
	}
}

static void
hear_tcp(struct scene *s, struct query *q)
{
	unsigned char size[2];

	if (s->tcp == -1)
		s->tcp = accept(s->listener, NULL, NULL);
	read_all(s, s->tcp, size, sizeof(size));
	q->len = (size_t)size[0] << 8 | size[1];
	assert_true(q->len <= sizeof(q->octets));
	read_all(s, s->tcp, q->octets, q->len);
}

static void
hear_udp(struct scene *s, struct query *q)
{
	socklen_t len = sizeof(q->from);
	ssize_t n = recvfrom(s->udp, q->octets, sizeof(q->octets), 0,
	    (struct sockaddr *)&q->from, &len);

	assert_true(n > 0);
	q->len = (size_t)n;
}

static void
ask(struct scene *s, size_t n, bool tcp)
{
	for (size_t i = 0; i < n; i++) {
		struct ask *a = &s->asks[s->n + i];
		struct upstream_request r = {
		    .name = a->name, .type = DNS_TYPE_CAA, .tcp = tcp};

		(void)snprintf(a->name, sizeof(a->name), "n%zu.test", s->n + i);
		upstream_ask(s->upstream, &r, on_end, a, &a->slot);
	}
	turn(s);
	for (size_t i = 0; i < n; i++)
		(tcp ? hear_tcp : hear_udp)(s, &s->queries[s->n + i]);
	s->n += n;
}

/* The header and the question of a query as a response, then these octets, which
 * are said to be an answer. */
static void
respond(const struct query *q, const void *records, size_t len, struct buf *out)
{
	unsigned char header[12];
	size_t end = 12;

	memcpy(header, q->octets, sizeof(header));
	header[2] |= 0x80;
	header[7] = 1; /* ANCOUNT */
	header[11] = 0;
	while (q->octets[end] != 0)
		end += 1u + q->octets[end];
	buf_put(out, header, sizeof(header));
	buf_put(out, q->octets + 12, end + 5 - 12);
	buf_put(out, records, len);
}

/* Whose name is in this query: the server may hear them in any order. */
static struct ask *
asked(struct scene *s, const struct query *q)
{
	unsigned long i = strtoul((const char *)q->octets + 14, NULL, 10);

	assert_true(i < s->n);
	return &s->asks[i];
}

static void
say_udp(struct scene *s, const struct query *q, const void *data, size_t len)
{
	assert_int_equal(
	    sendto(s->udp, data, len, 0, (const struct sockaddr *)&q->from,
		sizeof(q->from)),
	    (ssize_t)len);
}

static void
frame(struct buf *out, const void *data, size_t len)
{
	buf_u16(out, (uint16_t)len);
	buf_put(out, data, len);
}

static void
say_tcp(struct scene *s, const struct buf *octets)
{
	for (size_t at = 0; at < octets->len;) {
		ssize_t n = send(s->tcp, octets->data + at, octets->len - at,
		    MSG_DONTWAIT | MSG_NOSIGNAL);

		if (n > 0)
			at += (size_t)n;
		turn(s);
	}
}

/* Until it has ended; then it has, once. */
static void
wait_for(struct scene *s, const struct ask *a)
{
	while (a->ends == 0)
		(void)event_base_loop(s->base, EVLOOP_ONCE);
	turn(s);
	assert_int_equal(a->ends, 1);
	assert_null(a->slot);
}

static void
assert_came(struct scene *s, const struct ask *a, const struct buf *response)
{
	wait_for(s, a);
	assert_int_equal(a->end, UPSTREAM_RESPONSE);
	assert_int_equal(a->response.len, response->len);
	assert_memory_equal(a->response.data, response->data, response->len);
}

/* A CAA record without a value, and octets that are no record. */
static const char no_value[] =
    "\xc0\x0c\x01\x01\0\x01\0\0\1\x2c\0\x07\0\x05issue";
static const char nonsense[] = "\xff\xff\xff\xff\xff\xff\xff";

static void
records_are_none_of_its_business(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
	} cases[] = {
	    {no_value, sizeof(no_value) - 1},
	    {nonsense, sizeof(nonsense) - 1},
	    {"", 0},
	};

	(void)state;
	for (int tcp = 0; tcp < 2; tcp++)
		for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
			struct scene *s = scene_open(PATIENCE_MS);
			struct buf r = BUF_INIT, framed = BUF_INIT;

			ask(s, 1, tcp);
			respond(
			    &s->queries[0], cases[i].octets, cases[i].len, &r);
			frame(&framed, r.data, r.len);
			if (tcp)
				say_tcp(s, &framed);
			else
				say_udp(s, &s->queries[0], r.data, r.len);
			assert_came(s, &s->asks[0], &r);
			buf_fini(&framed);
			buf_fini(&r);
			scene_close(s);
		}
}

static void
errors_and_the_tc_bit_are_handed_over(void **state)
{
	(void)state;
	for (int rcode = 0; rcode < 16; rcode++) {
		struct scene *s = scene_open(PATIENCE_MS);
		struct buf r = BUF_INIT;

		ask(s, 1, false);
		respond(&s->queries[0], "", 0, &r);
		r.data[2] = (char)(r.data[2] | 2);
		r.data[3] = (char)(r.data[3] | rcode);
		say_udp(s, &s->queries[0], r.data, r.len);
		assert_came(s, &s->asks[0], &r);
		buf_fini(&r);
		scene_close(s);
	}
}

static void
octet_by_octet_it_is_the_same(void **state)
{
	struct scene *s = scene_open(PATIENCE_MS);
	struct buf r = BUF_INIT, framed = BUF_INIT;

	(void)state;
	ask(s, 1, true);
	respond(&s->queries[0], no_value, sizeof(no_value) - 1, &r);
	frame(&framed, r.data, r.len);
	for (size_t i = 0; i < framed.len; i++) {
		assert_int_equal(s->asks[0].ends, 0);
		assert_int_equal(send(s->tcp, framed.data + i, 1, 0), 1);
		turn(s);
	}
	assert_came(s, &s->asks[0], &r);
	buf_fini(&framed);
	buf_fini(&r);
	scene_close(s);
}

/* More than are kept at once. */
static void
many_at_once_all_arrive(void **state)
{
	(void)state;
	for (int tcp = 0; tcp < 2; tcp++) {
		struct scene *s = scene_open(PATIENCE_MS);
		struct buf r[MANY], framed = BUF_INIT;

		ask(s, MANY, tcp);
		for (size_t i = 0; i < MANY; i++) {
			r[i] = (struct buf)BUF_INIT;
			respond(&s->queries[i], &i, sizeof(i), &r[i]);
			frame(&framed, r[i].data, r[i].len);
			if (!tcp)
				say_udp(s, &s->queries[i], r[i].data, r[i].len);
		}
		if (tcp)
			say_tcp(s, &framed);
		for (size_t i = 0; i < MANY; i++) {
			assert_came(s, asked(s, &s->queries[i]), &r[i]);
			buf_fini(&r[i]);
		}
		buf_fini(&framed);
		scene_close(s);
	}
}

static void
the_longest_message_arrives(void **state)
{
	struct scene *s = scene_open(PATIENCE_MS);
	struct buf r = BUF_INIT, framed = BUF_INIT;

	(void)state;
	ask(s, 1, true);
	respond(&s->queries[0], "", 0, &r);
	while (r.len < 65535)
		buf_putc(&r, 'x');
	frame(&framed, r.data, r.len);
	say_tcp(s, &framed);
	assert_came(s, &s->asks[0], &r);
	buf_fini(&framed);
	buf_fini(&r);
	scene_close(s);
}

/* Changes to a good response that make it none. */
static void
spoil(struct buf *r, int how)
{
	switch (how) {
	case 0:
		r->len = 0;
		break;
	case 1:
		r->len = 11;
		break;
	case 2:
		r->data[2] = (char)(r->data[2] & 0x7f); /* a query */
		break;
	case 3:
		r->data[5] = 2;
		break;
	case 4:
		r->data[5] = 0;
		break;
	case 5:
		r->data[12] = 63; /* past the end */
		break;
	case 6:
		r->data[12] = (char)0xc0;
		break;
	case 7:
		r->len -= sizeof(no_value) - 1 + 1; /* no class */
		break;
	case 8: /* a name of 257 octets */
		r->len = 12;
		for (int i = 0; i < 4; i++)
			buf_puts(r, "\x3f"
				    "123456789.123456789.123456789.123456789."
				    "123456789.123456789.123");
		buf_put(r, "\0\x01\x01\0\x01", 5);
		break;
	case 9:
		r->data[0] = (char)(r->data[0] ^ 0x55); /* of another query */
		break;
	}
}

#define SPOILS 10

static void
what_is_no_response_is_passed_over(void **state)
{
	(void)state;
	for (int tcp = 0; tcp < 2; tcp++) {
		struct scene *s = scene_open(PATIENCE_MS);
		struct buf good = BUF_INIT, framed = BUF_INIT;

		ask(s, 1, tcp);
		respond(&s->queries[0], no_value, sizeof(no_value) - 1, &good);
		for (int how = 0; how < SPOILS; how++) {
			struct buf bad = BUF_INIT;

			buf_put(&bad, good.data, good.len);
			spoil(&bad, how);
			frame(&framed, bad.data, bad.len);
			if (!tcp)
				say_udp(s, &s->queries[0], bad.data, bad.len);
			turn(s);
			assert_int_equal(s->asks[0].ends, 0);
			buf_fini(&bad);
		}
		frame(&framed, good.data, good.len);
		if (tcp)
			say_tcp(s, &framed);
		else
			say_udp(s, &s->queries[0], good.data, good.len);
		assert_came(s, &s->asks[0], &good);
		buf_fini(&framed);
		buf_fini(&good);
		scene_close(s);
	}
}

static void
a_flood_of_nonsense_holds_up_no_response(void **state)
{
	struct scene *s = scene_open(PATIENCE_MS);
	struct buf r = BUF_INIT;

	(void)state;
	ask(s, 1, false);
	respond(&s->queries[0], "", 0, &r);
	for (int i = 0; i < 20000; i++) {
		say_udp(s, &s->queries[0], nonsense, sizeof(nonsense));
		if (i % 100 == 0)
			(void)event_base_loop(s->base, EVLOOP_NONBLOCK);
	}
	turn(s);
	say_udp(s, &s->queries[0], r.data, r.len);
	assert_came(s, &s->asks[0], &r);
	buf_fini(&r);
	scene_close(s);
}

static void
a_connection_that_ends_in_a_frame_is_no_response(void **state)
{
	struct scene *s = scene_open(PATIENCE_MS);

	(void)state;
	ask(s, 1, true);
	assert_int_equal(send(s->tcp, "\0\x40part", 6, 0), 6);
	turn(s);
	(void)close(s->tcp);
	s->tcp = -1;
	wait_for(s, &s->asks[0]);
	assert_int_not_equal(s->asks[0].end, UPSTREAM_RESPONSE);
	/* and the next question has a connection of its own */
	ask(s, 1, true);
	scene_close(s);
}

static void
silence_is_a_timeout(void **state)
{
	struct scene *s = scene_open(HASTE_MS);

	(void)state;
	ask(s, 1, false);
	say_udp(s, &s->queries[0], nonsense, sizeof(nonsense));
	wait_for(s, &s->asks[0]);
	assert_int_equal(s->asks[0].end, UPSTREAM_TIMEOUT);
	scene_close(s);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_are_none_of_its_business),
	    cmocka_unit_test(errors_and_the_tc_bit_are_handed_over),
	    cmocka_unit_test(octet_by_octet_it_is_the_same),
	    cmocka_unit_test(many_at_once_all_arrive),
	    cmocka_unit_test(the_longest_message_arrives),
	    cmocka_unit_test(what_is_no_response_is_passed_over),
	    cmocka_unit_test(a_flood_of_nonsense_holds_up_no_response),
	    cmocka_unit_test(a_connection_that_ends_in_a_frame_is_no_response),
	    cmocka_unit_test(silence_is_a_timeout),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
