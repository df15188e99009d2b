/* SPDX-License-Identifier: BSD-2-Clause */
/* A listening socket. */

#include "daemon/listener.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "base/mem.h"
#include "daemon/listener_parts.h"

#define LISTENER_QUEUE "/var/spool/postfix/"

/* errno as a sentence: what was tried, as whom Postfix comes, what to check. */
static int
listener_path_error(const char *path, const char *doing,
    const struct listener_options *o, struct error *err)
{
	const char *reason = strerror(errno);
	size_t queue_len = strlen(LISTENER_QUEUE);
	const char *main_cf = strncmp(path, LISTENER_QUEUE, queue_len) == 0
				  ? path + queue_len
				  : path;

	return error_set(err,
	    "unix:%s: %s: %s (socket of mode %04o; in main.cf: %s%s%s)", path,
	    doing, reason, (unsigned)o->mode,
	    o->before != NULL ? o->before : "check_policy_service { unix:",
	    main_cf,
	    o->after != NULL ? o->after
			     : ", timeout=10s, default_action=DUNNO }");
}

static int
listener_make_folder(
    const char *path, const struct listener_options *o, struct error *err)
{
	size_t len = (size_t)(strrchr(path, '/') - path);
	char *folder = mem_strndup(path, len);
	int ret = 0;

	if (len == 0 || mkdir(folder, 0700) == -1) {
		if (len > 0 && errno != EEXIST)
			ret = listener_path_error(
			    path, "making its folder", o, err);
	} else if (chown(folder, o->owner, o->group) == -1 ||
		   chmod(folder, (o->mode & 0006) != 0 ? 0755 : 0750) == -1) {
		ret = listener_path_error(
		    path, "giving its folder to owner and group", o, err);
	}
	free(folder);
	return ret;
}

static int
listener_socket(int family)
{
	return socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
}

/* Does anybody accept connections there?  -1: can't tell, see errno. */
static int
listener_is_answered(const struct sockaddr_un *address)
{
	int fd = listener_socket(AF_UNIX), answered = 1;

	if (fd == -1)
		return -1;
	if (connect(fd, (const struct sockaddr *)address, sizeof(*address)) ==
	    -1) {
		if (errno == ECONNREFUSED || errno == ENOENT)
			answered = 0;
		else if (errno != EAGAIN && errno != EINPROGRESS)
			answered = -1;
	}
	(void)close(fd);
	return answered;
}

static int
listener_remove_stale(const struct sockaddr_un *address,
    const struct listener_options *o, struct error *err)
{
	const char *path = address->sun_path;
	struct stat st;
	int answered;

	if (lstat(path, &st) == -1)
		return errno == ENOENT
			   ? 0
			   : listener_path_error(path, "looking at it", o, err);
	if (!S_ISSOCK(st.st_mode)) {
		errno = EEXIST;
		return listener_path_error(
		    path, "there is something that is no socket", o, err);
	}
	answered = listener_is_answered(address);
	if (answered == 1)
		errno = EADDRINUSE;
	if (answered != 0)
		return listener_path_error(
		    path, "another program answers there", o, err);
	if (unlink(path) == -1 && errno != ENOENT)
		return listener_path_error(
		    path, "removing the old socket", o, err);
	return 0;
}

void
listener_birth_begin(
    const struct listener_options *o, struct listener_birth *birth)
{
	int error = errno;

	birth->mask = umask((mode_t)(~o->mode & 0777));
	birth->group = getegid();
	/* where it may not, lchown() tells */
	birth->as_group = o->group != (gid_t)-1 && setegid(o->group) == 0;
	errno = error;
}

void
listener_birth_end(const struct listener_birth *birth)
{
	int error = errno;

	if (birth->as_group && setegid(birth->group) == -1)
		abort(); /* not to go on as somebody else */
	(void)umask(birth->mask);
	errno = error;
}

static int
listener_bind_unix(
    struct listener *l, const struct listener_options *o, struct error *err)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	struct listener_birth birth;
	int rc;

	memcpy(address.sun_path, l->path, strlen(l->path) + 1);
	if (listener_make_folder(l->path, o, err) == -1 ||
	    listener_remove_stale(&address, o, err) == -1)
		return -1;
	l->fd = listener_socket(AF_UNIX);
	/* made with its mode, not given it later: we may be root, and the
	 * folder somebody's who could put a link to another file there */
	listener_birth_begin(o, &birth);
	rc = l->fd == -1
		 ? -1
		 : bind(l->fd, (struct sockaddr *)&address, sizeof(address));
	listener_birth_end(&birth);
	if (rc == -1)
		return listener_path_error(
		    l->path, "making the socket", o, err);
	if (lchown(l->path, o->owner, o->group) == -1)
		return listener_path_error(
		    l->path, "giving the socket to owner and group", o, err);
	return lstat(l->path, &l->made) == 0
		   ? 0
		   : listener_path_error(l->path, "looking at it", o, err);
}

static int
listener_bind_inet(struct listener *l, struct error *err)
{
	static const int on = 1;
	struct addrinfo *address;
	int rc = -1;

	if (endpoint_address(l->endpoint, &address, err) == -1)
		return -1;
	l->fd = listener_socket(address->ai_family);
	if (l->fd != -1) {
		(void)setsockopt(
		    l->fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
		if (address->ai_family == AF_INET6)
			(void)setsockopt(
			    l->fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof(on));
		/* what is accepted from it inherits this */
		(void)setsockopt(
		    l->fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
		rc = bind(l->fd, address->ai_addr, address->ai_addrlen);
	}
	freeaddrinfo(address);
	return rc == 0 ? 0
		       : error_set(err, "%s: %s", l->endpoint, strerror(errno));
}

static int
listener_bind(const char *endpoint, const struct listener_options *options,
    struct listener **listener_out, struct error *err)
{
	const char *path = endpoint_path(endpoint);
	struct error wanted = {""};
	struct listener *l;

	if (endpoint_check(endpoint, &wanted) == -1)
		return error_set(err, "\"%s\": want %s", endpoint, wanted.text);
	l = mem_zalloc(sizeof(*l));
	l->fd = -1;
	l->endpoint = mem_strdup(endpoint);
	l->path = path != NULL ? mem_strdup(path) : NULL;
	if ((path != NULL ? listener_bind_unix(l, options, err)
			  : listener_bind_inet(l, err)) == -1) {
		listener_close(&l);
		return -1;
	}
	*listener_out = l;
	return 0;
}

int
listener_open(const char *endpoint, const struct listener_options *options,
    struct listener **listener_out, struct error *err)
{
	struct listener *l;

	if (listener_bind(endpoint, options, &l, err) == -1)
		return -1;
	if (listen(l->fd, SOMAXCONN) == -1) {
		(void)error_set(
		    err, "%s: listening: %s", endpoint, strerror(errno));
		listener_close(&l);
		return -1;
	}
	*listener_out = l;
	return 0;
}

int
listener_try(const char *endpoint, const struct listener_options *options,
    struct error *err)
{
	struct listener *l;

	if (listener_bind(endpoint, options, &l, err) == -1)
		return -1;
	listener_close(&l);
	return 0;
}

/* An inode's number alone may be given out again at once. */
static bool
listener_is_ours(const struct listener *l)
{
	struct stat st;

	return l->path != NULL && l->made.st_ino != 0 &&
	       lstat(l->path, &st) == 0 && st.st_dev == l->made.st_dev &&
	       st.st_ino == l->made.st_ino &&
	       st.st_ctim.tv_sec == l->made.st_ctim.tv_sec &&
	       st.st_ctim.tv_nsec == l->made.st_ctim.tv_nsec;
}

void
listener_close(struct listener **lp)
{
	struct listener *l = *lp;

	if (l == NULL)
		return;
	*lp = NULL;
	if (listener_is_ours(l))
		(void)unlink(l->path); /* where we may not it goes stale */
	if (l->fd != -1)
		(void)close(l->fd);
	free(l->path);
	free(l->endpoint);
	free(l);
}

int
listener_fd(const struct listener *l)
{
	return l->fd;
}

const char *
listener_endpoint(const struct listener *l)
{
	return l->endpoint;
}
