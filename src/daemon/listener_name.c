/* SPDX-License-Identifier: BSD-2-Clause */
/* Listening sockets by their address: their own, and those handed over. */

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/mem.h"
#include "daemon/listener_parts.h"

/* `inet:127.0.0.1:10050`, for free(); NULL where it is no such address. */
static char *
listener_name_inet(const struct sockaddr *address, socklen_t len)
{
	char host[64], port[16];

	if (getnameinfo(address, len, host, sizeof(host), port, sizeof(port),
		NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return NULL;
	return mem_printf(
	    address->sa_family == AF_INET6 ? "inet:[%s]:%s" : "inet:%s:%s",
	    host, port);
}

/* The one way in which an endpoint is written, for free(); or NULL. */
static char *
listener_canonical(const char *endpoint)
{
	const char *path = endpoint_path(endpoint);
	struct addrinfo *address;
	char *name;

	if (path != NULL)
		return mem_printf("unix:%s", path);
	if (endpoint_address(endpoint, &address, NULL) == -1)
		return NULL;
	name = listener_name_inet(address->ai_addr, address->ai_addrlen);
	freeaddrinfo(address);
	return name;
}

union listener_bound {
	struct sockaddr any;
	struct sockaddr_un un;
	struct sockaddr_in in;
	struct sockaddr_in6 in6;
	struct sockaddr_storage room;
};

/* Where a socket is bound, for free(); or NULL. */
static char *
listener_name_bound(int fd, union listener_bound *bound)
{
	socklen_t len = sizeof(*bound);

	memset(bound, 0, sizeof(*bound));
	if (getsockname(fd, &bound->any, &len) == -1)
		return NULL;
	if (bound->any.sa_family == AF_UNIX)
		return mem_printf("unix:%.*s", (int)sizeof(bound->un.sun_path),
		    bound->un.sun_path);
	return listener_name_inet(&bound->any, len);
}

static bool
listener_has_option(int fd, int option, int wanted)
{
	int value = 0;
	socklen_t len = sizeof(value);

	return getsockopt(fd, SOL_SOCKET, option, &value, &len) == 0 &&
	       value == wanted;
}

int
listener_adopt(int fd, struct listener **listener_out, struct error *err)
{
	static const int on = 1;
	union listener_bound bound;
	char *name = listener_name_bound(fd, &bound);
	struct listener *l;

	if (name == NULL || !listener_has_option(fd, SO_TYPE, SOCK_STREAM) ||
	    !listener_has_option(fd, SO_ACCEPTCONN, 1)) {
		free(name);
		return error_set(err,
		    "descriptor %d was handed over, want a listening stream "
		    "socket",
		    fd);
	}
	(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	if (bound.any.sa_family != AF_UNIX)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	l = mem_zalloc(sizeof(*l));
	l->fd = fd;
	l->endpoint = name;
	*listener_out = l;
	return 0;
}

bool
listener_is_at(const struct listener *l, const char *endpoint)
{
	char *ours, *theirs;
	bool same;

	if (strcmp(l->endpoint, endpoint) == 0)
		return true;
	ours = listener_canonical(l->endpoint);
	theirs = listener_canonical(endpoint);
	same = ours != NULL && theirs != NULL && strcmp(ours, theirs) == 0;
	free(ours);
	free(theirs);
	return same;
}

bool
listener_is_local(const struct listener *l)
{
	union listener_bound bound;

	free(listener_name_bound(l->fd, &bound));
	switch (bound.any.sa_family) {
	case AF_UNIX:
		return true;
	case AF_INET:
		return ntohl(bound.in.sin_addr.s_addr) >> 24 == 127;
	case AF_INET6:
		return IN6_IS_ADDR_LOOPBACK(&bound.in6.sin6_addr);
	default:
		return false;
	}
}
