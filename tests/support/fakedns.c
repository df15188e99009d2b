/* SPDX-License-Identifier: BSD-2-Clause */
/* A DNS server for tests, in a thread of its own. */

#include "tests/support/fakedns.h"

#include <arpa/inet.h>
#include <errno.h>
#include <event2/event.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/cursor.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"

#define FAKEDNS_MESSAGE_MAX 65535
#define FAKEDNS_HEADER 12
#define FAKEDNS_FLAG_CD 0x0010
#define FAKEDNS_FLAG_AD 0x0020
#define FAKEDNS_FLAG_TC 0x0200

struct fakedns_seen {
	char *name;
	uint16_t type;
};

struct fakedns_link { /* one TCP connection */
	struct fakedns *server;
	struct event *ev;
	struct buf in;
	struct fakedns_link *next;
};

struct fakedns {
	struct event_base *base;
	struct event *udp_ev, *tcp_ev, *stop_ev;
	int udp, tcp, stop[2];
	char address[32];
	fakedns_script *script;
	void *arg;
	pthread_t thread;
	struct fakedns_link *links;
	struct fakedns_later *laters;
	pthread_mutex_t lock; /* for what follows */
	struct fakedns_seen *seen;
	unsigned n_seen, n_tcp, n_cd;
	unsigned room, n_waiting, most_waiting;
};

/* Where an answer goes: an address of the UDP socket, or a connection. */
struct fakedns_peer {
	struct sockaddr_in addr;
	struct fakedns_link *link;
};

struct fakedns_later { /* an answer that waits */
	struct fakedns *server;
	struct event *ev;
	struct fakedns_peer peer;
	struct buf message;
	unsigned copies;
	struct fakedns_later *next;
};

struct fakedns_question {
	uint16_t id, flags, type;
	char name[DNS_NAME_SIZE];
	const uint8_t *wire;
	size_t wire_len;
	bool has_opt;
};

static void
fakedns_put_name(struct buf *b, const char *name)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n = dns_name_to_wire(name, wire);

	if (n == -1)
		abort();
	buf_put(b, wire, (size_t)n);
}

static void
fakedns_put_record(struct buf *b, const char *owner, uint16_t type,
    uint32_t ttl, const void *rdata, size_t len)
{
	fakedns_put_name(b, owner);
	buf_u16(b, type);
	buf_u16(b, 1);
	buf_u32(b, ttl);
	buf_u16(b, (uint16_t)len);
	buf_put(b, rdata, len);
}

void
fakedns_add(struct fakedns_reply *r, const char *owner, uint16_t type,
    uint32_t ttl, const void *rdata, size_t len)
{
	fakedns_put_record(&r->sections, owner, type, ttl, rdata, len);
	r->n_answers++;
}

void
fakedns_add_cname(struct fakedns_reply *r, const char *owner, uint32_t ttl,
    const char *target)
{
	struct buf b = BUF_INIT;

	fakedns_put_name(&b, target);
	fakedns_add(r, owner, DNS_TYPE_CNAME, ttl, b.data, b.len);
	buf_fini(&b);
}

void
fakedns_add_caa(struct fakedns_reply *r, const char *owner, uint32_t ttl,
    const char *tag, const char *value)
{
	struct buf b = BUF_INIT;

	buf_u8(&b, 0);
	buf_u8(&b, (uint8_t)strlen(tag));
	buf_puts(&b, tag);
	buf_puts(&b, value);
	fakedns_add(r, owner, DNS_TYPE_CAA, ttl, b.data, b.len);
	buf_fini(&b);
}

void
fakedns_add_soa(
    struct fakedns_reply *r, const char *owner, uint32_t ttl, uint32_t minimum)
{
	struct buf b = BUF_INIT;

	fakedns_put_name(&b, owner);
	fakedns_put_name(&b, owner);
	for (int i = 0; i < 4; i++)
		buf_u32(&b, 1);
	buf_u32(&b, minimum);
	fakedns_put_record(
	    &r->sections, owner, DNS_TYPE_SOA, ttl, b.data, b.len);
	r->n_authority++;
	buf_fini(&b);
}

static void
fakedns_put_opt(struct buf *b, int ede)
{
	buf_u8(b, 0);
	buf_u16(b, 41);
	buf_u16(b, 1232);
	buf_u32(b, 0);
	buf_u16(b, ede >= 0 ? 6 : 0);
	if (ede < 0)
		return;
	buf_u16(b, 15);
	buf_u16(b, 2);
	buf_u16(b, (uint16_t)ede);
}

static void
fakedns_put_question(
    struct buf *b, const struct fakedns_question *q, bool wrong)
{
	if (!wrong) {
		buf_put(b, q->wire, q->wire_len);
		return;
	}
	fakedns_put_name(b, "wrong.invalid");
	buf_u16(b, q->type);
	buf_u16(b, 1);
}

static void
fakedns_write(struct buf *b, const struct fakedns_question *q,
    const struct fakedns_reply *r, bool tcp)
{
	bool baffled = r->no_edns && q->has_opt;
	bool cut = baffled || (r->truncate && !tcp);
	uint8_t rcode = baffled ? 1 : r->rcode;
	uint16_t flags =
	    (uint16_t)(0x8180 | rcode | (r->ad ? FAKEDNS_FLAG_AD : 0) |
		       (q->flags & FAKEDNS_FLAG_CD) |
		       (cut && !baffled ? FAKEDNS_FLAG_TC : 0));

	buf_u16(b, (uint16_t)(r->wrong_id ? q->id + 1 : q->id));
	if (r->garbage.len > 0) {
		buf_put(b, r->garbage.data, r->garbage.len);
		return;
	}
	buf_u16(b, flags);
	buf_u16(b, 1);
	buf_u16(b, cut ? 0 : (uint16_t)r->n_answers);
	buf_u16(b, cut ? 0 : (uint16_t)r->n_authority);
	buf_u16(b, r->no_edns ? 0 : 1);
	fakedns_put_question(b, q, r->wrong_question);
	if (!cut)
		buf_put(b, r->sections.data, r->sections.len);
	if (!r->no_edns)
		fakedns_put_opt(b, r->ede);
}

static int
fakedns_read(const void *data, size_t len, struct fakedns_question *q)
{
	struct cursor c;
	int n;

	cursor_init(&c, data, len);
	q->id = cursor_u16(&c);
	q->flags = cursor_u16(&c);
	(void)cursor_u32(&c);
	(void)cursor_u16(&c);
	q->has_opt = cursor_u16(&c) > 0;
	if (!c.ok)
		return -1;
	q->wire = c.at;
	n = dns_name_from_wire(c.at, c.left, q->name);
	if (n == -1 || c.left < (size_t)n + 4)
		return -1;
	(void)cursor_take(&c, (size_t)n);
	q->type = cursor_u16(&c);
	q->wire_len = (size_t)n + 4;
	return 0;
}

static void
fakedns_note(struct fakedns *f, const struct fakedns_question *q, bool tcp)
{
	(void)pthread_mutex_lock(&f->lock);
	f->seen = mem_resize(f->seen, f->n_seen + 1, sizeof(f->seen[0]));
	f->seen[f->n_seen].name = mem_strdup(q->name);
	f->seen[f->n_seen++].type = q->type;
	f->n_tcp += tcp;
	f->n_cd += (q->flags & FAKEDNS_FLAG_CD) != 0;
	(void)pthread_mutex_unlock(&f->lock);
}

/* The connection may have gone while the answer waited. */
static bool
fakedns_has_link(const struct fakedns *f, const struct fakedns_link *link)
{
	for (const struct fakedns_link *l = f->links; l != NULL; l = l->next)
		if (l == link)
			return true;
	return false;
}

static void
fakedns_write_all(int fd, const char *data, size_t len)
{
	while (len > 0) {
		ssize_t n = send(fd, data, len, MSG_NOSIGNAL);

		if (n <= 0)
			return;
		data += n;
		len -= (size_t)n;
	}
}

static void
fakedns_send(struct fakedns *f, const struct fakedns_peer *peer,
    const struct buf *message, unsigned copies)
{
	struct buf framed = BUF_INIT;

	for (; copies > 0; copies--) {
		if (peer->link == NULL) {
			(void)sendto(f->udp, message->data, message->len, 0,
			    (const struct sockaddr *)&peer->addr,
			    sizeof(peer->addr));
			continue;
		}
		if (!fakedns_has_link(f, peer->link))
			break;
		buf_clear(&framed);
		buf_u16(&framed, (uint16_t)message->len);
		buf_put(&framed, message->data, message->len);
		fakedns_write_all(
		    event_get_fd(peer->link->ev), framed.data, framed.len);
	}
	buf_fini(&framed);
}

/* False where there is no room. */
static bool
fakedns_count_later(struct fakedns *f)
{
	bool has_room;

	(void)pthread_mutex_lock(&f->lock);
	has_room = f->room == 0 || f->n_waiting < f->room;
	f->n_waiting += has_room;
	if (f->n_waiting > f->most_waiting)
		f->most_waiting = f->n_waiting;
	(void)pthread_mutex_unlock(&f->lock);
	return has_room;
}

static void
fakedns_later_free(struct fakedns_later *later)
{
	struct fakedns_later **at = &later->server->laters;

	while (*at != later)
		at = &(*at)->next;
	*at = later->next;
	(void)pthread_mutex_lock(&later->server->lock);
	later->server->n_waiting--;
	(void)pthread_mutex_unlock(&later->server->lock);
	event_free(later->ev);
	buf_fini(&later->message);
	free(later);
}

static void
fakedns_on_later(evutil_socket_t fd, short what, void *arg)
{
	struct fakedns_later *later = arg;

	(void)fd;
	(void)what;
	fakedns_send(
	    later->server, &later->peer, &later->message, later->copies);
	fakedns_later_free(later);
}

static void
fakedns_send_later(struct fakedns *f, const struct fakedns_peer *peer,
    struct buf *message, const struct fakedns_reply *r)
{
	struct timeval tv = {r->delay_ms / 1000, (r->delay_ms % 1000) * 1000};
	struct fakedns_later *later = mem_zalloc(sizeof(*later));

	later->server = f;
	later->peer = *peer;
	later->copies = r->copies;
	later->message = *message;
	*message = (struct buf)BUF_INIT;
	later->next = f->laters;
	f->laters = later;
	later->ev = evtimer_new(f->base, fakedns_on_later, later);
	(void)evtimer_add(later->ev, &tv);
}

/* -1 where the script says nothing. */
static int
fakedns_answer(struct fakedns *f, const struct fakedns_peer *peer,
    const void *data, size_t len)
{
	struct fakedns_reply r = {.ede = -1, .copies = 1};
	struct fakedns_question q;
	struct buf message = BUF_INIT;
	bool tcp = peer->link != NULL;
	int ret = -1;

	if (fakedns_read(data, len, &q) == -1)
		return -1;
	fakedns_note(f, &q, tcp);
	if (f->script(f->arg, q.name, q.type, tcp,
		(q.flags & FAKEDNS_FLAG_CD) != 0, &r) == -1 ||
	    r.drop)
		goto out;
	fakedns_write(&message, &q, &r, tcp);
	if (r.delay_ms > 0 && fakedns_count_later(f))
		fakedns_send_later(f, peer, &message, &r);
	else if (r.delay_ms == 0)
		fakedns_send(f, peer, &message, r.copies);
	ret = 0;
out:
	buf_fini(&message);
	buf_fini(&r.garbage);
	buf_fini(&r.sections);
	return ret;
}

static void
fakedns_on_udp(evutil_socket_t fd, short what, void *arg)
{
	uint8_t data[FAKEDNS_MESSAGE_MAX];
	struct fakedns_peer peer = {.link = NULL};
	struct fakedns *f = arg;

	(void)what;
	for (;;) {
		socklen_t len = sizeof(peer.addr);
		ssize_t n = recvfrom(fd, data, sizeof(data), MSG_DONTWAIT,
		    (struct sockaddr *)&peer.addr, &len);

		if (n < 0)
			break;
		(void)fakedns_answer(f, &peer, data, (size_t)n);
	}
}

static void
fakedns_link_free(struct fakedns_link *link)
{
	struct fakedns_link **at = &link->server->links;
	evutil_socket_t fd = event_get_fd(link->ev);

	while (*at != link)
		at = &(*at)->next;
	*at = link->next;
	event_free(link->ev);
	(void)close(fd);
	buf_fini(&link->in);
	free(link);
}

static void
fakedns_on_link(evutil_socket_t fd, short what, void *arg)
{
	struct fakedns_link *link = arg;
	struct fakedns_peer peer = {.link = link};
	char data[4096];
	ssize_t n = recv(fd, data, sizeof(data), 0);

	(void)what;
	if (n <= 0) {
		fakedns_link_free(link);
		return;
	}
	buf_put(&link->in, data, (size_t)n);
	while (link->in.len >= 2) {
		const uint8_t *in = (const uint8_t *)link->in.data;
		size_t len = (size_t)(in[0] << 8 | in[1]);

		if (link->in.len < len + 2)
			break;
		if (fakedns_answer(link->server, &peer, in + 2, len) == -1) {
			fakedns_link_free(link);
			return;
		}
		buf_consume(&link->in, len + 2);
	}
}

static void
fakedns_on_tcp(evutil_socket_t fd, short what, void *arg)
{
	struct fakedns *f = arg;
	struct fakedns_link *link;
	int accepted = accept(fd, NULL, NULL);

	(void)what;
	if (accepted == -1)
		return;
	link = mem_zalloc(sizeof(*link));
	link->server = f;
	link->next = f->links;
	f->links = link;
	link->ev = event_new(
	    f->base, accepted, EV_READ | EV_PERSIST, fakedns_on_link, link);
	(void)event_add(link->ev, NULL);
}

static void
fakedns_on_stop(evutil_socket_t fd, short what, void *arg)
{
	const struct fakedns *f = arg;

	(void)fd;
	(void)what;
	(void)event_base_loopbreak(f->base);
}

static void *
fakedns_main(void *arg)
{
	const struct fakedns *f = arg;

	(void)event_base_dispatch(f->base);
	return NULL;
}

static _Noreturn void
fakedns_die(const char *what)
{
	perror(what);
	abort();
}

static int
fakedns_bind(int type, struct sockaddr_in *addr)
{
	socklen_t len = sizeof(*addr);
	int fd = socket(AF_INET, type | SOCK_CLOEXEC, 0);

	if (fd == -1)
		fakedns_die("socket");
	if (bind(fd, (struct sockaddr *)addr, len) == -1 ||
	    getsockname(fd, (struct sockaddr *)addr, &len) == -1) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

/* Both sockets at one port: try until TCP has the one that UDP got. */
static void
fakedns_open(struct fakedns *f)
{
	struct sockaddr_in addr;

	do {
		memset(&addr, 0, sizeof(addr));
		addr.sin_family = AF_INET;
		addr.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
		f->udp = fakedns_bind(SOCK_DGRAM, &addr);
		if (f->udp == -1)
			fakedns_die("bind");
		f->tcp = fakedns_bind(SOCK_STREAM, &addr);
		if (f->tcp == -1)
			(void)close(f->udp);
	} while (f->tcp == -1);
	(void)snprintf(f->address, sizeof(f->address), "127.0.0.1:%u",
	    ntohs(addr.sin_port));
}

static struct event *
fakedns_watch(struct fakedns *f, int fd, event_callback_fn cb)
{
	struct event *ev = event_new(f->base, fd, EV_READ | EV_PERSIST, cb, f);

	if (ev == NULL || event_add(ev, NULL) == -1)
		fakedns_die("event_add");
	return ev;
}

struct fakedns *
fakedns_start(fakedns_script *script, void *arg, unsigned flags)
{
	struct fakedns *f = mem_zalloc(sizeof(*f));

	f->script = script;
	f->arg = arg;
	f->base = event_base_new();
	fakedns_open(f);
	if (pipe(f->stop) == -1)
		fakedns_die("pipe");
	f->udp_ev = fakedns_watch(f, f->udp, fakedns_on_udp);
	f->tcp_ev = fakedns_watch(f, f->tcp, fakedns_on_tcp);
	f->stop_ev = fakedns_watch(f, f->stop[0], fakedns_on_stop);
	if ((flags & FAKEDNS_NO_TCP) == 0 && listen(f->tcp, 128) == -1)
		fakedns_die("listen");
	if ((flags & FAKEDNS_NO_TCP) != 0)
		(void)event_del(f->tcp_ev);
	(void)pthread_mutex_init(&f->lock, NULL);
	if (pthread_create(&f->thread, NULL, fakedns_main, f) != 0)
		fakedns_die("pthread_create");
	return f;
}

void
fakedns_stop(struct fakedns **fp)
{
	struct fakedns *f = *fp;

	*fp = NULL;
	if (f == NULL)
		return;
	if (write(f->stop[1], "", 1) != 1)
		fakedns_die("write");
	(void)pthread_join(f->thread, NULL);
	while (f->laters != NULL)
		fakedns_later_free(f->laters);
	while (f->links != NULL)
		fakedns_link_free(f->links);
	event_free(f->udp_ev);
	event_free(f->tcp_ev);
	event_free(f->stop_ev);
	event_base_free(f->base);
	(void)close(f->udp);
	(void)close(f->tcp);
	(void)close(f->stop[0]);
	(void)close(f->stop[1]);
	(void)pthread_mutex_destroy(&f->lock);
	for (unsigned i = 0; i < f->n_seen; i++)
		free(f->seen[i].name);
	free(f->seen);
	free(f);
}

const char *
fakedns_address(const struct fakedns *f)
{
	return f->address;
}

unsigned
fakedns_asked(struct fakedns *f, const char *name, uint16_t type)
{
	unsigned asked = 0;

	(void)pthread_mutex_lock(&f->lock);
	for (unsigned i = 0; i < f->n_seen; i++)
		asked +=
		    name == NULL || (f->seen[i].type == type &&
					strcmp(f->seen[i].name, name) == 0);
	(void)pthread_mutex_unlock(&f->lock);
	return asked;
}

unsigned
fakedns_asked_tcp(struct fakedns *f)
{
	unsigned asked;

	(void)pthread_mutex_lock(&f->lock);
	asked = f->n_tcp;
	(void)pthread_mutex_unlock(&f->lock);
	return asked;
}

unsigned
fakedns_asked_cd(struct fakedns *f)
{
	unsigned asked;

	(void)pthread_mutex_lock(&f->lock);
	asked = f->n_cd;
	(void)pthread_mutex_unlock(&f->lock);
	return asked;
}

void
fakedns_set_room(struct fakedns *f, unsigned most)
{
	(void)pthread_mutex_lock(&f->lock);
	f->room = most;
	(void)pthread_mutex_unlock(&f->lock);
}

unsigned
fakedns_most_waiting(struct fakedns *f)
{
	unsigned most;

	(void)pthread_mutex_lock(&f->lock);
	most = f->most_waiting;
	(void)pthread_mutex_unlock(&f->lock);
	return most;
}
