/* SPDX-License-Identifier: BSD-2-Clause */
/* Accepting connections on a listener. */

#ifndef DAEMON_ACCEPTOR_H
#define DAEMON_ACCEPTOR_H

struct acceptor;
struct event_base;
struct listener;

#define ACCEPTOR_BATCH 64 /* connections accepted before others are served */
#define ACCEPTOR_PAUSE_MS 200   /* without descriptors or memory */
#define ACCEPTOR_LOG_SECONDS 60 /* between two lines about that */

typedef void acceptor_cb(void *arg, int fd);

/* Descriptors that connections leave to others: questions to the DNS, looks at
 * servers, the store; where there are few, half of all. */
#define ACCEPTOR_RESERVE 128

/*
 * Take the listener over and hand each connection to `accepted`:
 * non-blocking, close-on-exec.  Where only the reserve is left it pauses, and
 * says so in the log once a minute; who knocks meanwhile waits in the
 * listener's queue.
 */
struct acceptor *acceptor_new_own(
    struct event_base *, struct listener **, acceptor_cb *accepted, void *arg);

/* Closes the listener. */
void acceptor_free(struct acceptor **);

const struct listener *acceptor_listener(const struct acceptor *);

#endif
