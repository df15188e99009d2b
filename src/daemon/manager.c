/* SPDX-License-Identifier: BSD-2-Clause */
/* The service manager that started us. */

#include "daemon/manager.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

#define MANAGER_FIRST_FD 3 /* sd_listen_fds(3) */

/* A number in the environment; -1: none, or not one that counts. */
static int64_t
manager_number(const char *name)
{
	const char *text = getenv(name);
	char *end;
	long long n;

	if (text == NULL || text[0] < '0' || text[0] > '9')
		return -1;
	n = strtoll(text, &end, 10);
	return *end == '\0' ? n : -1;
}

/* The nth name of `policy:http`, for free(). */
static char *
manager_name(const char *names, size_t nth)
{
	while (names != NULL && nth-- > 0) {
		names = strchr(names, ':');
		names = names != NULL ? names + 1 : NULL;
	}
	return names != NULL ? mem_strndup(names, strcspn(names, ":"))
			     : mem_strdup("");
}

static void
manager_forget_sockets(void)
{
	(void)unsetenv("LISTEN_PID");
	(void)unsetenv("LISTEN_FDS");
	(void)unsetenv("LISTEN_FDNAMES");
}

int
manager_take_sockets(struct manager_sockets *out, struct error *err)
{
	int64_t n = manager_number("LISTEN_FDS");
	const char *names = getenv("LISTEN_FDNAMES");

	*out = (struct manager_sockets){NULL, 0};
	if (n <= 0 || manager_number("LISTEN_PID") != getpid())
		return 0;
	if (n > MANAGER_SOCKETS_MAX)
		return error_set(err,
		    "LISTEN_FDS: %lld sockets were handed over, want %d at "
		    "most",
		    (long long)n, MANAGER_SOCKETS_MAX);
	out->list = mem_array((size_t)n, sizeof(*out->list));
	out->n = (size_t)n;
	for (size_t i = 0; i < out->n; i++) {
		int fd = MANAGER_FIRST_FD + (int)i;

		out->list[i].fd = fd;
		out->list[i].name = manager_name(names, i);
		(void)fcntl(fd, F_SETFD, FD_CLOEXEC);
	}
	manager_forget_sockets();
	return 0;
}

void
manager_sockets_fini(struct manager_sockets *s)
{
	for (size_t i = 0; i < s->n; i++) {
		if (s->list[i].fd != -1)
			(void)close(s->list[i].fd);
		free(s->list[i].name);
	}
	free(s->list);
	*s = (struct manager_sockets){NULL, 0};
}

bool
manager_listens(void)
{
	const char *path = getenv("NOTIFY_SOCKET");

	return path != NULL && (path[0] == '/' || path[0] == '@');
}

static void
manager_send(const char *text, size_t len)
{
	struct sockaddr_un to = {.sun_family = AF_UNIX};
	const char *path = getenv("NOTIFY_SOCKET");
	size_t path_len = strlen(path);
	int fd;

	if (path_len >= sizeof(to.sun_path))
		return;
	memcpy(to.sun_path, path, path_len);
	if (path[0] == '@')
		to.sun_path[0] = '\0'; /* an abstract name */
	fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (fd == -1)
		return;
	(void)sendto(fd, text, len, MSG_NOSIGNAL | MSG_DONTWAIT,
	    (const struct sockaddr *)&to,
	    (socklen_t)(offsetof(struct sockaddr_un, sun_path) + path_len));
	(void)close(fd);
}

void
manager_tell(const char *format, ...)
{
	va_list args;
	char *text;

	if (!manager_listens())
		return;
	va_start(args, format);
	text = mem_vprintf(format, args);
	va_end(args);
	manager_send(text, strlen(text));
	free(text);
}

int64_t
manager_watchdog_us(void)
{
	int64_t us = manager_number("WATCHDOG_USEC");
	int64_t pid = manager_number("WATCHDOG_PID");

	if (us <= 0 || (pid != -1 && pid != getpid()))
		return 0;
	return us;
}
