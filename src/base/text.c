/* SPDX-License-Identifier: BSD-2-Clause */
/* ASCII text without locale. */

#include "base/text.h"

#include <string.h>

#include "base/buf.h"

bool
text_equal_fold(const char *a, size_t a_len, const char *b, size_t b_len)
{
	if (a_len != b_len)
		return false;
	for (size_t i = 0; i < a_len; i++)
		if (text_lower(a[i]) != text_lower(b[i]))
			return false;
	return true;
}

void
text_lower_in_place(char *text)
{
	for (; *text != '\0'; text++)
		*text = text_lower(*text);
}

void
text_put_hex(struct buf *out, const void *data, size_t len)
{
	static const char digits[] = "0123456789abcdef";
	const uint8_t *p = data;

	for (size_t i = 0; i < len; i++) {
		char pair[2] = {digits[p[i] >> 4], digits[p[i] & 15]};

		buf_put(out, pair, 2);
	}
}

static int
text_hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c = (char)(c | 0x20);
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

int
text_from_hex(const char *hex, size_t len, uint8_t *out, size_t size)
{
	if (len % 2 != 0 || len / 2 > size || len / 2 > INT32_MAX)
		return -1;
	for (size_t i = 0; i < len / 2; i++) {
		int high = text_hex_digit(hex[2 * i]);
		int low = text_hex_digit(hex[2 * i + 1]);

		if (high < 0 || low < 0)
			return -1;
		out[i] = (uint8_t)(high << 4 | low);
	}
	return (int)(len / 2);
}

static size_t
text_escape_octet(uint8_t c, char out[4])
{
	if (c < 0x20 || c > 0x7e) {
		out[0] = '\\';
		out[1] = (char)('0' + c / 100);
		out[2] = (char)('0' + c / 10 % 10);
		out[3] = (char)('0' + c % 10);
		return 4;
	}
	if (c == '"' || c == '\\') {
		out[0] = '\\';
		out[1] = (char)c;
		return 2;
	}
	out[0] = (char)c;
	return 1;
}

static size_t
text_escaped_len(const uint8_t *p, size_t len)
{
	char octet[4];
	size_t escaped = 0;

	for (size_t i = 0; i < len; i++)
		escaped += text_escape_octet(p[i], octet);
	return escaped;
}

void
text_put_escaped(struct buf *out, const void *data, size_t len, size_t most)
{
	static const char ellipsis[] = "...";
	const size_t ellipsis_len = sizeof(ellipsis) - 1;
	const uint8_t *p = data;
	bool fits = len <= most && text_escaped_len(p, len) <= most;
	size_t room = fits                  ? most
		      : most < ellipsis_len ? 0
					    : most - ellipsis_len;

	for (size_t i = 0; i < len; i++) {
		char octet[4];
		size_t n = text_escape_octet(p[i], octet);

		if (n > room)
			break;
		buf_put(out, octet, n);
		room -= n;
	}
	if (!fits && most >= ellipsis_len)
		buf_put(out, ellipsis, ellipsis_len);
}

/* Octets of the character at the start of text, 0 if it is none. */
static size_t
text_utf8_char(const char *text, size_t len)
{
	uint8_t first = (uint8_t)text[0], low = 0x80, high = 0xbf;
	size_t n = first < 0x80   ? 1
		   : first < 0xc2 ? 0
		   : first < 0xe0 ? 2
		   : first < 0xf0 ? 3
		   : first < 0xf5 ? 4
				  : 0;

	if (n > len)
		return 0;
	if (first == 0xe0)
		low = 0xa0; /* no longer than needed */
	if (first == 0xf0)
		low = 0x90;
	if (first == 0xed)
		high = 0x9f; /* no surrogates */
	if (first == 0xf4)
		high = 0x8f; /* U+10FFFF is the last */
	for (size_t i = 1; i < n; i++) {
		uint8_t c = (uint8_t)text[i];

		if (c < low || c > high)
			return 0;
		low = 0x80;
		high = 0xbf;
	}
	return n;
}

size_t
text_utf8_prefix(const char *text, size_t len)
{
	size_t done = 0;

	while (done < len) {
		size_t n = 1;
		uint64_t eight;

		if (len - done >= sizeof(eight)) { /* ASCII goes fast */
			memcpy(&eight, text + done, sizeof(eight));
			if ((eight & 0x8080808080808080u) == 0) {
				done += sizeof(eight);
				continue;
			}
		}

		if ((uint8_t)text[done] >= 0x80)
			n = text_utf8_char(text + done, len - done);
		if (n == 0)
			break;
		done += n;
	}
	return done;
}

#define TEXT_DISTANCE_MAX 64 /* longer words are never a misspelling */

static unsigned
text_min(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

unsigned
text_distance(const char *a, const char *b, unsigned most)
{
	unsigned rows[3][TEXT_DISTANCE_MAX + 1];
	size_t a_len = strlen(a), b_len = strlen(b);

	if (a_len > TEXT_DISTANCE_MAX || b_len > TEXT_DISTANCE_MAX)
		return most + 1;
	for (size_t j = 0; j <= b_len; j++)
		rows[0][j] = (unsigned)j;
	for (size_t i = 1; i <= a_len; i++) {
		unsigned *now = rows[i % 3], *up = rows[(i + 2) % 3];
		const unsigned *up2 = rows[(i + 1) % 3];

		now[0] = (unsigned)i;
		for (size_t j = 1; j <= b_len; j++) {
			unsigned change = a[i - 1] != b[j - 1];

			now[j] = text_min(up[j] + 1, now[j - 1] + 1);
			now[j] = text_min(now[j], up[j - 1] + change);
			if (i > 1 && j > 1 && a[i - 1] == b[j - 2] &&
			    a[i - 2] == b[j - 1])
				now[j] = text_min(now[j], up2[j - 2] + 1);
		}
	}
	return text_min(rows[a_len % 3][b_len], most + 1);
}
