/* SPDX-License-Identifier: BSD-2-Clause */
/* The socket of libmilter. */

#include "milter/socket.h"

#include <errno.h>
#include <libmilter/mfapi.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/mem.h"
#include "daemon/listener.h"

#define SOCKET_SEARCHED 1024 /* descriptors looked at for the one listening */

static struct stat socket_made; /* the file of a UNIX socket */

/* inet:ADDRESS:PORT or inet:[ADDRESS6]:PORT, which was looked at before. */
static char *
socket_inet_conn(const char *endpoint)
{
	const char *host = endpoint + strlen("inet:");
	const char *colon = strrchr(host, ':');
	size_t len = (size_t)(colon - host);
	bool six = host[0] == '[';

	if (six) {
		host++;
		len -= 2;
	}
	return mem_printf(
	    "%s:%s@%.*s", six ? "inet6" : "inet", colon + 1, (int)len, host);
}

char *
socket_conn(const char *endpoint)
{
	const char *path = endpoint_path(endpoint);

	return path != NULL ? mem_printf("unix:%s", path)
			    : socket_inet_conn(endpoint);
}

/* libmilter listens at once: what lchown() would give must be there by then. */
static int
socket_bind(const char *endpoint, const struct listener_options *options,
    struct error *err)
{
	char *conn = socket_conn(endpoint);
	struct listener_birth birth;
	int rc = MI_FAILURE;

	listener_birth_begin(options, &birth);
	errno = 0;
	if (smfi_setconn(conn) == MI_SUCCESS &&
	    smfi_setbacklog(SOCKET_BACKLOG) == MI_SUCCESS)
		rc = smfi_opensocket(false);
	listener_birth_end(&birth);
	free(conn);
	if (rc == MI_SUCCESS)
		return 0;
	return error_set(err, "%s: libmilter can't listen there: %s", endpoint,
	    errno != 0 ? strerror(errno) : "it has logged why");
}

/* libmilter keeps its socket to itself: it is the one that listens. */
static void
socket_set_nodelay(void)
{
	static const int on = 1;

	for (int fd = 0; fd < SOCKET_SEARCHED; fd++) {
		int listens = 0;
		socklen_t len = sizeof(listens);

		if (getsockopt(fd, SOL_SOCKET, SO_ACCEPTCONN, &listens, &len) ==
			0 &&
		    listens != 0)
			(void)setsockopt(
			    fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	}
}

int
socket_open(const char *endpoint, const struct listener_options *options,
    struct error *err)
{
	const char *path = endpoint_path(endpoint);

	/* whatever can be wrong is told better by the listener */
	if (listener_try(endpoint, options, err) == -1 ||
	    socket_bind(endpoint, options, err) == -1)
		return -1;
	if (path == NULL) {
		socket_set_nodelay();
		return 0;
	}
	if (lchown(path, options->owner, options->group) == -1)
		return error_set(err,
		    "%s: giving the socket to owner and group: %s", endpoint,
		    strerror(errno));
	return lstat(path, &socket_made);
}

static void
socket_connect(const struct sockaddr *address, socklen_t len)
{
	int fd = socket(
	    address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd == -1)
		return;
	(void)connect(fd, address, len);
	(void)close(fd);
}

void
socket_knock(const char *endpoint)
{
	struct sockaddr_un un = {.sun_family = AF_UNIX};
	const char *path = endpoint_path(endpoint);
	struct addrinfo *address;

	if (path != NULL) {
		(void)snprintf(un.sun_path, sizeof(un.sun_path), "%s", path);
		socket_connect((const struct sockaddr *)&un, sizeof(un));
	} else if (endpoint_address(endpoint, &address, NULL) == 0) {
		socket_connect(address->ai_addr, address->ai_addrlen);
		freeaddrinfo(address);
	}
}

void
socket_remove(const char *endpoint)
{
	const char *path = endpoint_path(endpoint);
	struct stat st;

	if (path != NULL && lstat(path, &st) == 0 && S_ISSOCK(st.st_mode) &&
	    st.st_dev == socket_made.st_dev && st.st_ino == socket_made.st_ino)
		(void)unlink(path); /* where we may not it goes stale */
}

int
socket_raise_descriptors(size_t *limit_out, struct error *err)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == -1)
		return error_set(
		    err, "limit of descriptors: %s", strerror(errno));
	limit.rlim_cur = limit.rlim_max;
	(void)setrlimit(RLIMIT_NOFILE, &limit);
	if (getrlimit(RLIMIT_NOFILE, &limit) == -1 ||
	    limit.rlim_cur < SOCKET_DESCRIPTORS_MIN)
		return error_set(err,
		    "limit of descriptors: found %llu, want %d or more "
		    "(ulimit -n, LimitNOFILE=)",
		    (unsigned long long)limit.rlim_cur, SOCKET_DESCRIPTORS_MIN);
	*limit_out = (size_t)limit.rlim_cur;
	return 0;
}
