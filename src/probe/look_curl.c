/* SPDX-License-Identifier: BSD-2-Clause */
/* How libcurl is set up for a look: nothing that it may find out, follow,
 * reuse or send by itself. */

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "config.h"

#include "base/mem.h"
#include "cert/chain.h"
#include "probe/guard.h"
#include "probe/look_parts.h"
#include "probe/result.h"

/* Beyond our own timer, so that it is the one that ends a look. */
#define LOOK_TIMEOUT_SPARE_MS 5000L

static void
look_set(struct look *look, CURLoption option, long value)
{
	if (curl_easy_setopt(look->easy, option, value) != CURLE_OK)
		look->unfit = true;
}

static void
look_set_text(struct look *look, CURLoption option, const char *value)
{
	if (curl_easy_setopt(look->easy, option, value) != CURLE_OK)
		look->unfit = true;
}

static size_t
look_on_line(char *line, size_t size, size_t n, void *arg)
{
	struct look *look = arg;

	return reply_take(&look->reply, line, size * n) == 0 ? size * n : 0;
}

static size_t
look_on_body(char *data, size_t size, size_t n, void *arg)
{
	struct look *look = arg;
	size_t space = PROBE_BODY_MAX - look->body.len;
	size_t len = size * n;

	if (len <= space) {
		buf_put(&look->body, data, len);
		return len;
	}
	buf_put(&look->body, data, space);
	look->result->body_cut = true;
	return 0;
}

static CURLcode
look_on_ssl_ctx(CURL *easy, void *ctx, void *arg)
{
	struct look *look = arg;

	(void)easy;
	return tls_sight_watch(&look->sight, ctx) == 0 ? CURLE_OK
						       : CURLE_OUT_OF_MEMORY;
}

/* The last word on where we connect to is ours, not that of whoever parses
 * addresses on the way. */
static curl_socket_t
look_on_socket(void *arg, curlsocktype purpose, struct curl_sockaddr *to)
{
	struct look *look = arg;
	int fd;

	(void)purpose;
	if (!guard_allows(
		look->world->guard, look->result->address, &look->guarded))
		return CURL_SOCKET_BAD;
	if (!guard_is_at(look->result->address, &to->addr)) {
		buf_puts(&look->guarded, "libcurl took it for another address");
		return CURL_SOCKET_BAD;
	}
	fd = socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
	if (fd == -1)
		look->socket_errno = errno;
	return fd == -1 ? CURL_SOCKET_BAD : fd;
}

static void
look_set_where(struct look *look)
{
	const struct probe_result *r = look->result;
	const char *scheme = probe_service_text(r->service);
	bool ipv6 = strchr(r->address, ':') != NULL;
	char *path = r->service == PROBE_HTTPS
			 ? mem_strdup(r->path != NULL ? r->path : "/")
			 : mem_printf("/%s", look->world->helo);
	char *url = mem_printf("%s://%s:%u%s", scheme, r->host, r->port, path);
	char *to =
	    mem_printf(ipv6 ? "::[%s]:%u" : "::%s:%u", r->address, r->port);

	look_set_text(look, CURLOPT_URL, url);
	look_set_text(look, CURLOPT_PROTOCOLS_STR, scheme);
	look->connect_to = curl_slist_append(NULL, to);
	if (look->connect_to == NULL ||
	    curl_easy_setopt(
		look->easy, CURLOPT_CONNECT_TO, look->connect_to) != CURLE_OK)
		look->unfit = true;
	free(path);
	free(url);
	free(to);
}

static void
look_set_limits(struct look *look)
{
	long ms = (long)look->world->timeout_ms + LOOK_TIMEOUT_SPARE_MS;

	look_set(look, CURLOPT_NOSIGNAL, 1);
	look_set(look, CURLOPT_CONNECTTIMEOUT_MS, ms);
	look_set(look, CURLOPT_SERVER_RESPONSE_TIMEOUT, ms / 1000 + 1);
	look_set(look, CURLOPT_FRESH_CONNECT, 1);
	look_set(look, CURLOPT_FOLLOWLOCATION, 0);
	look_set(look, CURLOPT_NETRC, CURL_NETRC_IGNORED);
	look_set(look, CURLOPT_PATH_AS_IS, 1);
	look_set_text(look, CURLOPT_PROXY, "");
	look_set_text(look, CURLOPT_NOPROXY, "*");
}

/* A resumed session would present no certificate. */
static void
look_set_tls(struct look *look)
{
	look_set(look, CURLOPT_SSL_VERIFYPEER, 0);
	look_set(look, CURLOPT_SSL_VERIFYHOST, 0);
	look_set(look, CURLOPT_SSL_SESSIONID_CACHE, 0);
	look_set(look, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1);
	look_set_text(look, CURLOPT_CAINFO, NULL);
	look_set_text(look, CURLOPT_CAPATH, NULL);
	if (curl_easy_setopt(look->easy, CURLOPT_SSL_CTX_FUNCTION,
		look_on_ssl_ctx) != CURLE_OK ||
	    curl_easy_setopt(look->easy, CURLOPT_SSL_CTX_DATA, look) !=
		CURLE_OK)
		look->unfit = true;
}

/*
 * Where only the handshake counts libcurl hands the connection over as soon as
 * greetings are exchanged.  Without STARTTLS it goes on in plain text: nothing
 * but QUIT follows.
 */
static void
look_set_service(struct look *look)
{
	if (look->result->path == NULL) {
		look_set(look, CURLOPT_CONNECT_ONLY, 1);
		look_set(look, CURLOPT_USE_SSL, CURLUSESSL_TRY);
		return;
	}
	look_set(look, CURLOPT_HTTPGET, 1);
	look_set(look, CURLOPT_FORBID_REUSE, 1);
	look_set(look, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1);
	look_set(look, CURLOPT_HTTP_CONTENT_DECODING, 0);
	look_set_text(look, CURLOPT_USERAGENT, "caagate/" PACKAGE_VERSION);
}

int
look_set_up(struct look *look)
{
	CURL *easy = look->easy;

	look_set_where(look);
	look_set_limits(look);
	look_set_tls(look);
	look_set_service(look);
	if (curl_easy_setopt(easy, CURLOPT_ERRORBUFFER, look->detail) ||
	    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, look_on_line) ||
	    curl_easy_setopt(easy, CURLOPT_HEADERDATA, look) ||
	    curl_easy_setopt(easy, CURLOPT_WRITEFUNCTION, look_on_body) ||
	    curl_easy_setopt(easy, CURLOPT_WRITEDATA, look) ||
	    curl_easy_setopt(
		easy, CURLOPT_OPENSOCKETFUNCTION, look_on_socket) ||
	    curl_easy_setopt(easy, CURLOPT_OPENSOCKETDATA, look))
		look->unfit = true;
	return look->unfit ? -1 : 0;
}
