/* SPDX-License-Identifier: BSD-2-Clause */
/* Packets out of what the milter sends. */

#include <arpa/inet.h>
#include <errno.h>
#include <string.h>

#include "milterload.h"

#define RECEIVE_LENGTH 4 /* octets of a packet's length */
static const char receive_final[] = "cartdsy4f"; /* then it is our turn */

/* False where `command` ends what the milter may say and more has come. */
static bool
receive_is_in_turn(const struct client *c, char command)
{
	return c->in.len == 0 || memchr(receive_final, command,
				     sizeof(receive_final) - 1) == NULL;
}

/* False where the connection has ended with it. */
static bool
receive_packet(struct client *c, const struct buf *packet)
{
	unsigned long connects = c->load->figures.connects;

	if (!receive_is_in_turn(c, packet->data[0])) {
		client_complain(c, "more data after a final reply");
		buf_clear(&c->in);
	}
	hear_packet(c, packet->data[0], packet->data + 1, packet->len - 1);
	if (c->load->figures.connects != connects || c->fd < 0)
		return false;
	say_on(c);
	return true;
}

/* Copied, as what it leads to may end the connection; false: none, or lost. */
static bool
receive_take_packet(struct client *c, struct buf *packet)
{
	uint32_t len;

	if (c->in.len <= RECEIVE_LENGTH)
		return false;
	memcpy(&len, c->in.data, sizeof(len));
	len = ntohl(len);
	if (len < 1 || len > PROTOCOL_PACKET_MAX) {
		client_lose(c, "packet length out of range");
		return false;
	}
	if (c->in.len < RECEIVE_LENGTH + len)
		return false;
	buf_clear(packet);
	buf_put(packet, c->in.data + RECEIVE_LENGTH, len);
	buf_consume(&c->in, RECEIVE_LENGTH + len);
	return true;
}

void
receive_all(struct client *c)
{
	char part[65536];
	ssize_t n = recv(c->fd, part, sizeof(part), 0);
	struct buf packet = BUF_INIT;

	if (n == -1 && (errno == EAGAIN || errno == EINTR))
		return;
	if (n <= 0) {
		client_lose(c, n == 0 ? "connection closed by the milter"
				      : strerror(errno));
		return;
	}
	buf_put(&c->in, part, (size_t)n);
	while (receive_take_packet(c, &packet))
		if (!receive_packet(c, &packet))
			break;
	buf_fini(&packet);
}
