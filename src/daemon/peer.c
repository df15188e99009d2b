/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is at the other end of a socket. */

#include "daemon/peer.h"

#include <netdb.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>

#include "base/buf.h"
#include "base/text.h"

union peer_address {
	struct sockaddr any;
	struct sockaddr_un un;
	struct sockaddr_storage room;
};

static void
peer_put_inet(struct buf *out, const union peer_address *address, socklen_t len)
{
	char host[64], port[16];

	if (getnameinfo(&address->any, len, host, sizeof(host), port,
		sizeof(port), NI_NUMERICHOST | NI_NUMERICSERV) != 0)
		return;
	buf_printf(out,
	    address->any.sa_family == AF_INET6 ? "[%s]:%s" : "%s:%s", host,
	    port);
}

static void
peer_put_process(struct buf *out, int fd)
{
	struct ucred peer;
	socklen_t len = sizeof(peer);

	if (getsockopt(fd, SOL_SOCKET, SO_PEERCRED, &peer, &len) == 0)
		buf_printf(out, "pid %ld uid %lu", (long)peer.pid,
		    (unsigned long)peer.uid);
}

void
peer_put(struct buf *out, int fd)
{
	union peer_address ours, theirs;
	socklen_t ours_len = sizeof(ours), theirs_len = sizeof(theirs);

	memset(&ours, 0, sizeof(ours));
	if (getsockname(fd, &ours.any, &ours_len) == -1)
		return;
	if (ours.any.sa_family == AF_UNIX) {
		peer_put_process(out, fd);
		buf_puts(out, " on unix:");
		text_put_escaped(out, ours.un.sun_path,
		    strnlen(ours.un.sun_path, sizeof(ours.un.sun_path)),
		    sizeof(ours.un.sun_path));
		return;
	}
	if (getpeername(fd, &theirs.any, &theirs_len) == 0)
		peer_put_inet(out, &theirs, theirs_len);
	buf_puts(out, " on ");
	peer_put_inet(out, &ours, ours_len);
}
