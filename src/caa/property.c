/* SPDX-License-Identifier: BSD-2-Clause */
/* One CAA property: octets to fields and back. */

#include "caa/property.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "base/text.h"

static const struct {
	const char *text;
	size_t len;
} caa_tags[] = {
    [CAA_TAG_UNKNOWN] = {"", 0},
    [CAA_TAG_ISSUE] = {"issue", 5},
    [CAA_TAG_ISSUEWILD] = {"issuewild", 9},
    [CAA_TAG_ISSUEMAIL] = {"issuemail", 9},
    [CAA_TAG_ISSUEVMC] = {"issuevmc", 8},
    [CAA_TAG_IODEF] = {"iodef", 5},
    [CAA_TAG_CONTACTEMAIL] = {"contactemail", 12},
    [CAA_TAG_CONTACTPHONE] = {"contactphone", 12},
};

enum caa_tag
caa_tag_from_text(const uint8_t *tag, size_t len)
{
	for (unsigned i = CAA_TAG_ISSUE; i <= CAA_TAG_CONTACTPHONE; i++)
		if (text_equal_fold((const char *)tag, len, caa_tags[i].text,
			caa_tags[i].len))
			return (enum caa_tag)i;
	return CAA_TAG_UNKNOWN;
}

const char *
caa_tag_text(enum caa_tag tag)
{
	return caa_tags[tag].text;
}

static bool
caa_tag_is_alnum(const struct caa_property *p)
{
	for (size_t i = 0; i < p->tag_len; i++)
		if (!text_is_alnum((char)p->tag[i]))
			return false;
	return true;
}

enum caa_rdata_fault
caa_property_parse(const uint8_t *rdata, size_t len, struct caa_property *out)
{
	struct caa_property p;
	struct cursor c;

	cursor_init(&c, rdata, len);
	p.flags = cursor_u8(&c);
	p.tag_len = cursor_u8(&c);
	if (!c.ok)
		return CAA_RDATA_SHORT;
	if (p.tag_len == 0)
		return CAA_RDATA_TAG_LENGTH_ZERO;
	p.tag = cursor_take(&c, p.tag_len);
	if (!c.ok)
		return CAA_RDATA_TAG_OVERRUN;
	p.value_len = c.left;
	p.value = cursor_take(&c, p.value_len);
	p.id = caa_tag_from_text(p.tag, p.tag_len);
	*out = p;
	return caa_tag_is_alnum(out) ? CAA_RDATA_OK : CAA_RDATA_TAG_CHARSET;
}

const char *
caa_rdata_fault_text(enum caa_rdata_fault fault)
{
	switch (fault) {
	case CAA_RDATA_OK:
		return "ok";
	case CAA_RDATA_SHORT:
		return "short";
	case CAA_RDATA_TAG_LENGTH_ZERO:
		return "tag-length-zero";
	case CAA_RDATA_TAG_OVERRUN:
		return "tag-overrun";
	case CAA_RDATA_TAG_CHARSET:
		return "tag-charset";
	}
	return "";
}

void
caa_property_put_wire(const struct caa_property *p, struct buf *out)
{
	buf_u8(out, p->flags);
	buf_u8(out, (uint8_t)p->tag_len);
	buf_put(out, p->tag, p->tag_len);
	buf_put(out, p->value, p->value_len);
}
