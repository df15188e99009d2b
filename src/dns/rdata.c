/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA of one record as text and back. */

#include "dns/rdata.h"

#include <ldns/ldns.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"

#define RDATA_TYPE_MAX 32   /* octets of a type's name */
#define RDATA_QUOTE_MOST 80 /* octets of foreign text in an error */
#define RDATA_GENERIC "\\#"

uint16_t
dns_type_from_text(const char *text, size_t len)
{
	char word[RDATA_TYPE_MAX];
	ldns_rr_type type;

	if (len == 0 || len >= sizeof(word) || memchr(text, '\0', len) != NULL)
		return 0;
	memcpy(word, text, len);
	word[len] = '\0';
	type = ldns_get_rr_type_by_name(word);
	return type <= UINT16_MAX ? (uint16_t)type : 0;
}

void
dns_type_put(uint16_t type, struct buf *out)
{
	char *name = ldns_rr_type2str((ldns_rr_type)type);

	if (name != NULL)
		buf_puts(out, name);
	free(name);
}

int
dns_rdata_from_zone(uint16_t type, const char *text, const char *origin,
    struct buf *wire, struct error *err)
{
	uint8_t octets[DNS_NAME_WIRE_MAX];
	int n = dns_name_to_wire(origin, octets);
	ldns_rdf *zone =
	    ldns_rdf_new_frm_data(LDNS_RDF_TYPE_DNAME, (size_t)n, octets);
	char *name = ldns_rr_type2str((ldns_rr_type)type);
	char *record = mem_printf(". 0 IN %s %s", name, text);
	ldns_rr *rr = NULL;
	ldns_status status = ldns_rr_new_frm_str(&rr, record, 0, zone, NULL);

	if (status != LDNS_STATUS_OK)
		(void)error_set(err, "%s %s: %s", name, text,
		    ldns_get_errorstr_by_id(status));
	else
		for (size_t i = 0; i < ldns_rr_rd_count(rr); i++)
			buf_put(wire, ldns_rdf_data(ldns_rr_rdf(rr, i)),
			    ldns_rdf_size(ldns_rr_rdf(rr, i)));
	ldns_rr_free(rr);
	ldns_rdf_deep_free(zone);
	free(record);
	free(name);
	return status == LDNS_STATUS_OK ? 0 : -1;
}

/* What ldns would pass over in silence: an open quotation, a comment, control
 * characters. */
static int
rdata_check_text(const char *text, size_t len, struct error *err)
{
	bool quoted = false;

	for (size_t i = 0; i < len; i++) {
		uint8_t c = (uint8_t)text[i];

		if (c < ' ' && c != '\t')
			return error_set(err, "a control character in RDATA");
		if (c == ';' && !quoted)
			return error_set(err,
			    "%.*s: a comment in RDATA; a semicolon wants "
			    "quotation marks",
			    RDATA_QUOTE_MOST, text);
		if (c == '"')
			quoted = !quoted;
		else if (c == '\\')
			i++;
	}
	if (quoted)
		return error_set(err, "%.*s: a quotation mark is missing",
		    RDATA_QUOTE_MOST, text);
	return 0;
}

/* `LENGTH HEX...`, blanks anywhere in HEX. */
static int
rdata_read_generic(const char *text, struct buf *wire, struct error *err)
{
	struct buf hex = BUF_INIT;
	uint8_t *octets;
	char *end = NULL;
	unsigned long length = 0;
	int n, ret = -1;

	text += strspn(text, " \t");
	if (text_is_digit(*text))
		length = strtoul(text, &end, 10);
	if (end == NULL || length > DNS_RDATA_MAX ||
	    (*end != '\0' && *end != ' ' && *end != '\t'))
		return error_set(
		    err, "no length from 0 to %d after \\#", DNS_RDATA_MAX);
	for (; *end != '\0'; end++)
		if (*end != ' ' && *end != '\t')
			buf_putc(&hex, *end);
	octets = mem_zalloc(length + 1);
	n = text_from_hex(buf_text(&hex), hex.len, octets, length);
	if (n < 0 || (unsigned long)n != length)
		(void)error_set(err,
		    "%zu hexadecimal characters that are not %lu octets",
		    hex.len, length);
	else {
		buf_put(wire, octets, length);
		ret = 0;
	}
	free(octets);
	buf_fini(&hex);
	return ret;
}

static int
rdata_read(uint16_t type, const char *text, dns_rdata_reader *read_caa,
    struct buf *wire, struct error *err)
{
	size_t len = strlen(text);

	if (strncmp(text, RDATA_GENERIC, strlen(RDATA_GENERIC)) == 0)
		return rdata_read_generic(
		    text + strlen(RDATA_GENERIC), wire, err);
	if (type == DNS_TYPE_CAA)
		return read_caa(text, len, wire, err);
	if (rdata_check_text(text, len, err) == -1)
		return -1;
	return dns_rdata_from_zone(type, text, ".", wire, err);
}

int
dns_rdata_from_text(uint16_t type, const char *text, size_t len,
    dns_rdata_reader *read_caa, struct buf *wire, struct error *err)
{
	struct buf rdata = BUF_INIT;
	char *copy;
	int ret;

	if (len > DNS_RDATA_TEXT_MAX || memchr(text, '\0', len) != NULL)
		return error_set(err,
		    "found RDATA of %zu characters or with a NUL, wanted at "
		    "most %u",
		    len, DNS_RDATA_TEXT_MAX);
	copy = mem_strndup(text, len);
	ret = rdata_read(type, copy, read_caa, &rdata, err);
	if (ret == 0 && rdata.len > DNS_RDATA_MAX)
		ret = error_set(err, "RDATA of %zu octets, want at most %d",
		    rdata.len, DNS_RDATA_MAX);
	if (ret == 0)
		buf_put(wire, buf_text(&rdata), rdata.len);
	buf_fini(&rdata);
	free(copy);
	return ret;
}

/* The fields as ldns writes them, blanks between; -1 where it can't. */
static int
rdata_put_fields(const ldns_rr *rr, struct buf *out)
{
	for (size_t i = 0; i < ldns_rr_rd_count(rr); i++) {
		char *field = ldns_rdf2str(ldns_rr_rdf(rr, i));

		if (field == NULL)
			return -1;
		if (i > 0)
			buf_putc(out, ' ');
		buf_puts(out, field);
		free(field);
	}
	return 0;
}

static int
rdata_put_known(uint16_t type, const uint8_t *wire, size_t len, struct buf *out)
{
	struct buf framed = BUF_INIT;
	ldns_rr *rr = ldns_rr_new();
	size_t at = 0;
	int ret = -1;

	buf_u16(&framed, (uint16_t)len);
	buf_put(&framed, wire, len);
	ldns_rr_set_type(rr, (ldns_rr_type)type);
	if (ldns_wire2rdf(rr, (const uint8_t *)buf_text(&framed), framed.len,
		&at) == LDNS_STATUS_OK)
		ret = rdata_put_fields(rr, out);
	ldns_rr_free(rr);
	buf_fini(&framed);
	return ret;
}

/* Types whose text is worth reading, and that ldns reads without a fault. */
static bool
rdata_is_readable(uint16_t type)
{
	switch (type) {
	case DNS_TYPE_A:
	case DNS_TYPE_NS:
	case DNS_TYPE_CNAME:
	case DNS_TYPE_SOA:
	case DNS_TYPE_PTR:
	case DNS_TYPE_MX:
	case DNS_TYPE_TXT:
	case DNS_TYPE_AAAA:
	case DNS_TYPE_DNAME:
	case DNS_TYPE_TLSA:
		return true;
	default:
		return false;
	}
}

/* Is this text read back as these octets? */
static bool
rdata_is_exact(uint16_t type, const char *text, const uint8_t *wire, size_t len)
{
	struct buf back = BUF_INIT;
	bool same = rdata_check_text(text, strlen(text), NULL) == 0 &&
		    dns_rdata_from_zone(type, text, ".", &back, NULL) == 0 &&
		    back.len == len &&
		    (len == 0 || memcmp(back.data, wire, len) == 0);

	buf_fini(&back);
	return same;
}

static int
rdata_put(uint16_t type, const uint8_t *wire, size_t len,
    dns_rdata_writer *put_caa, struct buf *out)
{
	struct buf text = BUF_INIT;
	int ret = -1;

	if (type == DNS_TYPE_CAA)
		return put_caa(wire, len, out);
	if (rdata_is_readable(type) && len <= DNS_RDATA_MAX &&
	    rdata_put_known(type, wire, len, &text) == 0 &&
	    rdata_is_exact(type, buf_text(&text), wire, len)) {
		buf_puts(out, buf_text(&text));
		ret = 0;
	}
	buf_fini(&text);
	return ret;
}

void
dns_rdata_to_text(uint16_t type, const uint8_t *wire, size_t len,
    dns_rdata_writer *put_caa, struct buf *out)
{
	if (rdata_put(type, wire, len, put_caa, out) == 0)
		return;
	buf_printf(out, RDATA_GENERIC " %zu", len);
	if (len > 0)
		buf_putc(out, ' ');
	text_put_hex(out, wire, len);
}
