/* SPDX-License-Identifier: BSD-2-Clause */
/* Responses as they came, and the stand-ins that c-ares has. */

#include "dns/standins.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/name.h"

#define STANDINS_HEADER 12
#define STANDINS_TICKET_TYPE 65280 /* private use: RFC 6895 section 3.1 */
#define STANDINS_TICKET 16         /* octets of that record */
#define STANDINS_QR 0x80           /* in the third octet */
#define STANDINS_NOT_TC 0xfd
#define STANDINS_NOT_RCODE 0xf0 /* of the fourth */

bool
standins_are_full(const struct standins *s)
{
	return s->n == STANDINS_MAX;
}

/* Where the one question of a response ends; 0: it is none. */
static size_t
standins_question_end(const unsigned char *message, size_t len)
{
	char name[DNS_NAME_SIZE];
	int n;

	if (len < STANDINS_HEADER || (message[2] & STANDINS_QR) == 0 ||
	    message[4] != 0 || message[5] != 1)
		return 0;
	n = dns_name_from_wire(
	    message + STANDINS_HEADER, len - STANDINS_HEADER, name);
	if (n <= 0 || STANDINS_HEADER + (size_t)n + 4 > len)
		return 0;
	return STANDINS_HEADER + (size_t)n + 4;
}

static void
standins_put_ticket(struct buf *out, size_t number)
{
	buf_u16(out, 0xc000 | STANDINS_HEADER); /* the name of the question */
	buf_u16(out, STANDINS_TICKET_TYPE);
	buf_u16(out, 1); /* IN */
	buf_u32(out, 0);
	buf_u16(out, 4);
	buf_u32(out, (uint32_t)number);
}

bool
standins_make(
    struct standins *s, const void *data, size_t len, struct buf *standin)
{
	static const unsigned char counts[] = {0, 1, 0, 1, 0, 0, 0, 0};
	const unsigned char *message = data;
	size_t end = standins_question_end(message, len);

	if (end == 0)
		return false;
	buf_put(standin, message, 2);
	buf_u8(standin, message[2] & STANDINS_NOT_TC);
	buf_u8(standin, message[3] & STANDINS_NOT_RCODE);
	buf_put(standin, counts, sizeof(counts));
	buf_put(standin, message + STANDINS_HEADER, end - STANDINS_HEADER);
	standins_put_ticket(standin, s->n);
	s->responses[s->n].data = mem_dup(message, len);
	s->responses[s->n].len = len;
	s->n++;
	return true;
}

const void *
standins_response(
    const struct standins *s, const void *standin, size_t len, size_t *len_out)
{
	const unsigned char *ticket;
	size_t number;

	if (len < STANDINS_HEADER + STANDINS_TICKET)
		return NULL;
	ticket = (const unsigned char *)standin + len - 4;
	number = (size_t)ticket[0] << 24 | (size_t)ticket[1] << 16 |
		 (size_t)ticket[2] << 8 | ticket[3];
	if (number >= s->n)
		return NULL;
	*len_out = s->responses[number].len;
	return s->responses[number].data;
}

void
standins_clear(struct standins *s)
{
	while (s->n > 0)
		free(s->responses[--s->n].data);
}
