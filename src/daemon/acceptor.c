/* SPDX-License-Identifier: BSD-2-Clause */
/* Accepting connections on a listener. */

#include "daemon/acceptor.h"

#include <errno.h>
#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/listener.h"

struct acceptor {
	struct event event;
	struct event pause;
	struct listener *listener;
	acceptor_cb *accepted;
	void *arg;
	int64_t logged_ms; /* 0: never */
};

static void
acceptor_resume(evutil_socket_t fd, short what, void *arg)
{
	struct acceptor *a = arg;

	(void)fd, (void)what;
	(void)event_add(&a->event, NULL);
}

/* Trying again at once would burn a processor for as long as it lasts. */
static void
acceptor_pause(struct acceptor *a, int why)
{
	static const struct timeval pause = {0, ACCEPTOR_PAUSE_MS * 1000};
	int64_t now = clock_steady_ms();

	(void)event_del(&a->event);
	(void)evtimer_add(&a->pause, &pause);
	if (a->logged_ms != 0 &&
	    now - a->logged_ms < ACCEPTOR_LOG_SECONDS * INT64_C(1000))
		return;
	a->logged_ms = now;
	log_printf(LOG_LEVEL_ERROR,
	    "%s: a connection can't be accepted: %s; accepting pauses (raise "
	    "LimitNOFILE or ulimit -n where descriptors run out)",
	    listener_endpoint(a->listener), strerror(why));
}

/* A new descriptor has the lowest number that is free. */
static bool
acceptor_has_room(int listener)
{
	struct rlimit limit;
	rlim_t reserve = ACCEPTOR_RESERVE;
	int next = fcntl(listener, F_DUPFD_CLOEXEC, 0);

	if (next == -1)
		return false;
	(void)close(next);
	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return true;
	if (reserve > limit.rlim_cur / 2)
		reserve = limit.rlim_cur / 2;
	return (rlim_t)next < limit.rlim_cur - reserve;
}

static bool
acceptor_is_passing(int why)
{
	/* errors of the one connection, accept(2), or nothing left to do */
	return why == EAGAIN || why == EINTR || why == ECONNABORTED ||
	       why == EPROTO || why == EPERM || why == ENETDOWN ||
	       why == ENOPROTOOPT || why == EHOSTDOWN || why == ENONET ||
	       why == EHOSTUNREACH || why == EOPNOTSUPP || why == ENETUNREACH;
}

static void
acceptor_ready(evutil_socket_t fd, short what, void *arg)
{
	struct acceptor *a = arg;

	(void)what;
	for (int i = 0; i < ACCEPTOR_BATCH; i++) {
		if (!acceptor_has_room((int)fd)) {
			acceptor_pause(a, EMFILE);
			return;
		}
		int client =
		    accept4((int)fd, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);

		if (client != -1) {
			a->accepted(a->arg, client);
			continue;
		}
		if (!acceptor_is_passing(errno))
			acceptor_pause(a, errno);
		return;
	}
}

struct acceptor *
acceptor_new_own(struct event_base *base, struct listener **listener,
    acceptor_cb *accepted, void *arg)
{
	struct acceptor *a = mem_zalloc(sizeof(*a));

	a->listener = *listener;
	*listener = NULL;
	a->accepted = accepted;
	a->arg = arg;
	(void)event_assign(&a->event, base, listener_fd(a->listener),
	    EV_READ | EV_PERSIST, acceptor_ready, a);
	(void)evtimer_assign(&a->pause, base, acceptor_resume, a);
	(void)event_add(&a->event, NULL);
	return a;
}

void
acceptor_free(struct acceptor **ap)
{
	struct acceptor *a = *ap;

	if (a == NULL)
		return;
	*ap = NULL;
	(void)event_del(&a->event);
	(void)event_del(&a->pause);
	listener_close(&a->listener);
	free(a);
}

const struct listener *
acceptor_listener(const struct acceptor *a)
{
	return a->listener;
}
