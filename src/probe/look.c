/* SPDX-License-Identifier: BSD-2-Clause */
/* One look at one service. */

#include "probe/look.h"

#include <event2/event.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/look_parts.h"
#include "probe/result.h"
#include "probe/verdict.h"

static bool
look_fetches(const struct look *look)
{
	return look->result->path != NULL;
}

/* libcurl 7.88 counts a connection with TLS from the start only after the
 * handshake, which in turn begins only on a connection. */
static bool
look_is_connected(const struct look *look)
{
	curl_off_t us = 0;

	if (look->sight.ctx != NULL)
		return true;
	(void)curl_easy_getinfo(look->easy, CURLINFO_CONNECT_TIME_T, &us);
	return us > 0;
}

/* What an open socket could not be had for, else what a connect said. */
static int
look_errno(const struct look *look)
{
	long errnum = 0;

	if (look->socket_errno != 0)
		return look->socket_errno;
	(void)curl_easy_getinfo(look->easy, CURLINFO_OS_ERRNO, &errnum);
	return (int)errnum;
}

static void
look_judge(struct look *look, CURLcode code, bool timed_out)
{
	struct probe_result *r = look->result;
	struct verdict_facts facts = {
	    .service = r->service,
	    .fetches = look_fetches(look),
	    .code = code,
	    .detail = look->detail,
	    .timed_out = timed_out || code == CURLE_OPERATION_TIMEDOUT,
	    .connected = look_is_connected(look),
	    .body_cut = r->body_cut,
	    .errnum = look_errno(look),
	    .timeout_ms = look->world->timeout_ms,
	    .reply = &look->reply,
	    .sight = &look->sight,
	};
	struct buf why = BUF_INIT;

	if (look->guarded.len > 0) {
		r->outcome = PROBE_GUARDED;
		buf_puts(&why, look->guarded.data);
	} else {
		r->outcome = verdict(&facts, &why);
	}
	free(r->why);
	r->why = mem_strndup(
	    buf_text(&why), why.len < PROBE_WHY_MAX ? why.len : PROBE_WHY_MAX);
	buf_fini(&why);
}

static char *
look_word(const char *word)
{
	return word != NULL ? mem_strdup(word) : NULL;
}

/* What there is of TLS, whatever became of it. */
static void
look_fill_tls(struct look *look)
{
	struct probe_result *r = look->result;
	struct tls_sight *sight = &look->sight;

	r->protocol = look_word(sight->protocol);
	r->cipher = look_word(sight->cipher);
	if (sight->chain == NULL)
		return;
	r->chain = cert_chain_ref(sight->chain);
	r->verify = sight->verify;
	r->verify_text = mem_strdup(X509_verify_cert_error_string(r->verify));
}

static void
look_fill_http(struct look *look)
{
	struct probe_result *r = look->result;

	if (!look_fetches(look))
		return;
	r->http_status = look->reply.status;
	r->content_type = look_word(look->reply.content_type);
	r->location = look_word(look->reply.location);
	if (r->http_status == 0)
		return;
	r->body_len = look->body.len;
	r->body = look->body.len > 0 ? buf_steal(&look->body) : mem_strdup("");
}

static void
look_end(struct look *look)
{
	const struct look_calls calls = look->calls;

	(void)event_del(look->timer);
	calls.over(calls.arg);
}

static void
look_see(struct look *look, CURLcode code, bool timed_out)
{
	const struct look_calls *calls = &look->calls;

	look_judge(look, code, timed_out);
	look_fill_tls(look);
	look_fill_http(look);
	look->result->time = clock_wall();
	look->seen = true;
	calls->seen(look->result, look->reply.busy, calls->arg);
}

static void
look_on_done(CURLcode code, void *arg)
{
	struct look *look = arg;

	look_see(look, code, false);
	if (code != CURLE_OK || look_fetches(look) ||
	    look_say_goodbye(look) == -1)
		look_end(look);
}

/* The time of the look is over, or that of its goodbye. */
static void
look_on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct look *look = arg;

	(void)fd;
	(void)what;
	if (!look->seen)
		look_see(look, look->unfit ? CURLE_FAILED_INIT : CURLE_OK,
		    !look->unfit);
	look_end(look);
}

static void
look_set_timer(struct look *look, unsigned ms)
{
	struct timeval tv = {ms / 1000, (suseconds_t)(ms % 1000) * 1000};

	(void)event_add(look->timer, &tv);
}

/* `QUIT` may have brought its answer, or the end of the connection. */
static void
look_on_goodbye(evutil_socket_t fd, short what, void *arg)
{
	struct look *look = arg;
	char answer[512];
	size_t n;

	(void)fd;
	(void)what;
	if (curl_easy_recv(look->easy, answer, sizeof(answer), &n) !=
	    CURLE_AGAIN)
		look_end(look);
}

static const char *
look_goodbye(enum probe_service service)
{
	switch (service) {
	case PROBE_SMTP:
	case PROBE_SMTPS:
	case PROBE_POP3:
	case PROBE_POP3S:
		return "QUIT\r\n";
	case PROBE_IMAP:
	case PROBE_IMAPS:
		return "Z LOGOUT\r\n";
	case PROBE_HTTPS:
	case PROBE_SERVICES:
		break;
	}
	return NULL;
}

/* We wait for its answer ourselves: libcurl would hold up the event loop.
 * The socket is watched as a copy, as libcurl may close its own at any time. */
int
look_say_goodbye(struct look *look)
{
	const char *text = look_goodbye(look->result->service);
	curl_socket_t fd = CURL_SOCKET_BAD;
	size_t n;

	if (text == NULL ||
	    curl_easy_send(look->easy, text, strlen(text), &n) != CURLE_OK ||
	    curl_easy_getinfo(look->easy, CURLINFO_ACTIVESOCKET, &fd) !=
		CURLE_OK ||
	    fd == CURL_SOCKET_BAD)
		return -1;
	look->goodbye_fd = dup(fd);
	if (look->goodbye_fd == -1)
		return -1;
	look->goodbye = event_new(pump_base(look->world->pump),
	    look->goodbye_fd, EV_READ | EV_PERSIST, look_on_goodbye, look);
	if (look->goodbye == NULL || event_add(look->goodbye, NULL) == -1)
		return -1;
	look_set_timer(look, LOOK_GOODBYE_MS);
	return 0;
}

struct look *
look_start(const struct look_world *world, const struct probe_target *target,
    const char *address, const struct look_calls *calls)
{
	struct look *look = mem_zalloc(sizeof(*look));

	look->world = world;
	look->calls = *calls;
	look->result = probe_result_new(target, address);
	look->goodbye_fd = -1;
	look->job = (struct pump_job){look_on_done, look};
	reply_init(&look->reply, target->service);
	tls_sight_init(&look->sight, world->roots);
	look->easy = curl_easy_init();
	look->timer = evtimer_new(pump_base(world->pump), look_on_timer, look);
	if (look->easy == NULL || look->timer == NULL)
		abort();
	look->unfit = look_set_up(look) == -1 ||
		      pump_add(world->pump, look->easy, &look->job) == -1;
	look_set_timer(look, look->unfit ? 0 : world->timeout_ms);
	return look;
}

void
look_free(struct look **lp)
{
	struct look *look = *lp;

	*lp = NULL;
	if (look == NULL)
		return;
	event_free(look->timer);
	if (look->goodbye != NULL)
		event_free(look->goodbye);
	if (look->goodbye_fd != -1)
		(void)close(look->goodbye_fd);
	pump_remove(look->world->pump, look->easy);
	curl_easy_cleanup(look->easy);
	curl_slist_free_all(look->connect_to);
	tls_sight_fini(&look->sight);
	reply_fini(&look->reply);
	buf_fini(&look->body);
	buf_fini(&look->guarded);
	probe_result_free(&look->result);
	free(look);
}
