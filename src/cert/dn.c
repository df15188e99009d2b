/* SPDX-License-Identifier: BSD-2-Clause */
/* Distinguished names: their parts, attribute types and comparable keys. */

#include "cert/dn.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/cursor.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/dn_parts.h"

/* Keys hold no control characters but these two. */
#define DN_NEXT_RDN '\n'
#define DN_NEXT_PART '\t'

struct dn_type {
	const char *oid;
	const char *text;  /* in RFC 4514 text; NULL: by OID */
	const char *names; /* lower case; the first one is used in keys */
};

static const struct dn_type dn_types[] = {
    {"2.5.4.3", "CN", "cn|commonname"},
    {"2.5.4.10", "O", "o|organizationname"},
    {"2.5.4.6", "C", "c|countryname"},
    {"2.5.4.11", "OU", "ou|organizationalunitname"},
    {"2.5.4.7", "L", "l|localityname"},
    {"2.5.4.8", "ST", "st|s|stateorprovincename"},
    {"2.5.4.9", "STREET", "street|streetaddress"},
    {"0.9.2342.19200300.100.1.25", "DC", "dc|domaincomponent"},
    {"0.9.2342.19200300.100.1.1", "UID", "uid|userid"},
    {"2.5.4.97", NULL, "organizationidentifier|oid.2.5.4.97"},
    {"2.5.4.5", NULL, "serialnumber"},
    {"1.2.840.113549.1.9.1", NULL, "emailaddress|e|email|mail"},
    {"2.5.4.17", NULL, "postalcode"},
    {"2.5.4.4", NULL, "sn|surname"},
    {"2.5.4.42", NULL, "gn|givenname"},
    {"2.5.4.43", NULL, "initials"},
    {"2.5.4.12", NULL, "title|t"},
    {"2.5.4.13", NULL, "description"},
    {"2.5.4.15", NULL, "businesscategory"},
    {"2.5.4.16", NULL, "postaladdress"},
    {"2.5.4.18", NULL, "postofficebox"},
    {"2.5.4.20", NULL, "telephonenumber"},
    {"2.5.4.41", NULL, "name"},
    {"2.5.4.44", NULL, "generationqualifier"},
    {"2.5.4.45", NULL, "x500uniqueidentifier"},
    {"2.5.4.46", NULL, "dnqualifier"},
    {"2.5.4.51", NULL, "houseidentifier"},
    {"2.5.4.65", NULL, "pseudonym"},
    {"1.2.840.113549.1.9.2", NULL, "unstructuredname"},
    {"1.2.840.113549.1.9.8", NULL, "unstructuredaddress"},
    {"1.3.6.1.4.1.311.60.2.1.1", NULL, "jurisdictionl"},
    {"1.3.6.1.4.1.311.60.2.1.2", NULL, "jurisdictionst"},
    {"1.3.6.1.4.1.311.60.2.1.3", NULL, "jurisdictionc"},
};

#define DN_TYPES (sizeof(dn_types) / sizeof(dn_types[0]))

static bool
dn_type_is_named(const struct dn_type *type, const char *name, size_t len)
{
	const char *names = type->names;

	while (*names != '\0') {
		size_t n = strcspn(names, "|");

		if (text_equal_fold(names, n, name, len))
			return true;
		names += n + (names[n] == '|');
	}
	return text_equal_fold(type->oid, strlen(type->oid), name, len);
}

static const struct dn_type *
dn_type_find(const char *name, size_t len)
{
	for (size_t i = 0; i < DN_TYPES; i++)
		if (dn_type_is_named(&dn_types[i], name, len))
			return &dn_types[i];
	return NULL;
}

const char *
dn_type_text(const char *type)
{
	const struct dn_type *known = dn_type_find(type, strlen(type));

	if (known == NULL)
		return type;
	return known->text != NULL ? known->text : known->oid;
}

static bool
dn_is_type(const char *name, size_t len)
{
	if (len == 0 || len >= DN_TYPE_SIZE)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!text_is_alnum(name[i]) && name[i] != '.' && name[i] != '-')
			return false;
	return true;
}

void
dn_init(struct dn *dn)
{
	dn->octets = (struct buf)BUF_INIT;
	dn->n = 0;
}

void
dn_fini(struct dn *dn)
{
	buf_fini(&dn->octets);
}

int
dn_begin(struct dn *dn, const char *type, size_t len, struct error *err)
{
	const struct dn_type *known;
	struct dn_part *part = &dn->parts[dn->n];

	if (dn->n == DN_ATTRIBUTES_MAX)
		return error_set(err,
		    "a distinguished name of more than %d attributes",
		    DN_ATTRIBUTES_MAX);
	if (len > 4 && text_equal_fold(type, 4, "oid.", 4)) {
		type += 4;
		len -= 4;
	}
	if (!dn_is_type(type, len))
		return error_set(err,
		    "`%.*s` is no attribute type, want such"
		    " as CN or 2.5.4.3",
		    len < DN_TYPE_SIZE ? (int)len : DN_TYPE_SIZE, type);
	known = dn_type_find(type, len);
	if (known != NULL) {
		type = known->names;
		len = strcspn(known->names, "|");
	}
	memcpy(part->type, type, len);
	part->type[len] = '\0';
	text_lower_in_place(part->type);
	part->at = dn->octets.len;
	part->joined = false;
	return 0;
}

void
dn_end(struct dn *dn)
{
	struct dn_part *part = &dn->parts[dn->n++];

	part->len = dn->octets.len - part->at;
	part->binary = text_utf8_prefix(buf_text(&dn->octets) + part->at,
			   part->len) < part->len;
}

static bool
dn_is_space(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool
dn_is_plain(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (((unsigned char)text[i] < 0x20 || text[i] == 0x7f) &&
		    !dn_is_space(text[i]))
			return false;
	return true;
}

/* Words with one space between them, small letters. */
static void
dn_key_put_plain(const char *text, size_t len, struct buf *out)
{
	size_t start = out->len, first;

	for (size_t i = 0; i < len;) {
		if (dn_is_space(text[i])) {
			i++;
			continue;
		}
		if (out->len > start)
			buf_putc(out, ' ');
		else if (text[i] == '#' || text[i] == '\\')
			buf_putc(out, '\\'); /* `#` begins binary values */
		for (first = i; i < len && !dn_is_space(text[i]); i++)
			;
		buf_put(out, text + first, i - first);
	}
	for (size_t i = start; i < out->len; i++)
		out->data[i] = text_lower(out->data[i]);
}

/* What a BER value of definite length holds; else all of it. */
static void
dn_ber_contents(const uint8_t **octets, size_t *len)
{
	struct cursor c;
	size_t contents;

	cursor_init(&c, *octets, *len);
	(void)cursor_u8(&c);
	contents = cursor_u8(&c);
	if (contents == 0x81)
		contents = cursor_u8(&c);
	else if (contents == 0x82)
		contents = cursor_u16(&c);
	if (!c.ok || contents != c.left)
		return;
	*octets = c.at;
	*len = c.left;
}

static void
dn_key_put_value(
    const struct dn *dn, const struct dn_part *part, struct buf *out)
{
	const char *text = buf_text(&dn->octets) + part->at;
	const uint8_t *octets = (const uint8_t *)text;
	size_t len = part->len;

	if (!part->binary && dn_is_plain(text, len)) {
		dn_key_put_plain(text, len, out);
		return;
	}
	if (part->binary)
		dn_ber_contents(&octets, &len);
	buf_putc(out, '#');
	text_put_hex(out, octets, len);
}

static void
dn_key_put_part(
    const struct dn *dn, const struct dn_part *part, struct buf *out)
{
	buf_puts(out, part->type);
	buf_putc(out, '=');
	dn_key_put_value(dn, part, out);
}

static int
dn_compare_text(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

/* An RDN is a set, so its parts are put in order. */
static void
dn_key_put_set(const struct dn *dn, size_t first, size_t end, struct buf *out)
{
	char *texts[DN_ATTRIBUTES_MAX];
	size_t n = 0;

	for (size_t i = first; i < end; i++) {
		struct buf text = BUF_INIT;

		dn_key_put_part(dn, &dn->parts[i], &text);
		texts[n++] = buf_steal(&text);
	}
	qsort(texts, n, sizeof(texts[0]), dn_compare_text);
	for (size_t i = 0; i < n; i++) {
		if (i > 0)
			buf_putc(out, DN_NEXT_PART);
		buf_puts(out, texts[i]);
		free(texts[i]);
	}
}

void
dn_put_key(const struct dn *dn, struct buf *out)
{
	size_t first = 0;

	while (first < dn->n) {
		size_t end = first + 1;

		while (end < dn->n && dn->parts[end].joined)
			end++;
		if (first > 0)
			buf_putc(out, DN_NEXT_RDN);
		if (end - first == 1)
			dn_key_put_part(dn, &dn->parts[first], out);
		else
			dn_key_put_set(dn, first, end, out);
		first = end;
	}
	buf_put(out, "", 0); /* so that an empty key is text too */
}

int
dn_key_from_text(const char *rfc4514, struct buf *out, struct error *err)
{
	struct dn dn;
	int ret;

	dn_init(&dn);
	ret = dn_from_text(&dn, rfc4514, err);
	if (ret == 0)
		dn_put_key(&dn, out);
	dn_fini(&dn);
	return ret;
}

int
dn_key_from_ccadb(const char *text, struct buf *out, struct error *err)
{
	struct dn dn;
	int ret;

	dn_init(&dn);
	ret = dn_from_ccadb(&dn, text, err);
	if (ret == 0)
		dn_put_key(&dn, out);
	dn_fini(&dn);
	return ret;
}

int
dn_key_from_x509(const X509_NAME *name, struct buf *out, struct error *err)
{
	struct dn dn;
	int ret;

	dn_init(&dn);
	ret = dn_from_x509(&dn, name, err);
	if (ret == 0)
		dn_put_key(&dn, out);
	dn_fini(&dn);
	return ret;
}
