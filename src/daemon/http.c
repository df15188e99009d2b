/* SPDX-License-Identifier: BSD-2-Clause */
/* A small HTTP/1 server for monitoring. */

#include "daemon/http.h"

#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "daemon/acceptor.h"
#include "daemon/listener.h"

struct http_client {
	struct http *http;
	struct http_client *next, **prev;
	struct bufferevent *stream;
	struct event deadline;
	size_t dropped; /* octets that came after the request */
	bool answered;
	bool has_ended; /* the client sends no more */
};

struct http {
	struct event_base *base;
	http_page_cb *page;
	void *arg;
	struct acceptor *own;     /* of the settings; NULL: none */
	struct acceptor **passed; /* of whoever started us */
	size_t n_passed;
	struct http_client *first;
	size_t n;
	struct http_counters counters;
};

static void
http_client_free(struct http_client *c)
{
	*c->prev = c->next;
	if (c->next != NULL)
		c->next->prev = c->prev;
	c->http->n--;
	(void)event_del(&c->deadline);
	bufferevent_free(c->stream);
	free(c);
}

static void
http_client_late(evutil_socket_t fd, short what, void *arg)
{
	struct http_client *c = arg;

	(void)fd, (void)what;
	if (!c->answered)
		c->http->counters.late++;
	http_client_free(c);
}

/* All is sent.  A client that still sends would lose the answer if we closed
 * now (RFC 9112 section 9.6): wait for its end, for a while. */
static void
http_client_written(struct bufferevent *stream, void *arg)
{
	struct http_client *c = arg;

	if (!c->answered)
		return;
	if (c->has_ended)
		http_client_free(c);
	else
		(void)shutdown(bufferevent_getfd(stream), SHUT_WR);
}

static void
http_client_ended(struct bufferevent *stream, short what, void *arg)
{
	struct http_client *c = arg;
	struct evbuffer *output = bufferevent_get_output(stream);

	c->has_ended = true;
	if ((what & BEV_EVENT_ERROR) != 0 || evbuffer_get_length(output) == 0)
		http_client_free(c);
}

static void
http_client_send(
    struct http_client *c, const struct http_reply *reply, bool head)
{
	struct evbuffer *output = bufferevent_get_output(c->stream);

	c->answered = true;
	c->http->counters.answered++;
	(void)evbuffer_add_printf(output,
	    "HTTP/1.1 %d %s\r\nContent-Type: %s\r\nContent-Length: %zu\r\n"
	    "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\n"
	    "%sConnection: close\r\n\r\n",
	    reply->status, http_status_text(reply->status), reply->type,
	    reply->body.len,
	    reply->status == HTTP_BAD_METHOD ? "Allow: GET, HEAD\r\n" : "");
	if (!head)
		(void)evbuffer_add(
		    output, buf_text(&reply->body), reply->body.len);
}

static void
http_client_answer(
    struct http_client *c, int status, const struct http_request *request)
{
	struct http_reply reply = {
	    .status = status == HTTP_OK ? HTTP_NOT_FOUND : status,
	    .type = "text/plain; charset=utf-8",
	    .body = BUF_INIT,
	};

	if (status == HTTP_OK) {
		char *path = mem_strndup(request->path, request->len);

		c->http->page(c->http->arg, path, &reply);
		free(path);
	}
	if (reply.body.len == 0)
		buf_printf(&reply.body, "%s\n", http_status_text(reply.status));
	http_client_send(c, &reply, status == HTTP_OK && request->head);
	buf_fini(&reply.body);
}

static void
http_client_readable(struct bufferevent *stream, void *arg)
{
	struct http_client *c = arg;
	struct evbuffer *input = bufferevent_get_input(stream);
	struct http_request request;
	size_t len = evbuffer_get_length(input);
	int status;

	if (!c->answered) {
		status = http_request_parse(
		    (const char *)evbuffer_pullup(input, -1), len, &request);
		if (status == HTTP_MORE)
			return;
		http_client_answer(c, status, &request);
	}
	(void)evbuffer_drain(input, len);
	c->dropped += len;
	if (c->dropped > HTTP_HEAD_MAX + HTTP_LINGER_MAX)
		http_client_free(c);
}

static void
http_accepted(void *arg, int fd)
{
	static const struct timeval deadline = {HTTP_SECONDS, 0};
	struct http *h = arg;
	struct http_client *c;

	if (h->n >= HTTP_CONNECTIONS_MAX) {
		h->counters.refused++;
		(void)close(fd);
		return;
	}
	c = mem_zalloc(sizeof(*c));
	c->http = h;
	c->next = h->first;
	c->prev = &h->first;
	if (c->next != NULL)
		c->next->prev = &c->next;
	h->first = c;
	h->n++;
	(void)evtimer_assign(&c->deadline, h->base, http_client_late, c);
	(void)evtimer_add(&c->deadline, &deadline);
	c->stream = bufferevent_socket_new(h->base, fd, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(c->stream, http_client_readable, http_client_written,
	    http_client_ended, c);
	bufferevent_setwatermark(c->stream, EV_READ, 0, HTTP_HEAD_MAX);
	(void)bufferevent_enable(c->stream, EV_READ | EV_WRITE);
}

void
http_say(struct http_reply *reply, int status, const char *sentence)
{
	reply->status = status;
	buf_printf(&reply->body, "%s\n", sentence);
}

struct http *
http_new(struct event_base *base, http_page_cb *page, void *arg)
{
	struct http *h = mem_zalloc(sizeof(*h));

	h->base = base;
	h->page = page;
	h->arg = arg;
	return h;
}

void
http_free(struct http **hp)
{
	struct http *h = *hp;

	if (h == NULL)
		return;
	*hp = NULL;
	while (h->first != NULL)
		http_client_free(h->first);
	acceptor_free(&h->own);
	for (size_t i = 0; i < h->n_passed; i++)
		acceptor_free(&h->passed[i]);
	free(h->passed);
	free(h);
}

char *
http_endpoint(const char *where)
{
	return strncmp(where, "unix:", 5) == 0 ||
		       strncmp(where, "inet:", 5) == 0
		   ? mem_strdup(where)
		   : mem_printf("inet:%s", where);
}

static bool
http_is_at(const struct acceptor *a, const char *endpoint)
{
	return listener_is_at(acceptor_listener(a), endpoint);
}

static bool
http_has_passed(const struct http *h, const char *endpoint)
{
	for (size_t i = 0; i < h->n_passed; i++)
		if (http_is_at(h->passed[i], endpoint))
			return true;
	return false;
}

int
http_listen(struct http *h, const char *where,
    const struct listener_options *options, struct error *err)
{
	struct listener *listener = NULL;
	char *endpoint = where[0] != '\0' ? http_endpoint(where) : NULL;
	int ret = 0;

	if (endpoint != NULL && h->own != NULL &&
	    http_is_at(h->own, endpoint)) {
		free(endpoint);
		return 0;
	}
	if (endpoint != NULL && !http_has_passed(h, endpoint))
		ret = listener_open(endpoint, options, &listener, err);
	free(endpoint);
	if (ret == -1) {
		error_prefix(err, "http.listen");
		return -1;
	}
	acceptor_free(&h->own);
	if (listener != NULL)
		h->own = acceptor_new_own(h->base, &listener, http_accepted, h);
	return 0;
}

void
http_adopt_own(struct http *h, struct listener **listener)
{
	h->passed =
	    mem_resize(h->passed, h->n_passed + 1, sizeof(struct acceptor *));
	h->passed[h->n_passed++] =
	    acceptor_new_own(h->base, listener, http_accepted, h);
}

void
http_counters(const struct http *h, struct http_counters *out)
{
	*out = h->counters;
}
