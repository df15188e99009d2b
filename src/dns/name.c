/* SPDX-License-Identifier: BSD-2-Clause */
/* Domain names: what people write, canonical text, and the wire. */

#include "dns/name.h"

#include <idn2.h>
#include <string.h>

#include "base/cursor.h"
#include "base/error.h"
#include "base/text.h"

#define NAME_TEXT_MAX 253 /* octets of plain text that fit on the wire */
#define NAME_LABEL_MAX 63

static bool
name_is_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if ((uint8_t)*text > 0x7f)
			return false;
	return true;
}

static bool
name_is_plain(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_';
}

/* One label of plain text, in small letters. */
static int
name_check_label(const char *text, unsigned number, const char *label,
    size_t len, struct error *err)
{
	if (len == 0)
		return error_set(err, "%s: label %u is empty", text, number);
	for (size_t i = 0; i < len; i++)
		if (!name_is_plain(label[i]))
			return error_set(err,
			    "%s: label %u holds \"%c\", want letters, digits, "
			    "hyphens and underscores",
			    text, number, label[i]);
	if (len > NAME_LABEL_MAX)
		return error_set(err,
		    "%s: label %u has %zu octets, want at most %d", text,
		    number, len, NAME_LABEL_MAX);
	return 0;
}

static int
name_check(const char *text, const char *name, struct error *err)
{
	unsigned number = 1;

	for (const char *label = name;; number++) {
		size_t len = strcspn(label, ".");

		if (name_check_label(text, number, label, len, err) == -1)
			return -1;
		if (label[len] == '\0')
			break;
		label += len + 1;
	}
	if (strlen(name) > NAME_TEXT_MAX)
		return error_set(err,
		    "%s: the name has %zu octets, want at most %d", text,
		    strlen(name), NAME_TEXT_MAX);
	return 0;
}

/* U-labels to A-labels, capitals small, ideographic dots to dots. */
static int
name_to_ascii(const char *text, char name[DNS_NAME_SIZE], struct error *err)
{
	uint8_t *ascii = NULL;
	int rc = idn2_lookup_u8((const uint8_t *)text, &ascii,
	    IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
	size_t len;

	if (rc != IDN2_OK)
		return error_set(err, "%s: no internationalised name: %s", text,
		    idn2_strerror(rc));
	len = strlen((const char *)ascii);
	if (len >= DNS_NAME_SIZE) {
		idn2_free(ascii);
		return error_set(err, "the name is too long");
	}
	memcpy(name, ascii, len + 1);
	idn2_free(ascii);
	return 0;
}

int
dns_name_canonical(const char *text, char out[DNS_NAME_SIZE], struct error *err)
{
	char name[DNS_NAME_SIZE];
	size_t len = strlen(text);

	if (len == 0)
		return error_set(err, "the name is empty");
	if (len >= sizeof(name))
		return error_set(err,
		    "the name has %zu octets, want at most %d", len,
		    NAME_TEXT_MAX);
	if (text[0] == '[')
		return error_set(
		    err, "%s: an address literal, want a domain name", text);
	if (name_is_ascii(text))
		memcpy(name, text, len + 1);
	else if (name_to_ascii(text, name, err) == -1)
		return -1;
	len = strlen(name);
	if (len > 1 && name[len - 1] == '.')
		name[len - 1] = '\0';
	if (name_check(text, name, err) == -1)
		return -1;
	text_lower_in_place(name);
	memcpy(out, name, strlen(name) + 1);
	return 0;
}

/* Octets that need no escape in a zone file or in a log. */
static bool
name_is_bare(uint8_t c)
{
	return c > 0x20 && c < 0x7f && strchr("\"$().;@\\", c) == NULL;
}

static char *
name_put_octet(char *out, uint8_t c)
{
	if (name_is_bare(c)) {
		*out++ = text_lower((char)c);
		return out;
	}
	*out++ = '\\';
	if (c == '.') {
		*out++ = '.';
		return out;
	}
	*out++ = (char)('0' + c / 100);
	*out++ = (char)('0' + c / 10 % 10);
	*out++ = (char)('0' + c % 10);
	return out;
}

int
dns_name_from_wire(const uint8_t *wire, size_t len, char out[DNS_NAME_SIZE])
{
	char text[DNS_NAME_SIZE], *end = text;
	struct cursor c;
	size_t taken = 0;

	cursor_init(&c, wire, len);
	for (;;) {
		uint8_t label_len = cursor_u8(&c);
		const uint8_t *label = cursor_take(&c, label_len);

		taken += 1u + label_len;
		if (!c.ok || label_len > NAME_LABEL_MAX ||
		    taken > DNS_NAME_WIRE_MAX)
			return -1;
		if (label_len == 0)
			break;
		for (size_t i = 0; i < label_len; i++)
			end = name_put_octet(end, label[i]);
		*end++ = '.';
	}
	if (end == text) /* the root is a dot, all others end without */
		*end++ = '.';
	else
		end--;
	*end = '\0';
	memcpy(out, text, (size_t)(end - text) + 1);
	return (int)taken;
}

/* The octet that *at begins with, escaped or not; -1 where there is none. */
static int
name_take_octet(const char **at)
{
	const char *p = *at;
	int value;

	if (p[0] != '\\') {
		*at = p + 1;
		return (uint8_t)p[0];
	}
	if (!text_is_digit(p[1])) {
		*at = p + (p[1] != '\0' ? 2 : 1);
		return p[1] != '\0' ? (uint8_t)p[1] : -1;
	}
	if (!text_is_digit(p[2]) || !text_is_digit(p[3]))
		return -1;
	value = (p[1] - '0') * 100 + (p[2] - '0') * 10 + (p[3] - '0');
	*at = p + 4;
	return value <= 255 ? value : -1;
}

/* One label with its length octet; the octets put, or -1. */
static int
name_label_to_wire(const char **at, uint8_t label[NAME_LABEL_MAX + 1])
{
	unsigned len = 0;

	while (**at != '\0' && **at != '.') {
		int octet = name_take_octet(at);

		if (octet == -1 || len == NAME_LABEL_MAX)
			return -1;
		label[++len] = (uint8_t)octet;
	}
	label[0] = (uint8_t)len;
	return len > 0 ? (int)len + 1 : -1;
}

int
dns_name_to_wire(const char *name, uint8_t out[DNS_NAME_WIRE_MAX])
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	unsigned len = 0;

	if (strcmp(name, ".") == 0) {
		out[0] = 0;
		return 1;
	}
	for (;;) {
		uint8_t label[NAME_LABEL_MAX + 1];
		int n = name_label_to_wire(&name, label);

		if (n == -1 || len + (unsigned)n + 1 > sizeof(wire))
			return -1;
		memcpy(wire + len, label, (size_t)n);
		len += (unsigned)n;
		if (*name == '\0')
			break;
		name++;
	}
	wire[len++] = 0;
	memcpy(out, wire, len);
	return (int)len;
}

const char *
dns_name_parent(const char *name)
{
	for (; *name != '\0'; name++) {
		if (*name == '.')
			return name[1] != '\0' ? name + 1 : NULL;
		if (*name == '\\' && name[1] != '\0')
			name++;
	}
	return NULL;
}

unsigned
dns_name_labels(const char *name)
{
	unsigned labels = 0;

	if (strcmp(name, ".") == 0)
		return 0;
	for (; name != NULL; name = dns_name_parent(name))
		labels++;
	return labels;
}

bool
dns_name_at_or_below(const char *name, const char *ancestor)
{
	if (strcmp(ancestor, ".") == 0)
		return true;
	for (; name != NULL; name = dns_name_parent(name))
		if (strcmp(name, ancestor) == 0)
			return true;
	return false;
}
