/* SPDX-License-Identifier: BSD-2-Clause */
/* The head of an HTTP/1 request. */

#include "daemon/http_request.h"

#include <string.h>

/* The line feed that ends the head: an empty line follows it. */
static bool
http_is_whole(const char *data, size_t len)
{
	const char *end = data + len, *at = data;

	while ((at = memchr(at, '\n', (size_t)(end - at))) != NULL) {
		at++;
		if (at < end && *at == '\n')
			return true;
		if (end - at >= 2 && at[0] == '\r' && at[1] == '\n')
			return true;
	}
	return false;
}

static bool
http_is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] <= ' ' || text[i] > '~')
			return false;
	return true;
}

static bool
http_is(const char *text, size_t len, const char *word)
{
	return len == strlen(word) && memcmp(text, word, len) == 0;
}

/* `METHOD SP TARGET SP VERSION`, RFC 9112 section 3. */
static int
http_parse_line(const char *line, size_t len, struct http_request *out)
{
	const char *target = memchr(line, ' ', len);
	const char *version = memrchr(line, ' ', len);
	const char *query;
	size_t method_len, version_len;

	if (target == NULL || version == target)
		return HTTP_BAD_REQUEST;
	method_len = (size_t)(target++ - line);
	version++;
	version_len = (size_t)(line + len - version);
	out->path = target;
	out->len = (size_t)(version - 1 - target);
	if (version_len != 8 || memcmp(version, "HTTP/", 5) != 0 ||
	    out->len == 0 || target[0] != '/' ||
	    !http_is_printable(target, out->len))
		return HTTP_BAD_REQUEST;
	if (memcmp(version, "HTTP/1.", 7) != 0)
		return HTTP_BAD_VERSION;
	out->head = http_is(line, method_len, "HEAD");
	if (!out->head && !http_is(line, method_len, "GET"))
		return HTTP_BAD_METHOD;
	query = memchr(out->path, '?', out->len);
	if (query != NULL)
		out->len = (size_t)(query - out->path);
	return HTTP_OK;
}

int
http_request_parse(const char *data, size_t len, struct http_request *out)
{
	size_t most = len < HTTP_HEAD_MAX ? len : HTTP_HEAD_MAX;
	const char *end;
	size_t line_len;

	if (!http_is_whole(data, most))
		return len < HTTP_HEAD_MAX ? HTTP_MORE : HTTP_TOO_LARGE;
	end = memchr(data, '\n', most);
	line_len = (size_t)(end - data);
	if (line_len > 0 && data[line_len - 1] == '\r')
		line_len--;
	return http_parse_line(data, line_len, out);
}

const char *
http_status_text(int status)
{
	switch (status) {
	case HTTP_OK:
		return "OK";
	case HTTP_BAD_REQUEST:
		return "Bad Request";
	case HTTP_NOT_FOUND:
		return "Not Found";
	case HTTP_BAD_METHOD:
		return "Method Not Allowed";
	case HTTP_TOO_LARGE:
		return "Request Header Fields Too Large";
	case HTTP_BAD_VERSION:
		return "HTTP Version Not Supported";
	default:
		return "Service Unavailable";
	}
}
