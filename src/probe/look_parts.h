/* SPDX-License-Identifier: BSD-2-Clause */
/* Between a look and how libcurl is set up for it (internal). */

#ifndef PROBE_LOOK_PARTS_H
#define PROBE_LOOK_PARTS_H

#include <curl/curl.h>

#include <stdbool.h>

#include "base/buf.h"
#include "probe/look.h"
#include "probe/pump.h"
#include "probe/reply.h"
#include "probe/tls.h"

struct look {
	const struct look_world *world;
	struct look_calls calls;
	struct probe_result *result;
	bool seen;

	CURL *easy;
	struct pump_job job;
	struct curl_slist *connect_to;
	struct event *timer;
	char detail[CURL_ERROR_SIZE];
	bool unfit;         /* libcurl did not take the transfer */
	int socket_errno;   /* of socket(2) */
	struct buf guarded; /* why the address may not be connected to */

	struct tls_sight sight;
	struct reply reply;
	struct buf body;

	struct event *goodbye;
	int goodbye_fd; /* -1: none */
};

/* All of libcurl's options; -1 where it does not take one. */
int look_set_up(struct look *);

/* QUIT or LOGOUT; -1 where there is none, or it can't be sent. */
int look_say_goodbye(struct look *);

#endif
