/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The socket of libmilter, which binds it by itself and tells little of what
 * went wrong: so all that can be known is looked at before, and what it leaves
 * out is done after.
 */

#ifndef MILTER_SOCKET_H
#define MILTER_SOCKET_H

#include <stddef.h>

struct error;
struct listener_options;

/* Below this many descriptors the program does not start. */
#define SOCKET_DESCRIPTORS_MIN 256

/* Waiting connections; Linux cuts it to net.core.somaxconn. */
#define SOCKET_BACKLOG 4096

/*
 * Bind it, after smfi_register and before any thread: `endpoint` is as in
 * milter.listen.  A UNIX socket is made with its mode, and gets owner and
 * group; the file of an old one is replaced only where nobody answers.  On TCP
 * Nagle's algorithm is turned off: with it each header that is added waits 40
 * ms for a delayed acknowledgement.
 */
int socket_open(
    const char *endpoint, const struct listener_options *, struct error *err);

/* Connect, and go: libmilter looks only every 5 seconds whether it is to stop,
 * or when somebody comes.  Where that fails it takes those seconds. */
void socket_knock(const char *endpoint);

/* Remove the file of a UNIX socket at the end, if it is still ours: libmilter
 * leaves it to root. */
void socket_remove(const char *endpoint);

/* Raise the limit of descriptors as far as we may, and tell it.  -1: it is
 * below SOCKET_DESCRIPTORS_MIN. */
int socket_raise_descriptors(size_t *limit_out, struct error *err);

/* How libmilter writes the endpoint: `inet:PORT@ADDRESS`; the caller frees. */
char *socket_conn(const char *endpoint);

#endif
