/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop of a daemon, and the signals that come to it. */

#include "daemon/loop.h"

#include <event2/event.h>
#include <event2/thread.h>
#include <signal.h>

#include "base/error.h"

static struct event_base *
loop_make_base(bool may_be_files)
{
	struct event_config *config = event_config_new();
	struct event_base *base;

	if (config == NULL)
		return NULL;
	if (may_be_files)
		(void)event_config_avoid_method(config, "epoll");
	base = event_base_new_with_config(config);
	event_config_free(config);
	return base;
}

int
loop_init(struct loop *l, bool may_be_files, const struct loop_signal *signals,
    size_t n, void *arg, struct error *err)
{
	(void)signal(SIGPIPE, SIG_IGN);
	(void)signal(SIGXFSZ, SIG_IGN);
	if (evthread_use_pthreads() == -1 ||
	    (l->base = loop_make_base(may_be_files)) == NULL)
		return error_set(err, "the event loop can't be made");
	for (size_t i = 0; i < n; i++) {
		/* what the loop leaves behind */
		(void)signal(signals[i].number, SIG_IGN);
		l->signals[i] = evsignal_new(
		    l->base, signals[i].number, signals[i].caught, arg);
		if (l->signals[i] == NULL ||
		    event_add(l->signals[i], NULL) == -1)
			return error_set(err, "signals can't be caught");
	}
	return 0;
}

void
loop_fini(struct loop *l)
{
	for (size_t i = 0; i < LOOP_SIGNALS_MAX; i++)
		if (l->signals[i] != NULL)
			event_free(l->signals[i]);
	if (l->base != NULL)
		event_base_free(l->base);
	*l = (struct loop){.base = NULL};
}
