/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the listener: what opening it and naming it share. */

#ifndef DAEMON_LISTENER_PARTS_H
#define DAEMON_LISTENER_PARTS_H

#include <sys/stat.h>

#include "daemon/listener.h"

struct listener {
	int fd;
	char *endpoint;
	char *path;       /* of a UNIX socket */
	struct stat made; /* its file; zero while there is none */
};

#endif
