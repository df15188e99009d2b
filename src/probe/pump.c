/* SPDX-License-Identifier: BSD-2-Clause */
/* Transfers of libcurl on the event loop. */

#include "probe/pump.h"

#include <event2/event.h>
#include <pthread.h>
#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"

/* More than there can be: were the pool of connections ever full, libcurl
 * would end one in an orderly way, and wait for the server to agree. */
#define PUMP_CONNECTIONS_MAX 8192L

struct pump {
	struct event_base *base;
	CURLM *multi;
	struct event *timer;
};

static pthread_once_t pump_once = PTHREAD_ONCE_INIT;
static CURLcode pump_global;

static void
pump_init_once(void)
{
	pump_global = curl_global_init(CURL_GLOBAL_DEFAULT);
}

/* Tell whose transfer is over.  Whoever is told may remove any of them, and
 * libcurl then drops what it had to say of it. */
static void
pump_tell(struct pump *pump)
{
	const CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(pump->multi, &left)) != NULL) {
		struct pump_job *job = NULL;

		if (message->msg != CURLMSG_DONE)
			continue;
		(void)curl_easy_getinfo(
		    message->easy_handle, CURLINFO_PRIVATE, (char **)&job);
		job->done(message->data.result, job->arg);
	}
}

static void
pump_on_socket(evutil_socket_t fd, short what, void *arg)
{
	struct pump *pump = arg;
	int running;

	(void)curl_multi_socket_action(pump->multi, fd,
	    (what & EV_READ ? CURL_CSELECT_IN : 0) |
		(what & EV_WRITE ? CURL_CSELECT_OUT : 0),
	    &running);
	pump_tell(pump);
}

static void
pump_on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct pump *pump = arg;
	int running;

	(void)fd;
	(void)what;
	(void)curl_multi_socket_action(
	    pump->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	pump_tell(pump);
}

static int
pump_set_timer(CURLM *multi, long ms, void *arg)
{
	struct pump *pump = arg;
	struct timeval tv = {ms / 1000, ms % 1000 * 1000};

	(void)multi;
	if (ms < 0)
		return event_del(pump->timer);
	return event_add(pump->timer, &tv);
}

static int
pump_watch(CURL *easy, curl_socket_t fd, int what, void *arg, void *watched)
{
	struct pump *pump = arg;
	struct event *event = watched;
	int wanted = EV_PERSIST;

	(void)easy;
	if (event != NULL)
		event_free(event);
	if (what == CURL_POLL_REMOVE)
		return curl_multi_assign(pump->multi, fd, NULL) == CURLM_OK
			   ? 0
			   : -1;
	if (what & CURL_POLL_IN)
		wanted |= EV_READ;
	if (what & CURL_POLL_OUT)
		wanted |= EV_WRITE;
	event = event_new(pump->base, fd, (short)wanted, pump_on_socket, pump);
	if (event == NULL)
		abort();
	(void)curl_multi_assign(pump->multi, fd, event);
	return event_add(event, NULL);
}

int
pump_new(struct event_base *base, struct pump **pump_out, struct error *err)
{
	struct pump *pump;

	(void)pthread_once(&pump_once, pump_init_once);
	if (pump_global != CURLE_OK)
		return error_set(
		    err, "libcurl: %s", curl_easy_strerror(pump_global));
	pump = mem_zalloc(sizeof(*pump));
	pump->base = base;
	pump->multi = curl_multi_init();
	pump->timer = evtimer_new(base, pump_on_timer, pump);
	if (pump->multi == NULL || pump->timer == NULL)
		abort();
	(void)curl_multi_setopt(
	    pump->multi, CURLMOPT_SOCKETFUNCTION, pump_watch);
	(void)curl_multi_setopt(pump->multi, CURLMOPT_SOCKETDATA, pump);
	(void)curl_multi_setopt(
	    pump->multi, CURLMOPT_TIMERFUNCTION, pump_set_timer);
	(void)curl_multi_setopt(pump->multi, CURLMOPT_TIMERDATA, pump);
	(void)curl_multi_setopt(
	    pump->multi, CURLMOPT_MAXCONNECTS, PUMP_CONNECTIONS_MAX);
	*pump_out = pump;
	return 0;
}

void
pump_free(struct pump **pp)
{
	struct pump *pump = *pp;

	*pp = NULL;
	if (pump == NULL)
		return;
	(void)curl_multi_cleanup(pump->multi);
	event_free(pump->timer);
	free(pump);
}

int
pump_add(struct pump *pump, CURL *easy, struct pump_job *job)
{
	(void)curl_easy_setopt(easy, CURLOPT_PRIVATE, job);
	return curl_multi_add_handle(pump->multi, easy) == CURLM_OK ? 0 : -1;
}

void
pump_remove(struct pump *pump, CURL *easy)
{
	(void)curl_multi_remove_handle(pump->multi, easy);
}

struct event_base *
pump_base(const struct pump *pump)
{
	return pump->base;
}
