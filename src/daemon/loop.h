/* SPDX-License-Identifier: BSD-2-Clause */
/* The event loop of a daemon, and the signals that come to it. */

#ifndef DAEMON_LOOP_H
#define DAEMON_LOOP_H

#include <event2/util.h>
#include <stdbool.h>
#include <stddef.h>

struct error;
struct event;
struct event_base;

#define LOOP_SIGNALS_MAX 4

typedef void loop_signal_cb(evutil_socket_t number, short what, void *arg);

struct loop_signal {
	int number;
	loop_signal_cb *caught;
};

struct loop {
	struct event_base *base;
	struct event *signals[LOOP_SIGNALS_MAX];
};

/*
 * Make the loop, and have these signals (up to LOOP_SIGNALS_MAX) come to it;
 * once it has gone they are ignored, so that a second one does not kill the
 * program in the middle of its end.  A write to nobody, or past a limit of
 * file sizes, is an error like any other from here on.  may_be_files: what it
 * is to wait for may be files, which epoll does not take.  What was zeroed may
 * be ended, also after -1.
 */
int loop_init(struct loop *, bool may_be_files,
    const struct loop_signal *signals, size_t n, void *arg, struct error *err);
void loop_fini(struct loop *);

#endif
