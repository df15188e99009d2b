/* SPDX-License-Identifier: BSD-2-Clause */
/* ASCII text without locale: comparing, hexadecimal, making text printable. */

#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;

static inline char
text_lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c;
}

static inline bool
text_is_alnum(char c)
{
	return (c >= '0' && c <= '9') ||
	       (text_lower(c) >= 'a' && text_lower(c) <= 'z');
}

static inline bool
text_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* Equal but for ASCII case; octets from 0x80 compare as they are. */
bool text_equal_fold(const char *a, size_t a_len, const char *b, size_t b_len);
void text_lower_in_place(char *text);

/* Lower-case hexadecimal of len octets. */
void text_put_hex(struct buf *out, const void *data, size_t len);

/*
 * Hexadecimal (any case) to octets.  Returns the number of octets, or -1 where
 * the text is odd, holds another character, or needs more than size octets.
 */
int text_from_hex(const char *hex, size_t len, uint8_t *out, size_t size);

/*
 * Printable ASCII for logs, replies and terminals: octets outside 0x20..0x7e
 * become \DDD, `"` and `\` get a backslash.  No more than `most` octets are
 * put; text that does not fit ends in `...`.
 */
void
text_put_escaped(struct buf *out, const void *data, size_t len, size_t most);

/* Octets from the start that are well-formed UTF-8 (RFC 3629, section 4). */
size_t text_utf8_prefix(const char *text, size_t len);

/* Number of single-character edits (insert, delete, change, swap) from a to
 * b, or `most` + 1 if it takes more than that.  For hints at misspelling. */
unsigned text_distance(const char *a, const char *b, unsigned most);

#endif
