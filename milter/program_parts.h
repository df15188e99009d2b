/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the program: what its start, its reload and its end share. */

#ifndef MILTER_PROGRAM_PARTS_H
#define MILTER_PROGRAM_PARTS_H

#include <event2/util.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "daemon/complaint.h"
#include "daemon/loop.h"
#include "daemon/options.h"
#include "daemon/pulse.h"
#include "milter/pages.h"

struct clerk;
struct engine;
struct error;
struct event;
struct http;
struct milter;
struct terms;

/* Messages under way have this long to come to their end. */
#define PROGRAM_DRAIN_SECONDS 30
#define PROGRAM_DRAIN_LOOK_MS 50

struct program {
	struct options options;
	struct terms *terms; /* that the engine and the pages go by */
	size_t descriptors;
	char *endpoint; /* of libmilter's socket, to the end */
	struct loop loop;
	struct event *drain, *stopped;
	struct pulse pulse;
	int64_t drain_until_ms;
	struct engine *engine;
	struct clerk *clerk;
	struct milter *milter;
	struct http *http;
	struct pages pages;
	pthread_t thread;  /* runs smfi_main */
	pthread_t stopper; /* runs smfi_stop */
	bool has_stopper;
	atomic_int result; /* of smfi_main */
	struct complaint not_stored;
};

/* Read the settings again: all of them count, or none. */
void program_reload(evutil_socket_t, short what, void *program);

/* End: no message begins any more, and those under way are waited for. */
void program_end(evutil_socket_t, short what, void *program);

/* Run libmilter on a thread of its own. */
int program_start_milter(struct program *, struct error *err);

#endif
