/* SPDX-License-Identifier: BSD-2-Clause */
/* The text that says where a program listens. */

#ifndef BASE_ENDPOINT_H
#define BASE_ENDPOINT_H

struct addrinfo;
struct error;

/*
 * `inet:ADDRESS:PORT` with an IPv6 address in brackets, `unix:PATH`, or a PATH
 * that begins with a slash.  Host names are refused: `localhost` may be ::1 for
 * one program and 127.0.0.1 for another.  -1 where it is none: *wanted says
 * what would be, as a setting_check does.
 */
int endpoint_check(const char *endpoint, struct error *wanted);

/* The path of `unix:PATH` or of a PATH; NULL for other endpoints. */
const char *endpoint_path(const char *endpoint);

/* The address of inet:ADDRESS:PORT, for freeaddrinfo(); -1 as above. */
int endpoint_address(
    const char *endpoint, struct addrinfo **address_out, struct error *wanted);

#endif
