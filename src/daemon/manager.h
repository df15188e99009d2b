/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The service manager that started us, by the two small protocols of systemd:
 * sockets handed over in LISTEN_FDS, and words sent to NOTIFY_SOCKET.  Nothing
 * of it needs a library, and nothing happens where there is no such manager.
 */

#ifndef DAEMON_MANAGER_H
#define DAEMON_MANAGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

#define MANAGER_SOCKETS_MAX 64

struct manager_socket {
	int fd;
	char *name; /* FileDescriptorName=, or "" */
};

struct manager_sockets {
	struct manager_socket *list;
	size_t n;
};

/*
 * The sockets that were handed over, once: the environment forgets them.  -1:
 * *err says what is wrong with it.
 */
int manager_take_sockets(struct manager_sockets *out, struct error *err);

/* Frees the list, and closes those whose fd is not -1. */
void manager_sockets_fini(struct manager_sockets *);

/* Is anybody to be told? */
bool manager_listens(void);

/* `READY=1`, `STATUS=...`: lines for the manager, lost if it does not take
 * them at once. */
void
manager_tell(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Microseconds within which it wants WATCHDOG=1; 0: never. */
int64_t manager_watchdog_us(void);

#endif
