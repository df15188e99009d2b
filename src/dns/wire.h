/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: the sockets of one c-ares channel.  From about 1.22 on c-ares
 * reads what it receives, refuses records that it does not like (a CAA record
 * with an empty value) and drops all that is under way at that socket.  So
 * each response is kept here as it came, and c-ares gets a stand-in in its
 * place to match with its query: the header without an error, the question,
 * and a record that tells which it is.  What is no response is dropped.
 */

#ifndef DNS_WIRE_H
#define DNS_WIRE_H

#include <stdbool.h>
#include <stddef.h>

#include <ares.h>

struct wire;

/* Octets of bursts; the system caps it (net.core.rmem_max). */
#define WIRE_RECEIVE_BUFFER (1024 * 1024)

struct wire *wire_new(void);
void wire_free(struct wire **); /* after the channel */

/* The channel's sockets are of this wire from now on: before its first
 * query. */
void wire_attach(struct wire *, ares_channel);

/*
 * The response that this stand-in stands for, lent until the turn ends.  NULL:
 * it is no stand-in of this turn.
 */
const void *wire_response(
    const struct wire *, const void *standin, size_t len, size_t *len_out);

/*
 * After each ares_process_fd that may have read.  True: there is more for
 * c-ares that this descriptor has brought, though nothing more may come; it
 * would read it now.
 */
bool wire_end_turn(struct wire *, ares_socket_t);

#endif
