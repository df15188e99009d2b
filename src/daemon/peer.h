/* SPDX-License-Identifier: BSD-2-Clause */
/* Who is at the other end of a socket, for the log. */

#ifndef DAEMON_PEER_H
#define DAEMON_PEER_H

struct buf;

/* `127.0.0.1:40000 on 127.0.0.1:10050`, `pid 12 uid 100 on unix:PATH`. */
void peer_put(struct buf *out, int fd);

#endif
