/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Lines of a server: the first octet is the service, each line ends with LF.
 * What is kept stays within its bounds, what is shown is printable, nothing is
 * taken after the limit, and whatever is taken twice says the same.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "probe/reply.h"

#define SHOWN 80

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_field(const char *field)
{
	size_t len = field != NULL ? strlen(field) : 0;

	if (len > REPLY_FIELD_MAX || (len > 0 && strchr(" \t", field[0])))
		abort();
}

static void
check_bounds(const struct reply *reply)
{
	if (reply->last_len >= REPLY_FIELD_MAX ||
	    reply->last[reply->last_len] != '\0' || reply->status < 0 ||
	    reply->status > 999)
		abort();
	if (reply->too_long != (reply->octets > REPLY_OCTETS_MAX))
		abort();
	check_field(reply->content_type);
	check_field(reply->location);
}

static void
check_shown(const struct reply *reply)
{
	struct buf out = BUF_INIT;

	reply_put_last(reply, &out, SHOWN);
	for (size_t i = 0; i < out.len; i++)
		if (out.data[i] < ' ' || out.data[i] > '~')
			abort();
	buf_fini(&out);
}

/* Only what belongs to the service. */
static void
check_service(const struct reply *reply)
{
	bool http = reply->service == PROBE_HTTPS;

	if (http ? reply->offers_tls || reply->busy || reply->alien
		 : reply->status != 0 || reply->header_ended ||
		       reply->content_type != NULL || reply->location != NULL)
		abort();
}

static void
take(struct reply *reply, const uint8_t *data, size_t size)
{
	int ret = 0;

	while (size > 0 && ret == 0) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t len = end != NULL ? (size_t)(end - data) + 1 : size;
		char *line = mem_strndup("", 0);

		line = mem_resize(line, len, 1); /* its end is guarded */
		memcpy(line, data, len);
		ret = reply_take(reply, line, len);
		free(line);
		check_bounds(reply);
		if ((ret == -1) !=
		    (reply->too_long || reply->alien || reply->busy))
			abort();
		data += len;
		size -= len;
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct reply reply, again;

	if (size == 0)
		return 0;
	reply_init(&reply, (enum probe_service)(*data % PROBE_SERVICES));
	reply_init(&again, reply.service);
	take(&reply, data + 1, size - 1);
	check_shown(&reply);
	check_service(&reply);
	take(&again, data + 1, size - 1);
	if (reply.lines != again.lines || reply.status != again.status ||
	    reply.offers_tls != again.offers_tls)
		abort();
	reply_fini(&reply);
	reply_fini(&again);
	return 0;
}
