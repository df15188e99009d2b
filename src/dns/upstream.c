/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * One server behind two c-ares channels, UDP and TCP: c-ares frames, matches
 * and times messages; it neither retries nor falls back to TCP, because it
 * would not tell us which of these happened.
 */

#include "dns/upstream.h"

#define CARES_NO_DEPRECATED /* what replaces ares_send came after 1.18 */
#include <ares.h>
#include <event2/event.h>
#include <event2/util.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/message.h"
#include "dns/servers.h"
#include "dns/window.h"
#include "dns/wire.h"

#define UPSTREAM_IDS 65536u
#define UPSTREAM_PORT_QUERIES 64 /* before another source port is taken */
#define UPSTREAM_TURNS 4096      /* of what one read has brought */

struct upstream_socket {
	struct upstream_channel *channel;
	struct event *ev;
	ares_socket_t fd;
	struct upstream_socket *next;
};

struct upstream_channel {
	struct upstream *upstream;
	ares_channel ares;
	struct wire *wire;
	struct event *timer;
	struct upstream_socket *sockets;
	unsigned in_flight;
	bool plain;
};

struct upstream {
	struct event_base *base;
	char *name;
	struct window *window;
	bool believe_ad;
	int64_t silent_until; /* of the steady clock, in ms */
	struct upstream_channel udp, tcp;
	uint8_t ids[UPSTREAM_IDS / 8]; /* a bit for each id in flight */
};

struct upstream_try {
	struct upstream_channel *channel;
	upstream_done_cb *done; /* NULL: forgotten */
	void *arg;
	struct upstream_try **slot;
	struct window_place place;
	uint16_t id;
	bool plain;
};

/* All tries of a channel wait equally long, so that a timer that runs already
 * is early enough for a new one. */
static void
upstream_arm(struct upstream_channel *c)
{
	struct timeval tv;

	if (c->in_flight == 0) {
		(void)evtimer_del(c->timer);
		return;
	}
	if (evtimer_pending(c->timer, NULL) ||
	    ares_timeout(c->ares, NULL, &tv) == NULL)
		return;
	tv.tv_usec += 1000; /* c-ares rounds down: do not come too early */
	if (tv.tv_usec >= 1000000) {
		tv.tv_usec -= 1000000;
		tv.tv_sec++;
	}
	(void)evtimer_add(c->timer, &tv);
}

static void
upstream_on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct upstream_channel *c = arg;

	(void)fd;
	(void)what;
	ares_process_fd(c->ares, ARES_SOCKET_BAD, ARES_SOCKET_BAD);
	upstream_arm(c);
}

static void
upstream_read(struct upstream_channel *c, ares_socket_t fd)
{
	int turns = 0;

	do
		ares_process_fd(c->ares, fd, ARES_SOCKET_BAD);
	while (wire_end_turn(c->wire, fd) && ++turns < UPSTREAM_TURNS);
}

static void
upstream_on_socket(evutil_socket_t fd, short what, void *arg)
{
	const struct upstream_socket *s = arg;
	struct upstream_channel *c = s->channel; /* s may go meanwhile */

	if ((what & EV_WRITE) != 0)
		ares_process_fd(c->ares, ARES_SOCKET_BAD, fd);
	if ((what & EV_READ) != 0)
		upstream_read(c, fd);
	upstream_arm(c);
}

static void
upstream_unwatch(struct upstream_channel *c, ares_socket_t fd)
{
	for (struct upstream_socket **at = &c->sockets; *at != NULL;
	     at = &(*at)->next) {
		struct upstream_socket *s = *at;

		if (s->fd != fd)
			continue;
		*at = s->next;
		event_free(s->ev);
		free(s);
		return;
	}
}

/* c-ares says what it waits for at a socket; nothing: it will be closed. */
static void
upstream_on_state(void *arg, ares_socket_t fd, int readable, int writable)
{
	struct upstream_channel *c = arg;
	struct upstream_socket *s;
	short what = EV_PERSIST;

	upstream_unwatch(c, fd);
	if (!readable && !writable)
		return;
	what = (short)(what | (readable ? EV_READ : 0));
	what = (short)(what | (writable ? EV_WRITE : 0));
	s = mem_zalloc(sizeof(*s));
	s->channel = c;
	s->fd = fd;
	s->ev = event_new(c->upstream->base, fd, what, upstream_on_socket, s);
	(void)event_add(s->ev, NULL);
	s->next = c->sockets;
	c->sockets = s;
}

static int
upstream_set_server(ares_channel ares, const struct server_address *a)
{
	struct ares_addr_port_node node;

	memset(&node, 0, sizeof(node));
	node.family = a->family;
	if (a->family == AF_INET)
		memcpy(&node.addr.addr4, a->octets, 4);
	else
		memcpy(&node.addr.addr6, a->octets, 16);
	node.udp_port = node.tcp_port = a->port;
	return ares_set_servers_ports(ares, &node);
}

static int
upstream_open(struct upstream_channel *c, const struct server_address *a,
    unsigned timeout_ms, int flags, struct error *err)
{
	struct ares_options o;
	int rc, mask = ARES_OPT_FLAGS | ARES_OPT_TIMEOUTMS | ARES_OPT_TRIES |
		       ARES_OPT_SOCK_STATE_CB;

	memset(&o, 0, sizeof(o));
	o.flags = flags | ARES_FLAG_NOCHECKRESP | ARES_FLAG_NOSEARCH |
		  ARES_FLAG_NOALIASES | ARES_FLAG_IGNTC;
	o.timeout = (int)timeout_ms;
	o.tries = 1;
	o.sock_state_cb = upstream_on_state;
	o.sock_state_cb_data = c;
#ifdef ARES_OPT_UDP_MAX_QUERIES
	o.udp_max_queries = UPSTREAM_PORT_QUERIES;
	mask |= ARES_OPT_UDP_MAX_QUERIES;
#endif
#ifdef ARES_OPT_QUERY_CACHE
	mask |= ARES_OPT_QUERY_CACHE; /* of 0 seconds: who asks wants to know */
#endif
	rc = ares_init_options(&c->ares, &o, mask);
	if (rc == ARES_SUCCESS) {
		c->wire = wire_new();
		wire_attach(c->wire, c->ares);
		rc = upstream_set_server(c->ares, a);
	}
	if (rc != ARES_SUCCESS)
		return error_set(err, "c-ares: %s", ares_strerror(rc));
	return 0;
}

int
upstream_new(struct event_base *base, const struct server_address *a,
    unsigned timeout_ms, struct window *window, struct upstream **out,
    struct error *err)
{
	struct upstream *u = mem_zalloc(sizeof(*u));
	struct buf name = BUF_INIT;

	u->base = base;
	u->window = window;
	servers_put(&name, a);
	u->name = buf_steal(&name);
	u->udp.upstream = u->tcp.upstream = u;
	u->udp.timer = evtimer_new(base, upstream_on_timer, &u->udp);
	u->tcp.timer = evtimer_new(base, upstream_on_timer, &u->tcp);
	if (upstream_open(&u->udp, a, timeout_ms, 0, err) == -1 ||
	    upstream_open(&u->tcp, a, timeout_ms, ARES_FLAG_USEVC, err) == -1) {
		error_prefix(err, "DNS server %s", u->name);
		upstream_free(&u);
		return -1;
	}
	*out = u;
	return 0;
}

static void
upstream_close(struct upstream_channel *c)
{
	if (c->ares != NULL)
		ares_destroy(c->ares);
	wire_free(&c->wire);
	if (c->timer != NULL)
		event_free(c->timer);
}

void
upstream_free(struct upstream **up)
{
	struct upstream *u = *up;

	*up = NULL;
	if (u == NULL)
		return;
	upstream_close(&u->udp);
	upstream_close(&u->tcp);
	free(u->name);
	free(u);
}

const char *
upstream_name(const struct upstream *u)
{
	return u->name;
}

void
upstream_set_believe_ad(struct upstream *u, bool believe_ad)
{
	u->believe_ad = believe_ad;
}

bool
upstream_believe_ad(const struct upstream *u)
{
	return u->believe_ad;
}

bool
upstream_is_silent(const struct upstream *u)
{
	return u->silent_until > clock_steady_ms();
}

void
upstream_set_plain(struct upstream *u, bool tcp)
{
	(tcp ? &u->tcp : &u->udp)->plain = true;
}

/* An id that no try at this server has: there are always enough of them, as
 * fewer than half can be in flight. */
static uint16_t
upstream_take_id(struct upstream *u)
{
	uint16_t id;

	do
		evutil_secure_rng_get_bytes(&id, sizeof(id));
	while ((u->ids[id / 8] & 1u << id % 8) != 0);
	u->ids[id / 8] |= (uint8_t)(1u << id % 8);
	return id;
}

static void
upstream_give_id(struct upstream *u, uint16_t id)
{
	u->ids[id / 8] &= (uint8_t) ~(1u << id % 8);
}

static enum upstream_end
upstream_end_of(int status, const void *response)
{
	if (status == ARES_SUCCESS && response != NULL)
		return UPSTREAM_RESPONSE;
	return status == ARES_ETIMEOUT ? UPSTREAM_TIMEOUT
				       : UPSTREAM_UNREACHABLE;
}

static void
upstream_on_answer(void *arg, int status, int timeouts, unsigned char *standin,
    int standin_len)
{
	struct upstream_try *t = arg;
	struct upstream *u = t->channel->upstream;
	upstream_done_cb *done = t->done;
	size_t len = 0;
	const void *response = standin == NULL
				   ? NULL
				   : wire_response(t->channel->wire, standin,
					 (size_t)standin_len, &len);
	enum upstream_end end = upstream_end_of(status, response);

	(void)timeouts;
	t->channel->in_flight--;
	upstream_give_id(u, t->id);
	window_leave(u->window, &t->place, end);
	if (status == ARES_EDESTRUCTION) {
		free(t);
		return;
	}
	if (end == UPSTREAM_RESPONSE)
		u->silent_until = 0;
	else
		u->silent_until = clock_steady_ms() + UPSTREAM_SILENT_MS;
	if (done != NULL) {
		*t->slot = NULL;
		done(t->arg, end, response, len, t->plain);
	}
	free(t);
}

void
upstream_ask(struct upstream *u, const struct upstream_request *r,
    upstream_done_cb *done, void *arg, struct upstream_try **slot)
{
	struct upstream_channel *c = r->tcp ? &u->tcp : &u->udp;
	struct upstream_try *t = mem_zalloc(sizeof(*t));
	struct buf query = BUF_INIT;
	struct message_query q = {.id = upstream_take_id(u),
	    .type = r->type,
	    .name = r->name,
	    .cd = r->cd,
	    .edns = !c->plain};

	t->channel = c;
	t->done = done;
	t->arg = arg;
	t->slot = slot;
	t->id = q.id;
	t->plain = c->plain;
	*slot = t;
	c->in_flight++;
	window_enter(u->window, &t->place, clock_steady_ms());
	(void)message_put_query(&query, &q);
	ares_send(c->ares, (const unsigned char *)query.data, (int)query.len,
	    upstream_on_answer, t);
	upstream_arm(c);
	buf_fini(&query);
}

void
upstream_forget(struct upstream_try **slot)
{
	if (*slot != NULL)
		(*slot)->done = NULL;
	*slot = NULL;
}
