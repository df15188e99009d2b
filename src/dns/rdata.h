/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * RDATA of one record as text and back: presentation form where the type and
 * the octets have one, else `\# LENGTH HEX` (RFC 3597 section 5).
 */

#ifndef DNS_RDATA_H
#define DNS_RDATA_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

#define DNS_RDATA_MAX 65535             /* octets */
#define DNS_RDATA_TEXT_MAX (4u * 65536) /* octets of text that are read */

/*
 * Presentation RDATA of one type to wire, put after what *wire holds.  0, or
 * -1 and *err.  CAA is left to the caller: ldns does not read all that RFC
 * 8659 allows, and refuses little of what it forbids.
 */
typedef int dns_rdata_reader(
    const char *text, size_t len, struct buf *wire, struct error *err);

/* Wire to presentation form, put after what *out holds; -1 and *out untouched
 * where the octets have none. */
typedef int dns_rdata_writer(const uint8_t *wire, size_t len, struct buf *out);

/* `MX`, `TYPE64222`, in any case, len octets; 0 where it is no type. */
uint16_t dns_type_from_text(const char *text, size_t len);

/* `MX`; `TYPE64222` where the type has no name. */
void dns_type_put(uint16_t type, struct buf *out);

/*
 * Text of len octets to wire, put after what *wire holds; relative names are
 * completed by the root.  `\#` may bring any octets, also those that are no
 * RDATA of the type.  0; or -1, *wire untouched and *err.
 */
int dns_rdata_from_text(uint16_t type, const char *text, size_t len,
    dns_rdata_reader *read_caa, struct buf *wire, struct error *err);

/* What dns_rdata_from_text reads back as the very same octets. */
void dns_rdata_to_text(uint16_t type, const uint8_t *wire, size_t len,
    dns_rdata_writer *put_caa, struct buf *out);

/* A type that ldns reads, as a zone file has it: relative names are completed
 * by origin (canonical).  0; or -1, *wire untouched and *err. */
int dns_rdata_from_zone(uint16_t type, const char *text, const char *origin,
    struct buf *wire, struct error *err);

#endif
