/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA RDATA as text: RFC 8659 section 4.1.1, RFC 1035 section 5.1, RFC 3597. */

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "caa/lexer.h"
#include "caa/property.h"

#define CAA_RDLENGTH_MAX 65535 /* RFC 1035 section 3.2.1 */
#define CAA_TAG_LEN_MAX 255
#define CAA_FIELDS 3      /* flags, tag, value */
#define CAA_QUOTE_MOST 40 /* octets of foreign text in an error */

static void
caa_put_tag(const struct caa_property *p, struct buf *out)
{
	for (size_t i = 0; i < p->tag_len; i++) {
		char c = (char)p->tag[i];

		if (text_is_alnum(c))
			buf_putc(out, text_lower(c));
		else
			buf_printf(out, "\\%03u", (unsigned)p->tag[i]);
	}
}

void
caa_property_put_text(const struct caa_property *p, struct buf *out)
{
	buf_printf(out, "%u ", (unsigned)p->flags);
	caa_put_tag(p, out);
	buf_puts(out, " \"");
	text_put_escaped(out, p->value, p->value_len, SIZE_MAX);
	buf_putc(out, '"');
}

void
caa_property_put_generic(const struct caa_property *p, struct buf *out)
{
	struct buf wire = BUF_INIT;

	caa_property_put_wire(p, &wire);
	buf_printf(out, "\\# %zu ", wire.len);
	text_put_hex(out, wire.data, wire.len);
	buf_fini(&wire);
}

static int
caa_read_flags(
    struct caa_lexer *lex, const struct caa_word *w, uint8_t *flags_out)
{
	unsigned flags = 0;
	bool good = w->len > 0 && !w->quoted;

	for (size_t i = 0; good && i < w->len; i++) {
		good = text_is_digit(w->text[i]);
		if (good)
			flags = flags * 10 + (unsigned)(w->text[i] - '0');
		good = good && flags <= UINT8_MAX;
	}
	if (!good)
		return caa_lex_bad(lex, "flags",
		    "flags `%.*s', want a number from 0 to 255",
		    w->len > CAA_QUOTE_MOST ? CAA_QUOTE_MOST : (int)w->len,
		    w->text);
	*flags_out = (uint8_t)flags;
	return 0;
}

static int
caa_check_tag(struct caa_lexer *lex, const struct caa_word *w)
{
	bool good = w->len > 0 && !w->quoted;

	for (size_t i = 0; good && i < w->len; i++)
		good = text_is_alnum(w->text[i]);
	if (!good)
		return caa_lex_bad(lex, "tag",
		    "tag `%.*s', want letters and digits, without quotation "
		    "marks or escapes",
		    w->len > CAA_QUOTE_MOST ? CAA_QUOTE_MOST : (int)w->len,
		    w->text);
	if (w->len > CAA_TAG_LEN_MAX)
		return caa_lex_bad(lex, "tag",
		    "a tag of %zu octets, want at most %d", w->len,
		    CAA_TAG_LEN_MAX);
	return 0;
}

/* One escape, *i at its backslash and left at its last character; the octet,
 * or -1. */
static int
caa_unescape(const struct caa_word *w, size_t *i)
{
	const char *digit = w->text + *i + 1;
	int octet;

	if (w->len - *i < 2)
		return -1;
	if (!text_is_digit(digit[0])) {
		*i += 1;
		return (uint8_t)digit[0];
	}
	if (w->len - *i < 4 || !text_is_digit(digit[1]) ||
	    !text_is_digit(digit[2]))
		return -1;
	octet =
	    (digit[0] - '0') * 100 + (digit[1] - '0') * 10 + (digit[2] - '0');
	*i += 3;
	return octet <= UINT8_MAX ? octet : -1;
}

static int
caa_read_value(struct caa_lexer *lex, const struct caa_word *w, struct buf *out)
{
	for (size_t i = 0; i < w->len; i++) {
		size_t at = i;
		int octet = w->text[i] == '\\' ? caa_unescape(w, &i)
					       : (uint8_t)w->text[i];

		if (octet < 0)
			return caa_lex_bad(lex, "value",
			    "an escape at character %zu of the value that is "
			    "neither \\X nor \\DDD up to \\255",
			    at + 1);
		buf_u8(out, (uint8_t)octet);
	}
	return 0;
}

static int
caa_read_fields(struct caa_lexer *lex, struct caa_word words[CAA_FIELDS])
{
	struct caa_word extra;

	for (int n = 1; n < CAA_FIELDS; n++) {
		enum caa_lex got = caa_lex_next(lex, &words[n]);

		if (got == CAA_LEX_BAD)
			return -1;
		if (got == CAA_LEX_END)
			return caa_lex_bad(lex, "fields",
			    "%d of the three fields: flags, tag, value", n);
	}
	switch (caa_lex_next(lex, &extra)) {
	case CAA_LEX_END:
		return 0;
	case CAA_LEX_WORD:
		return caa_lex_bad(lex, "fields",
		    "more than three fields; a value with blanks or "
		    "semicolons needs one pair of quotation marks");
	case CAA_LEX_BAD:
		break;
	}
	return -1;
}

static int
caa_read_record(
    struct caa_lexer *lex, struct caa_word words[CAA_FIELDS], struct buf *wire)
{
	uint8_t flags = 0;

	if (caa_read_fields(lex, words) == -1 ||
	    caa_read_flags(lex, &words[0], &flags) == -1 ||
	    caa_check_tag(lex, &words[1]) == -1)
		return -1;
	buf_u8(wire, flags);
	buf_u8(wire, (uint8_t)words[1].len);
	buf_put(wire, words[1].text, words[1].len);
	if (caa_read_value(lex, &words[2], wire) == -1)
		return -1;
	if (wire->len > CAA_RDLENGTH_MAX)
		return caa_lex_bad(lex, "value",
		    "RDATA of %zu octets, want at most %d", wire->len,
		    CAA_RDLENGTH_MAX);
	return 0;
}

static int
caa_read_length(const struct caa_word *w)
{
	int length = 0;

	if (w->len == 0 || w->quoted)
		return -1;
	for (size_t i = 0; i < w->len; i++) {
		if (!text_is_digit(w->text[i]))
			return -1;
		length = length * 10 + (w->text[i] - '0');
		if (length > CAA_RDLENGTH_MAX)
			return -1;
	}
	return length;
}

/* The hexadecimal words of `\# LENGTH HEX...`, joined. */
static int
caa_read_hex(struct caa_lexer *lex, struct buf *hex)
{
	struct caa_word w;
	enum caa_lex got;

	while ((got = caa_lex_next(lex, &w)) == CAA_LEX_WORD) {
		if (w.quoted)
			return caa_lex_bad(
			    lex, "generic", "quoted text in hexadecimal");
		buf_put(hex, w.text, w.len);
	}
	return got == CAA_LEX_END ? 0 : -1;
}

static int
caa_check_rdata(struct caa_lexer *lex, const struct buf *wire)
{
	struct caa_property p;
	enum caa_rdata_fault fault =
	    caa_property_parse((const uint8_t *)buf_text(wire), wire->len, &p);

	if (fault == CAA_RDATA_OK)
		return 0;
	return caa_lex_bad(lex, caa_rdata_fault_text(fault),
	    "the octets are no CAA RDATA (%s)", caa_rdata_fault_text(fault));
}

static int
caa_read_generic(struct caa_lexer *lex, struct buf *wire)
{
	uint8_t octets[CAA_RDLENGTH_MAX];
	struct buf hex = BUF_INIT;
	struct caa_word w;
	int length = -1, n = -1, ret = -1;

	if (caa_lex_next(lex, &w) == CAA_LEX_WORD)
		length = caa_read_length(&w);
	if (length == -1) {
		(void)caa_lex_bad(
		    lex, "generic", "no length from 0 to 65535 after \\#");
		goto out;
	}
	if (caa_read_hex(lex, &hex) == -1)
		goto out;
	n = text_from_hex(buf_text(&hex), hex.len, octets, sizeof(octets));
	if (n != length) {
		(void)caa_lex_bad(lex, "generic",
		    "%zu hexadecimal characters that are not %d octets",
		    hex.len, length);
		goto out;
	}
	buf_put(wire, octets, (size_t)n);
	ret = caa_check_rdata(lex, wire);
out:
	buf_fini(&hex);
	return ret;
}

static int
caa_text_read(struct caa_lexer *lex, struct buf *wire)
{
	struct caa_word words[CAA_FIELDS];

	switch (caa_lex_next(lex, &words[0])) {
	case CAA_LEX_END:
		return caa_lex_bad(
		    lex, "fields", "nothing, want flags, tag and value");
	case CAA_LEX_BAD:
		return -1;
	case CAA_LEX_WORD:
		break;
	}
	if (!words[0].quoted && words[0].len == 2 &&
	    memcmp(words[0].text, "\\#", 2) == 0)
		return caa_read_generic(lex, wire);
	return caa_read_record(lex, words, wire);
}

int
caa_text_parse(const char *text, size_t len, struct buf *wire,
    const char **reason_out, struct error *err)
{
	struct caa_lexer lex = {.at = text, .end = text + len, .err = err};
	struct buf rdata = BUF_INIT;
	int ret = caa_text_read(&lex, &rdata);

	if (ret == 0)
		buf_put(wire, rdata.data, rdata.len);
	else if (reason_out != NULL)
		*reason_out = lex.reason;
	buf_fini(&rdata);
	return ret;
}

int
caa_zone_rdata(
    const char *text, size_t len, struct buf *wire, struct error *err)
{
	return caa_text_parse(text, len, wire, NULL, err);
}

int
caa_zone_text(const uint8_t *wire, size_t len, struct buf *out)
{
	struct caa_property p;

	if (caa_property_parse(wire, len, &p) != CAA_RDATA_OK)
		return -1;
	buf_printf(out, "%u %.*s \"", (unsigned)p.flags, (int)p.tag_len,
	    (const char *)p.tag);
	text_put_escaped(out, p.value, p.value_len, SIZE_MAX);
	buf_putc(out, '"');
	return 0;
}
