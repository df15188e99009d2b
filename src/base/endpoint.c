/* SPDX-License-Identifier: BSD-2-Clause */
/* The text that says where a program listens. */

#include "base/endpoint.h"

#include <netdb.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/error.h"
#include "base/mem.h"

const char *
endpoint_path(const char *endpoint)
{
	if (strncmp(endpoint, "unix:", 5) == 0)
		return endpoint + 5;
	return endpoint[0] == '/' ? endpoint : NULL;
}

static int
endpoint_check_path(const char *path, struct error *wanted)
{
	size_t most = sizeof(((struct sockaddr_un *)NULL)->sun_path) - 1;

	if (path[0] != '/')
		return error_set(wanted, "a path that begins with a slash");
	if (strlen(path) > most)
		return error_set(wanted, "a path of at most %zu octets", most);
	return 0;
}

static bool
endpoint_is_port(const char *text)
{
	size_t digits = strspn(text, "0123456789");

	return digits > 0 && digits <= 5 && text[digits] == '\0' &&
	       strtoul(text, NULL, 10) <= UINT16_MAX;
}

int
endpoint_address(
    const char *endpoint, struct addrinfo **address_out, struct error *wanted)
{
	struct addrinfo hints = {
	    .ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
	    .ai_socktype = SOCK_STREAM,
	};
	const char *colon = strrchr(endpoint, ':');
	char *host, *name;
	size_t len;
	int rc = EAI_NONAME;

	if (strncmp(endpoint, "inet:", 5) != 0 || colon == endpoint + 4 ||
	    !endpoint_is_port(colon + 1))
		return error_set(wanted, "inet:ADDRESS:PORT or unix:PATH");
	name = host =
	    mem_strndup(endpoint + 5, (size_t)(colon - (endpoint + 5)));
	len = strlen(host);
	if (len > 2 && host[0] == '[' && host[len - 1] == ']') {
		host[len - 1] = '\0';
		name = host + 1;
	}
	if (name[0] != '\0' && (name != host || strchr(name, ':') == NULL))
		rc = getaddrinfo(name, colon + 1, &hints, address_out);
	free(host);
	if (rc == 0)
		return 0;
	return error_set(wanted,
	    "a numeric address and port, as inet:127.0.0.1:10050 or "
	    "inet:[::1]:10050");
}

int
endpoint_check(const char *endpoint, struct error *wanted)
{
	const char *path = endpoint_path(endpoint);
	struct addrinfo *address;

	if (path != NULL)
		return endpoint_check_path(path, wanted);
	if (endpoint_address(endpoint, &address, wanted) == -1)
		return -1;
	freeaddrinfo(address);
	return 0;
}
