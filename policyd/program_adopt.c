/* SPDX-License-Identifier: BSD-2-Clause */
/* The sockets that whoever started the program has opened for it. */

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "daemon/http.h"
#include "daemon/manager.h"
#include "policyd/program_parts.h"
#include "policyd/server.h"
#include "settings/settings.h"

#define ADOPT_POLICY "policy" /* FileDescriptorName= */
#define ADOPT_HTTP "http"

static bool
adopt_is_policy(
    const struct settings *s, const char *name, const struct listener *listener)
{
	if (strcmp(name, ADOPT_POLICY) == 0)
		return true;
	for (size_t i = 0; i < s->policy_listen.n; i++)
		if (listener_is_at(listener, s->policy_listen.list[i]))
			return true;
	return false;
}

static bool
adopt_is_http(
    const struct settings *s, const char *name, const struct listener *listener)
{
	char *endpoint;
	bool same;

	if (strcmp(name, ADOPT_HTTP) == 0)
		return true;
	if (s->http_listen[0] == '\0' || strcmp(name, ADOPT_POLICY) == 0)
		return false;
	endpoint = http_endpoint(s->http_listen);
	same = listener_is_at(listener, endpoint);
	free(endpoint);
	return same;
}

/* Its name tells what a socket is for, else its address does. */
static int
adopt_place(struct program *p, const char *name, struct listener **listener,
    struct error *err)
{
	const char *endpoint = listener_endpoint(*listener);

	if (adopt_is_http(p->settings, name, *listener)) {
		if (!listener_is_local(*listener))
			return error_set(err,
			    "%s was handed over for HTTP, want a loopback "
			    "address or a UNIX socket",
			    endpoint);
		http_adopt_own(p->http, listener);
		return 0;
	}
	if (adopt_is_policy(p->settings, name, *listener)) {
		server_adopt_own(p->server, listener);
		return 0;
	}
	return error_set(err,
	    "%s was handed over with the name \"%s\" and stands in neither "
	    "policy.listen nor http.listen, want "
	    "FileDescriptorName=" ADOPT_POLICY " or " ADOPT_HTTP,
	    endpoint, name);
}

int
program_adopt(struct program *p, struct error *err)
{
	struct manager_sockets sockets;
	int ret = manager_take_sockets(&sockets, err);

	for (size_t i = 0; ret == 0 && i < sockets.n; i++) {
		struct manager_socket *s = &sockets.list[i];
		struct listener *listener = NULL;

		ret = listener_adopt(s->fd, &listener, err);
		if (ret == 0) {
			s->fd = -1;
			ret = adopt_place(p, s->name, &listener, err);
			listener_close(&listener);
		}
	}
	manager_sockets_fini(&sockets);
	return ret;
}
