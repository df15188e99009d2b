/* SPDX-License-Identifier: BSD-2-Clause */
/* Responses as they came, and the stubs that stand for them. */

#include "dns/stubs.h"

#include <stdint.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/name.h"

#define STUBS_HEADER 12
#define STUBS_TICKET_TYPE 65280 /* private use: RFC 6895 section 3.1 */
#define STUBS_TICKET 16         /* octets of that record */
#define STUBS_QR 0x80           /* in the third octet */
#define STUBS_NOT_TC 0xfd
#define STUBS_NOT_RCODE 0xf0 /* of the fourth */

bool
stubs_are_full(const struct stubs *s)
{
	return s->n == STUBS_MAX;
}

/* Where the one question of a response ends; 0: it is none. */
static size_t
stubs_question_end(const unsigned char *message, size_t len)
{
	char name[DNS_NAME_SIZE];
	int n;

	if (len < STUBS_HEADER || (message[2] & STUBS_QR) == 0 ||
	    message[4] != 0 || message[5] != 1)
		return 0;
	n = dns_name_from_wire(
	    message + STUBS_HEADER, len - STUBS_HEADER, name);
	if (n <= 0 || STUBS_HEADER + (size_t)n + 4 > len)
		return 0;
	return STUBS_HEADER + (size_t)n + 4;
}

static void
stubs_put_ticket(struct buf *out, size_t number)
{
	buf_u16(out, 0xc000 | STUBS_HEADER); /* the name of the question */
	buf_u16(out, STUBS_TICKET_TYPE);
	buf_u16(out, 1); /* IN */
	buf_u32(out, 0);
	buf_u16(out, 4);
	buf_u32(out, (uint32_t)number);
}

bool
stubs_make(struct stubs *s, const void *data, size_t len, struct buf *stub)
{
	static const unsigned char counts[] = {0, 1, 0, 1, 0, 0, 0, 0};
	const unsigned char *message = data;
	size_t end = stubs_question_end(message, len);

	if (end == 0)
		return false;
	buf_put(stub, message, 2);
	buf_u8(stub, message[2] & STUBS_NOT_TC);
	buf_u8(stub, message[3] & STUBS_NOT_RCODE);
	buf_put(stub, counts, sizeof(counts));
	buf_put(stub, message + STUBS_HEADER, end - STUBS_HEADER);
	stubs_put_ticket(stub, s->n);
	s->responses[s->n].data = mem_dup(message, len);
	s->responses[s->n].len = len;
	s->n++;
	return true;
}

const void *
stubs_response(
    const struct stubs *s, const void *stub, size_t len, size_t *len_out)
{
	const unsigned char *ticket;
	size_t number;

	if (len < STUBS_HEADER + STUBS_TICKET)
		return NULL;
	ticket = (const unsigned char *)stub + len - 4;
	number = (size_t)ticket[0] << 24 | (size_t)ticket[1] << 16 |
		 (size_t)ticket[2] << 8 | ticket[3];
	if (number >= s->n)
		return NULL;
	*len_out = s->responses[number].len;
	return s->responses[number].data;
}

void
stubs_clear(struct stubs *s)
{
	while (s->n > 0)
		free(s->responses[--s->n].data);
}
