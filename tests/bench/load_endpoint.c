/* SPDX-License-Identifier: BSD-2-Clause */
/* Where a load generator connects to. */

#include "load_endpoint.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/mem.h"
#include "load.h"

/* The rest of `text` after `prefix`, or NULL. */
static const char *
endpoint_after(const char *text, const char *prefix)
{
	size_t len = strlen(prefix);

	return strncmp(text, prefix, len) == 0 ? text + len : NULL;
}

static void
endpoint_take_path(const char *path, struct load_endpoint *out, int usage)
{
	struct sockaddr_un *un = (struct sockaddr_un *)&out->address;

	if (strlen(path) >= sizeof(un->sun_path))
		load_die(usage, "%s: the path of a socket is too long", path);
	un->sun_family = AF_UNIX;
	(void)snprintf(un->sun_path, sizeof(un->sun_path), "%s", path);
	out->len = sizeof(*un);
}

static void
endpoint_resolve(const char *host, const char *port, int family,
    struct load_endpoint *out, int usage)
{
	struct addrinfo hints = {
	    .ai_family = family, .ai_socktype = SOCK_STREAM};
	struct addrinfo *found;
	int rc = getaddrinfo(
	    host[0] != '\0' ? host : "127.0.0.1", port, &hints, &found);

	if (rc != 0)
		load_die(
		    usage, "%s, port %s: %s", host, port, gai_strerror(rc));
	memcpy(&out->address, found->ai_addr, found->ai_addrlen);
	out->len = found->ai_addrlen;
	freeaddrinfo(found);
}

/* HOST:PORT, [ADDRESS]:PORT, PORT@HOST or PORT */
static void
endpoint_take_host(
    const char *text, int family, struct load_endpoint *out, int usage)
{
	char *copy = mem_strdup(text), *host = copy;
	char *at = strchr(copy, '@'), *colon = strrchr(copy, ':'), *port = copy;

	if (at != NULL) {
		*at = '\0';
		host = at + 1;
	} else if (colon != NULL) {
		*colon = '\0';
		port = colon + 1;
	} else {
		host += strlen(host);
	}
	if (host[0] == '[') {
		host++;
		host[strcspn(host, "]")] = '\0';
	}
	endpoint_resolve(host, port, family, out, usage);
	free(copy);
}

void
load_endpoint_parse(const char *text, struct load_endpoint *out, int usage)
{
	const char *rest;

	memset(out, 0, sizeof(*out));
	if ((rest = endpoint_after(text, "unix:")) != NULL ||
	    (rest = endpoint_after(text, "local:")) != NULL)
		endpoint_take_path(rest, out, usage);
	else if (text[0] == '/' || text[0] == '.')
		endpoint_take_path(text, out, usage);
	else if ((rest = endpoint_after(text, "inet6:")) != NULL)
		endpoint_take_host(rest, AF_INET6, out, usage);
	else if ((rest = endpoint_after(text, "inet:")) != NULL)
		endpoint_take_host(
		    rest, rest[0] == '[' ? AF_INET6 : AF_INET, out, usage);
	else
		endpoint_take_host(text, AF_UNSPEC, out, usage);
}

int
load_endpoint_connect(const struct load_endpoint *e)
{
	int one = 1, why;
	int fd = socket(e->address.ss_family,
	    SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);

	if (fd == -1)
		load_die(71, "a socket: %s", strerror(errno));
	if (e->address.ss_family != AF_UNIX)
		(void)setsockopt(
		    fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	if (connect(fd, (const struct sockaddr *)&e->address, e->len) == 0 ||
	    errno == EINPROGRESS)
		return fd;
	why = errno;
	(void)close(fd);
	errno = why;
	return -1;
}

int
load_endpoint_outcome(int fd)
{
	int outcome = 0;
	socklen_t len = sizeof(outcome);

	if (getsockopt(fd, SOL_SOCKET, SO_ERROR, &outcome, &len) == -1)
		return errno;
	return outcome;
}
