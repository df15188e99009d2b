/* SPDX-License-Identifier: BSD-2-Clause */
/* Views: base64 and quoted-printable, decoded as leniently as mail needs. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "smime/view.h"

#define DECODE_SIZE 16384
#define DECODE_NONE 0xff /* no digit */

struct decode {
	struct view *of;
	enum view_encoding encoding;
	uint8_t in[DECODE_SIZE];
	size_t at, n;
	/* base64: the bits of a quantum that is not complete */
	uint32_t bits;
	unsigned n_bits;
	uint8_t values[256]; /* of digits, or DECODE_NONE */
	/* quoted-printable: white space that ends a line is not meant, so it is
	 * held back; `escape` counts what was seen of =XX */
	uint8_t escape[2];
	unsigned n_escape;
	bool in_escape;
};

static bool
decode_fill(struct decode *d)
{
	if (d->at < d->n)
		return true;
	d->at = 0;
	d->n = view_read(d->of, d->in, sizeof(d->in));
	return d->n > 0;
}

/* Whole quanta without anything else between: most of every mail. */
static size_t
base64_take_quanta(struct decode *d, uint8_t *out, size_t size)
{
	size_t put = 0;

	while (d->n - d->at >= 4 && size - put >= 3) {
		const uint8_t *in = d->in + d->at;
		uint8_t a = d->values[in[0]], b = d->values[in[1]];
		uint8_t c = d->values[in[2]], e = d->values[in[3]];

		if ((a | b | c | e) > 63)
			break;
		out[put++] = (uint8_t)(a << 2 | b >> 4);
		out[put++] = (uint8_t)(b << 4 | c >> 2);
		out[put++] = (uint8_t)(c << 6 | e);
		d->at += 4;
	}
	return put;
}

/*
 * What is no digit is passed over (RFC 2045 section 6.8).  Padding ends a
 * quantum, and another may follow: some programs join encoded pieces.
 */
static bool
base64_take_octet(struct decode *d, uint8_t *out)
{
	uint8_t c = d->in[d->at++];

	if (c == '=')
		d->n_bits = 0;
	if (d->values[c] == DECODE_NONE)
		return false;
	d->bits = d->bits << 6 | d->values[c];
	d->n_bits += 6;
	if (d->n_bits < 8)
		return false;
	d->n_bits -= 8;
	*out = (uint8_t)(d->bits >> d->n_bits & 0xff);
	return true;
}

static size_t
base64_take(struct decode *d, uint8_t *out, size_t size)
{
	size_t put = 0;

	while (put < size && d->at < d->n) {
		if (d->n_bits == 0)
			put += base64_take_quanta(d, out + put, size - put);
		if (put < size && d->at < d->n &&
		    base64_take_octet(d, &out[put]))
			put++;
	}
	return put;
}

static int
hex_value(uint8_t c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

/* After `=`: two digits are an octet, a line end is nothing. */
static bool
printable_escaped(struct decode *d, uint8_t c, uint8_t *out)
{
	int high, low;

	if (c == '\n') {
		d->in_escape = false;
		return false;
	}
	if (c == '\r' || c == ' ' || c == '\t')
		return false; /* before the line end */
	d->escape[d->n_escape++] = c;
	if (d->n_escape < 2)
		return false;
	d->in_escape = false;
	high = hex_value(d->escape[0]);
	low = hex_value(d->escape[1]);
	if (high < 0 || low < 0)
		return false;
	*out = (uint8_t)(high << 4 | low);
	return true;
}

static size_t
printable_take(struct decode *d, uint8_t *out, size_t size)
{
	size_t put = 0;

	while (put < size && d->at < d->n) {
		uint8_t c = d->in[d->at++];

		if (d->in_escape) {
			if (printable_escaped(d, c, &out[put]))
				put++;
		} else if (c == '=') {
			d->in_escape = true;
			d->n_escape = 0;
		} else {
			out[put++] = c;
		}
	}
	return put;
}

static size_t
decode_read(void *self, uint8_t *out, size_t size)
{
	struct decode *d = self;
	size_t put = 0;

	while (put == 0 && size > 0 && decode_fill(d))
		put = d->encoding == VIEW_BASE64 ? base64_take(d, out, size)
						 : printable_take(d, out, size);
	return put;
}

static void
base64_init(struct decode *d)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmn"
				     "opqrstuvwxyz0123456789+/";

	memset(d->values, DECODE_NONE, sizeof(d->values));
	for (uint8_t i = 0; i < 64; i++)
		d->values[(uint8_t)digits[i]] = i;
}

static void
decode_restart(void *self)
{
	struct decode *d = self;

	view_seek(d->of, 0);
	d->at = d->n = 0;
	d->n_bits = 0;
	d->bits = 0;
	d->in_escape = false;
}

static const struct view_ops decode_ops = {
    .read = decode_read, .restart = decode_restart, .fini = free};

struct view *
view_decoded(struct view *of, enum view_encoding encoding)
{
	struct decode *d;

	if (encoding == VIEW_IDENTITY)
		return view_range(of, 0, INT64_MAX);
	d = mem_zalloc(sizeof(*d));
	d->of = of;
	d->encoding = encoding;
	base64_init(d);
	view_seek(of, 0);
	return view_new_own(&decode_ops, d, view_budget(of));
}
