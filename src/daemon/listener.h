/* SPDX-License-Identifier: BSD-2-Clause */
/* A listening socket, made from an endpoint such as a main.cf would name. */

#ifndef DAEMON_LISTENER_H
#define DAEMON_LISTENER_H

#include <stdbool.h>
#include <sys/types.h>

struct error;
struct listener;

struct listener_options { /* of UNIX sockets */
	mode_t mode;
	uid_t owner; /* (uid_t)-1: whoever makes it */
	gid_t group; /* (gid_t)-1 likewise */
	/* round the path, what main.cf would say; NULL: as a policy service */
	const char *before, *after;
};

/*
 * Bind and listen where base/endpoint.h says, non-blocking, with the longest
 * queue that the system allows.  The folder of a UNIX socket is made if it is
 * missing and its parent is there; a socket file is replaced only where nobody
 * answers on it.  *err of a UNIX socket names path, mode and what main.cf would
 * say.
 */
int listener_open(const char *endpoint, const struct listener_options *,
    struct listener **listener_out, struct error *err);

/*
 * Could that be opened?  Nothing listens on it meanwhile: who connects is
 * refused, never accepted and dropped.  A folder that was made stays.
 */
int listener_try(
    const char *endpoint, const struct listener_options *, struct error *err);

/*
 * A listening stream socket that another program has bound, named by its
 * address.  Its file is never removed.  -1: *err, and fd is as it was.
 */
int listener_adopt(int fd, struct listener **listener_out, struct error *err);

/*
 * What sockets are made with from begin to end: the mode of the options, and
 * their group where this process may.  Nobody whom the group lets in finds them
 * shut for a moment, and nobody else finds them open.  errno stays.
 */
struct listener_birth { /* as it was before */
	mode_t mask;
	gid_t group;
	bool as_group;
};

void
listener_birth_begin(const struct listener_options *, struct listener_birth *);
void listener_birth_end(const struct listener_birth *);

/* Closes it and removes its socket file, if that is still ours. */
void listener_close(struct listener **);

int listener_fd(const struct listener *);
const char *listener_endpoint(const struct listener *);

/* Does this endpoint name its address, however written? */
bool listener_is_at(const struct listener *, const char *endpoint);

/* Can nobody but this machine connect to it? */
bool listener_is_local(const struct listener *);

#endif
