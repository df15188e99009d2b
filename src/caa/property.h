/* SPDX-License-Identifier: BSD-2-Clause */
/* One CAA property: octets to fields and back (RFC 8659 section 4.1). */

#ifndef CAA_PROPERTY_H
#define CAA_PROPERTY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

#define CAA_FLAG_CRITICAL 0x80 /* the only flag; the others are reserved */

/* Tags of the IANA registry; auth, path and policy are reserved there and
 * count as unknown. */
enum caa_tag {
	CAA_TAG_UNKNOWN,
	CAA_TAG_ISSUE,
	CAA_TAG_ISSUEWILD,
	CAA_TAG_ISSUEMAIL,
	CAA_TAG_ISSUEVMC,
	CAA_TAG_IODEF,
	CAA_TAG_CONTACTEMAIL,
	CAA_TAG_CONTACTPHONE,
};

struct caa_property {
	uint8_t flags;
	enum caa_tag id;
	const uint8_t *tag; /* as on the wire, 1..255 octets */
	size_t tag_len;
	const uint8_t *value; /* octets: may be empty, may hold NUL */
	size_t value_len;
};

enum caa_rdata_fault {
	CAA_RDATA_OK,
	CAA_RDATA_SHORT,           /* fewer than two octets */
	CAA_RDATA_TAG_LENGTH_ZERO, /* tag length 0 */
	CAA_RDATA_TAG_OVERRUN,     /* tag longer than the RDATA */
	CAA_RDATA_TAG_CHARSET, /* framing good; a tag octet is not A-Za-z0-9 */
};

/*
 * RDATA to fields, which point into it.  *out is filled for OK and for
 * TAG_CHARSET (an unknown property then), untouched otherwise.
 */
enum caa_rdata_fault
caa_property_parse(const uint8_t *rdata, size_t len, struct caa_property *out);

/* `short`, `tag-length-zero`, `tag-overrun`, `tag-charset`, `ok`. */
const char *caa_rdata_fault_text(enum caa_rdata_fault);

enum caa_tag caa_tag_from_text(const uint8_t *tag, size_t len); /* any case */
const char *caa_tag_text(enum caa_tag); /* lower case; "" for unknown */

static inline bool
caa_property_is_critical(const struct caa_property *p)
{
	return (p->flags & CAA_FLAG_CRITICAL) != 0;
}

/* Wire form, put after what *out holds. */
void caa_property_put_wire(const struct caa_property *, struct buf *out);

/* Canonical text: `0 issue "ca.example"`, tag in lower case, value quoted and
 * escaped as RFC 1035 section 5.1 has it. */
void caa_property_put_text(const struct caa_property *, struct buf *out);

/* RFC 3597: `\# LENGTH HEX`. */
void caa_property_put_generic(const struct caa_property *, struct buf *out);

/*
 * RDATA as a zone file has it (RFC 8659 section 4.1.1), or the generic form of
 * RFC 3597, to wire octets put after what *wire holds.  len octets of text.
 * 0; or -1, *wire untouched, *err says where, found and wanted, and
 * *reason_out (may be NULL) is one of `fields`, `flags`, `tag`, `value`,
 * `generic`, or a caa_rdata_fault_text.
 */
int caa_text_parse(const char *text, size_t len, struct buf *wire,
    const char **reason_out, struct error *err);

/* The same in the form that the zone reader wants (dns_rdata_reader). */
int caa_zone_rdata(
    const char *text, size_t len, struct buf *wire, struct error *err);

/* Octets to text that caa_zone_rdata reads back as the same octets, the tag in
 * its own case (dns_rdata_writer); -1 where they are no CAA RDATA. */
int caa_zone_text(const uint8_t *wire, size_t len, struct buf *out);

#endif
