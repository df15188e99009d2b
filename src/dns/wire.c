/* SPDX-License-Identifier: BSD-2-Clause */
/* The sockets of one c-ares channel. */

#define CARES_NO_DEPRECATED /* what replaces the functions came after 1.18 */
#include "dns/wire.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/standins.h"

#define WIRE_MESSAGE_MAX 65535
#define WIRE_FRAME 2          /* the length before a message over TCP */
#define WIRE_DROPPED_MAX 1024 /* messages that are no responses, in one turn */

struct wire_stream { /* a connection over TCP */
	ares_socket_t fd;
	struct buf received; /* frames, the last may not be whole */
	struct buf standins; /* frames for c-ares */
	struct wire_stream *next;
};

struct wire {
	struct standins kept;
	unsigned dropped; /* in this turn */
	struct wire_stream *streams;
	struct buf standin;
	unsigned char datagram[WIRE_MESSAGE_MAX];
};

struct wire *
wire_new(void)
{
	return mem_zalloc(sizeof(struct wire));
}

static bool
wire_is_full(const struct wire *w)
{
	return standins_are_full(&w->kept) || w->dropped == WIRE_DROPPED_MAX;
}

static ares_ssize_t
wire_none_now(void)
{
	errno = EAGAIN;
	return -1;
}

static ares_ssize_t
wire_take(struct buf *from, void *data, size_t size)
{
	size_t n = from->len < size ? from->len : size;

	memcpy(data, from->data, n);
	buf_consume(from, n);
	return (ares_ssize_t)n;
}

static ares_ssize_t
wire_receive_datagram(struct wire *w, ares_socket_t fd, void *data, size_t size,
    struct sockaddr *from, ares_socklen_t *from_len)
{
	ares_socklen_t room = from_len != NULL ? *from_len : 0;

	while (!wire_is_full(w)) {
		ssize_t n;

		if (from_len != NULL)
			*from_len = room;
		n = recvfrom(
		    fd, w->datagram, sizeof(w->datagram), 0, from, from_len);
		if (n == -1)
			return -1;
		buf_clear(&w->standin);
		if (standins_make(
			&w->kept, w->datagram, (size_t)n, &w->standin))
			return wire_take(&w->standin, data, size);
		w->dropped++;
	}
	return wire_none_now();
}

static size_t
wire_frame_size(const struct buf *b)
{
	const unsigned char *octets = (const unsigned char *)b->data;

	return b->len < WIRE_FRAME
		   ? WIRE_FRAME
		   : WIRE_FRAME + ((size_t)octets[0] << 8 | octets[1]);
}

static bool
wire_has_frame(const struct wire_stream *s)
{
	return s->received.len >= WIRE_FRAME &&
	       s->received.len >= wire_frame_size(&s->received);
}

static void
wire_read_frames(struct wire *w, struct wire_stream *s)
{
	while (wire_has_frame(s) && !wire_is_full(w)) {
		size_t size = wire_frame_size(&s->received);

		buf_clear(&w->standin);
		if (standins_make(&w->kept, s->received.data + WIRE_FRAME,
			size - WIRE_FRAME, &w->standin)) {
			buf_u16(&s->standins, (uint16_t)w->standin.len);
			buf_put(&s->standins, w->standin.data, w->standin.len);
		} else {
			w->dropped++;
		}
		buf_consume(&s->received, size);
	}
}

/* Reads no further than what it has is whole: so the buffers are bounded. */
static ares_ssize_t
wire_receive_stream(
    struct wire *w, struct wire_stream *s, void *data, size_t size)
{
	wire_read_frames(w, s);
	if (s->standins.len == 0 && !wire_has_frame(s)) {
		ssize_t n = recv(s->fd, w->datagram, sizeof(w->datagram), 0);

		if (n <= 0)
			return n;
		buf_put(&s->received, w->datagram, (size_t)n);
		wire_read_frames(w, s);
	}
	if (s->standins.len == 0)
		return wire_none_now();
	return wire_take(&s->standins, data, size);
}

static struct wire_stream *
wire_stream_of(const struct wire *w, ares_socket_t fd)
{
	struct wire_stream *s = w->streams;

	while (s != NULL && s->fd != fd)
		s = s->next;
	return s;
}

static ares_ssize_t
wire_on_receive(ares_socket_t fd, void *data, size_t size, int flags,
    struct sockaddr *from, ares_socklen_t *from_len, void *arg)
{
	struct wire *w = arg;
	struct wire_stream *s = wire_stream_of(w, fd);

	(void)flags;
	return s != NULL
		   ? wire_receive_stream(w, s, data, size)
		   : wire_receive_datagram(w, fd, data, size, from, from_len);
}

static void
wire_open_stream(struct wire *w, ares_socket_t fd)
{
	static const int on = 1;
	struct wire_stream *s = mem_zalloc(sizeof(*s));

	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	s->fd = fd;
	s->next = w->streams;
	w->streams = s;
}

static ares_socket_t
wire_on_socket(int family, int type, int protocol, void *arg)
{
	static const int room = WIRE_RECEIVE_BUFFER;
	ares_socket_t fd =
	    socket(family, type | SOCK_NONBLOCK | SOCK_CLOEXEC, protocol);

	if (fd == ARES_SOCKET_BAD)
		return fd;
	if (type == SOCK_STREAM)
		wire_open_stream(arg, fd);
	else
		(void)setsockopt(
		    fd, SOL_SOCKET, SO_RCVBUF, &room, sizeof(room));
	return fd;
}

static int
wire_on_close(ares_socket_t fd, void *arg)
{
	struct wire *w = arg;

	for (struct wire_stream **at = &w->streams; *at != NULL;
	     at = &(*at)->next) {
		struct wire_stream *s = *at;

		if (s->fd != fd)
			continue;
		*at = s->next;
		buf_fini(&s->received);
		buf_fini(&s->standins);
		free(s);
		break;
	}
	return close(fd);
}

static int
wire_on_connect(ares_socket_t fd, const struct sockaddr *address,
    ares_socklen_t len, void *arg)
{
	(void)arg;
	return connect(fd, address, len);
}

static ares_ssize_t
wire_on_send(ares_socket_t fd, const struct iovec *parts, int n, void *arg)
{
	(void)n, (void)arg; /* the rest follows, as after any partial write */
	return send(fd, parts[0].iov_base, parts[0].iov_len, MSG_NOSIGNAL);
}

void
wire_attach(struct wire *w, ares_channel ares)
{
	static const struct ares_socket_functions functions = {
	    .asocket = wire_on_socket,
	    .aclose = wire_on_close,
	    .aconnect = wire_on_connect,
	    .arecvfrom = wire_on_receive,
	    .asendv = wire_on_send,
	};

	ares_set_socket_functions(ares, &functions, w);
}

const void *
wire_response(
    const struct wire *w, const void *standin, size_t len, size_t *len_out)
{
	return standins_response(&w->kept, standin, len, len_out);
}

static void
wire_forget(struct wire *w)
{
	standins_clear(&w->kept);
	w->dropped = 0;
}

bool
wire_end_turn(struct wire *w, ares_socket_t fd)
{
	const struct wire_stream *s = wire_stream_of(w, fd);

	/* c-ares 1.18 reads a frame in two turns */
	if (s == NULL || s->standins.len == 0)
		wire_forget(w);
	return s != NULL && (s->standins.len > 0 || wire_has_frame(s));
}

void
wire_free(struct wire **wp)
{
	struct wire *w = *wp;

	if (w == NULL)
		return;
	*wp = NULL;
	wire_forget(w);
	buf_fini(&w->standin);
	free(w);
}
