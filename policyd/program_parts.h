/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the program: what its start, its reload and its pulse share. */

#ifndef POLICYD_PROGRAM_PARTS_H
#define POLICYD_PROGRAM_PARTS_H

#include <event2/util.h>

#include "base/log.h"
#include "daemon/complaint.h"
#include "daemon/listener.h"
#include "daemon/loop.h"
#include "daemon/options.h"
#include "daemon/privileges.h"
#include "daemon/pulse.h"
#include "policyd/pages.h"

struct engine;
struct error;
struct event;
struct http;
struct server;
struct service;
struct settings;

struct program {
	struct options options;
	struct settings *settings;
	struct privileges privileges;
	struct loop loop;
	struct event *flush; /* writes the lines that one turn has logged */
	struct pulse pulse;
	struct engine *engine;
	struct service *service;
	struct server *server;
	struct http *http;
	struct pages pages;
	struct complaint not_stored;
	int flags[2]; /* of standard input and output, with -i */
};

/* Settings that can be used: all that can be known before using them. */
int program_load(const char *path, struct settings **settings_out,
    struct privileges *privileges_out, struct listener_options *options_out,
    struct error *err);

/* Log there from now on; to syslog where that would be the client of -i. */
void program_open_log(const struct program *, enum log_to, enum log_level);

/* Open what these settings want, and close what they do not. */
int program_listen(struct program *, const struct settings *,
    const struct listener_options *, struct error *err);

/* Take over the sockets that whoever started us has opened. */
int program_adopt(struct program *, struct error *err);

/* Read the settings again: all of them count, or none. */
void program_reload(evutil_socket_t number, short what, void *program);

#endif
