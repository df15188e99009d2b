/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Heads of HTTP requests: what is refused stays refused however it comes in
 * pieces, what is taken is a printable path within the head.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "daemon/http_request.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PIECES_MAX 64 /* so that long inputs stay quick */

static void
check(int holds)
{
	if (!holds)
		abort();
}

static void
check_path(const struct http_request *r, const char *text, size_t len)
{
	check(r->len > 0 && r->path[0] == '/');
	check(r->path > text && r->path + r->len <= text + len);
	for (size_t i = 0; i < r->len; i++)
		check(
		    r->path[i] > ' ' && r->path[i] <= '~' && r->path[i] != '?');
}

/* From memory of the exact size. */
static int
parse(const uint8_t *data, size_t len)
{
	struct http_request r = {NULL, 0, false};
	char *text = calloc(1, len > 0 ? len : 1);
	int status;

	check(text != NULL);
	if (len > 0)
		memcpy(text, data, len);
	status = http_request_parse(text, len, &r);
	check(status == HTTP_MORE || strlen(http_status_text(status)) > 0);
	check(status != HTTP_MORE || len < HTTP_HEAD_MAX);
	if (status == HTTP_OK)
		check_path(&r, text, len);
	free(text);
	return status;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	int whole = parse(data, size), piece = HTTP_MORE;

	for (size_t n = 0; n <= size && piece == HTTP_MORE;
	     n += size / PIECES_MAX + 1)
		piece = parse(data, n);
	/* the pieces may end before the last octets came */
	check(piece == whole || piece == HTTP_MORE);
	return 0;
}
