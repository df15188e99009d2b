/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A server on 127.0.0.1 that does to each connection what a script says, one
 * step a line:
 *
 *	say TEXT      TEXT and CRLF
 *	put TEXT      TEXT alone; \r and \n in it are escapes, \t is the first
 *	              word of the line heard last (IMAP's tag)
 *	fill N TEXT   TEXT N times
 *	hear          read a line (HTTP: `hear all` reads up to an empty one)
 *	await         until the peer sends something; one octet of it is lost
 *	tls WHO VER   the handshake as WHO (tlsd_who), at most TLS VER (1.0 ...)
 *	wait MS       do nothing
 *	close         end in an orderly way
 *	drop          end with a reset
 *
 * At the end of the script it reads until the peer closes.
 */

#ifndef SUPPORT_TLSD_H
#define SUPPORT_TLSD_H

#include <stdbool.h>
#include <stdint.h>

struct tlsd;

/*
 * Who it is in TLS: `good` (from `ca`, with it), `lone` (from `ca`, without
 * it), `self` (self-signed), `expired` (from `ca`), `many` (`good` and twenty
 * copies of `ca`), `none` (shares no cipher with anyone).
 */
struct tlsd *tlsd_start(const char *script);

/* The same on ::1; NULL: this machine has none. */
struct tlsd *tlsd_start_ipv6(const char *script);

/* The file of `ca`; made at the first call, gone with tlsd_clean. */
const char *tlsd_ca_file(void);
void tlsd_clean(void);

uint16_t tlsd_port(const struct tlsd *);
unsigned tlsd_connections(struct tlsd *);
unsigned tlsd_most_at_once(struct tlsd *); /* that the peers held open */

unsigned tlsd_ended(struct tlsd *); /* connections */

/* All that was heard, lines with `|` in between, `SNI NAME` for a name in
 * TLS; the caller frees. */
char *tlsd_heard(struct tlsd *);

void tlsd_stop(struct tlsd **);

#endif
