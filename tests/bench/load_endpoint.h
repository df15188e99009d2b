/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a load generator connects to. */

#ifndef BENCH_LOAD_ENDPOINT_H
#define BENCH_LOAD_ENDPOINT_H

#include <sys/socket.h>

struct load_endpoint {
	struct sockaddr_storage address;
	socklen_t len;
};

/*
 * unix:PATH, local:PATH, /PATH, ./PATH, inet:HOST:PORT, HOST:PORT,
 * [ADDRESS]:PORT, inet:PORT@HOST, inet6:PORT@HOST or a PORT of 127.0.0.1; what
 * is none of them ends us with `usage`.
 */
void
load_endpoint_parse(const char *text, struct load_endpoint *out, int usage);

/*
 * A non-blocking socket that is being connected: it can be written to when that
 * is done.  -1 and errno where it failed at once.
 */
int load_endpoint_connect(const struct load_endpoint *);

/* What came of it: 0 or an errno. */
int load_endpoint_outcome(int fd);

#endif
