/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Transfers of libcurl on the event loop: what a `multi` handle wants watched
 * and timed is watched and timed by libevent.
 */

#ifndef PROBE_PUMP_H
#define PROBE_PUMP_H

#include <curl/curl.h>

struct error;
struct event_base;
struct pump;

int pump_new(struct event_base *, struct pump **pump_out, struct error *err);
void pump_free(struct pump **); /* all transfers were removed before */

typedef void pump_cb(CURLcode, void *arg);

struct pump_job {
	pump_cb *done; /* once, from the event loop; it may remove and free
			* the transfer, and others */
	void *arg;
};

/* Begin; the job (lent) is CURLOPT_PRIVATE of the easy handle from here on.
 * -1 where libcurl does not take it. */
int pump_add(struct pump *, CURL *easy, struct pump_job *job);

/* End, whatever the state: the connection is closed, `done` does not run. */
void pump_remove(struct pump *, CURL *easy);

struct event_base *pump_base(const struct pump *);

#endif
