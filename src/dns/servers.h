/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside dns: addresses of servers, as settings and resolv.conf name them. */

#ifndef DNS_SERVERS_H
#define DNS_SERVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

#define SERVERS_MAX 32
#define SERVERS_PORT 53

struct server_address {
	int family; /* AF_INET, AF_INET6 */
	uint8_t octets[16];
	uint16_t port;
};

/* `ADDR`, `ADDR:PORT`, `[ADDR6]:PORT` */
int
servers_parse(const char *text, struct server_address *out, struct error *err);

/* Those of the resolv.conf at path, as c-ares reads it, and whether its
 * options have trust-ad.  Returns how many, or -1. */
int servers_system(const char *path, struct server_address out[SERVERS_MAX],
    bool *trust_ad_out, struct error *err);

bool servers_is_loopback(const struct server_address *);

void servers_put(struct buf *, const struct server_address *); /* ADDR:PORT */

#endif
