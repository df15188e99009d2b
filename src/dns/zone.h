/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Zone files as a source of answers: every name at or below the file's origin
 * is answered from the file, as an authoritative server would (RFC 1034
 * section 4.3.2, RFC 4592, RFC 6672), delegations in it ignored.
 */

#ifndef DNS_ZONE_H
#define DNS_ZONE_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "dns/rdata.h"

struct buf;
struct dns_answer;
struct dns_zone;
struct error;

#define DNS_ZONE_FILE_MAX (64u * 1024 * 1024) /* octets */

/*
 * Read a zone file.  The origin is the owner of the SOA record, else the first
 * $ORIGIN.  *err names file, line and what is wrong.  The caller frees.
 */
int dns_zone_load(const char *path, dns_rdata_reader *read_caa,
    struct dns_zone **zone_out, struct error *err);
void dns_zone_free(struct dns_zone **);

/* The same from an open file, which stays the caller's; path is its name. */
int dns_zone_read(FILE *, const char *path, dns_rdata_reader *read_caa,
    struct dns_zone **zone_out, struct error *err);

const char *dns_zone_origin(const struct dns_zone *);

/*
 * The answer to (name, type); name is at or below the origin.  Aliases are
 * followed as far as the file goes: where the last one leads out of it, the
 * answer is DNS_NODATA, and *continue_at_out (DNS_NAME_SIZE octets) names the
 * target to be asked elsewhere; otherwise it is "".
 */
struct dns_answer *dns_zone_answer(const struct dns_zone *, const char *name,
    uint16_t type, char *continue_at_out);

#endif
