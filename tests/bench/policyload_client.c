/* SPDX-License-Identifier: BSD-2-Clause */
/* A connection of policyload: as smtpd's, one request outstanding at most. */

#include <errno.h>
#include <string.h>
#include <sys/epoll.h>
#include <unistd.h>

#include "load.h"
#include "policyload.h"

#define MILLISECOND (LOAD_SECOND / 1000)
#define RETRY_FULL (20 * MILLISECOND)
#define RETRY_REFUSED (50 * MILLISECOND)
#define RETRY_ENDED MILLISECOND

static void
client_watch(struct client *c, int operation, uint32_t events)
{
	struct epoll_event event = {.events = events, .data.ptr = c};

	if (epoll_ctl(c->load->epoll, operation, c->fd, &event) == -1)
		load_die(POLICYLOAD_USAGE, "epoll: %s", strerror(errno));
}

/* Who became idle first asks first. */
static void
client_becomes_idle(struct client *c)
{
	struct load *load = c->load;

	c->state = CLIENT_IDLE;
	c->next_idle = NULL;
	if (load->last_idle == NULL)
		load->first_idle = c;
	else
		load->last_idle->next_idle = c;
	load->last_idle = c;
}

static void
client_leaves_idle(struct client *c)
{
	struct load *load = c->load;
	struct client **link = &load->first_idle, *before = NULL;

	while (*link != NULL && *link != c) {
		before = *link;
		link = &before->next_idle;
	}
	if (*link == NULL)
		return;
	*link = c->next_idle;
	if (load->last_idle == c)
		load->last_idle = before;
}

struct client *
client_next_idle(struct load *load)
{
	struct client *c = load->first_idle;

	if (c != NULL)
		client_leaves_idle(c);
	return c;
}

void
client_close(struct client *c, uint64_t retry_in)
{
	if (c->state == CLIENT_IDLE)
		client_leaves_idle(c);
	if (c->fd >= 0)
		(void)close(c->fd);
	c->fd = -1;
	c->state = CLIENT_DOWN;
	c->reply_len = 0;
	c->served = 0;
	c->retry_at = load_now() + retry_in;
}

void
client_open(struct client *c)
{
	c->fd = load_endpoint_connect(&c->load->endpoint);
	if (c->fd == -1) {
		/* EAGAIN: the backlog of a UNIX socket is full */
		if (errno != EAGAIN)
			c->load->failures.connect++;
		client_close(c, RETRY_FULL);
		return;
	}
	c->state = CLIENT_CONNECTING;
	client_watch(c, EPOLL_CTL_ADD, EPOLLIN | EPOLLOUT);
}

static void
client_is_connected(struct client *c)
{
	if (load_endpoint_outcome(c->fd) != 0) {
		c->load->failures.connect++;
		client_close(c, RETRY_REFUSED);
		return;
	}
	client_watch(c, EPOLL_CTL_MOD, EPOLLIN);
	client_becomes_idle(c);
}

void
client_fail(struct client *c, unsigned long *kind)
{
	(*kind)++;
	c->load->finished++;
	client_close(c, RETRY_ENDED);
}

void
client_send(struct client *c)
{
	while (c->request_sent < c->request.len) {
		ssize_t n = send(c->fd, c->request.data + c->request_sent,
		    c->request.len - c->request_sent, MSG_NOSIGNAL);

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1 && errno == EAGAIN) {
			client_watch(c, EPOLL_CTL_MOD, EPOLLIN | EPOLLOUT);
			return;
		}
		if (n <= 0) {
			client_fail(c, &c->load->failures.io);
			return;
		}
		c->request_sent += (size_t)n;
	}
}

static void
client_is_answered(struct client *c)
{
	struct load *load = c->load;

	if (load->measuring)
		load_latency_add(&load->latency, load_now() - c->due);
	load->finished++;
	load->answered++;
	if (load->options.reconnect > 0 &&
	    ++c->served >= load->options.reconnect)
		client_close(c, 0);
	else
		client_becomes_idle(c);
}

/* The server ended the connection, or it broke. */
static void
client_is_left(struct client *c, ssize_t n)
{
	struct failures *f = &c->load->failures;

	if (c->state == CLIENT_BUSY)
		client_fail(c, n == 0 ? &f->eof : &f->io);
	else
		client_close(c, RETRY_ENDED);
}

static void
client_receive(struct client *c)
{
	ssize_t n = recv(c->fd, c->reply + c->reply_len,
	    sizeof(c->reply) - 1 - c->reply_len, 0);
	int taken;

	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_is_left(c, n);
		return;
	}
	if (c->state != CLIENT_BUSY) {
		c->load->failures.malformed++;
		client_close(c, RETRY_ENDED);
		return;
	}
	c->reply_len += (size_t)n;
	taken = reply_take(c);
	if (taken == -1)
		client_fail(c, &c->load->failures.malformed);
	else if (taken == 1)
		client_is_answered(c);
}

void
client_ready(struct client *c, uint32_t events)
{
	if (c->state == CLIENT_DOWN)
		return;
	if (c->state == CLIENT_CONNECTING) {
		client_is_connected(c);
		return;
	}
	if ((events & EPOLLOUT) != 0 && c->state == CLIENT_BUSY) {
		client_watch(c, EPOLL_CTL_MOD, EPOLLIN);
		client_send(c);
	}
	if (c->state != CLIENT_DOWN &&
	    (events & (EPOLLIN | EPOLLHUP | EPOLLERR)) != 0)
		client_receive(c);
}
