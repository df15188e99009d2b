/* SPDX-License-Identifier: BSD-2-Clause */
/* A listening socket, made from an endpoint such as a main.cf would name. */

#ifndef POLICYD_LISTENER_H
#define POLICYD_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct listener;

struct listener_options { /* of UNIX sockets */
	mode_t mode;
	uid_t owner; /* (uid_t)-1: whoever makes it */
	gid_t group; /* (gid_t)-1 likewise */
};

/*
 * `inet:ADDRESS:PORT` with an IPv6 address in brackets, `unix:PATH`, or a PATH
 * that begins with a slash.  Host names are refused: `localhost` may be ::1 for
 * one program and 127.0.0.1 for another.  -1 and *err where it is none.
 */
int listener_check(const char *endpoint, struct error *err);

/*
 * Bind and listen, non-blocking, with the longest queue that the system
 * allows.  The folder of a UNIX socket is made if it is missing and its parent
 * is there; a socket file is replaced only where nobody answers on it.  *err
 * of a UNIX socket names path, mode and what main.cf would say.
 */
int listener_open(const char *endpoint, const struct listener_options *,
    struct listener **listener_out, struct error *err);

/* Closes it and removes its socket file, if that is still ours. */
void listener_close(struct listener **);

int listener_fd(const struct listener *);
const char *listener_endpoint(const struct listener *);

#endif
