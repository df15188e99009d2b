/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of servers. */

#include "dns/servers.h"

#define CARES_NO_DEPRECATED /* what replaces these came after 1.18 */
#include <ares.h>
#include <arpa/inet.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"

static int
servers_parse_port(const char *text, uint16_t *out)
{
	unsigned port = 0;

	if (*text == '\0')
		return -1;
	for (; *text != '\0'; text++) {
		if (!text_is_digit(*text) || port > UINT16_MAX)
			return -1;
		port = port * 10 + (unsigned)(*text - '0');
	}
	if (port == 0 || port > UINT16_MAX)
		return -1;
	*out = (uint16_t)port;
	return 0;
}

/* Where the address ends and the port, if any, begins. */
static int
servers_split(
    const char *text, char host[INET6_ADDRSTRLEN], const char **port_out)
{
	bool bracket = text[0] == '[';
	const char *colon = strchr(text, ':');
	const char *end;

	if (bracket)
		end = strchr(++text, ']');
	else if (colon != NULL && strchr(colon + 1, ':') == NULL)
		end = colon;
	else
		end = text + strlen(text);
	if (end == NULL || end - text >= INET6_ADDRSTRLEN)
		return -1;
	memcpy(host, text, (size_t)(end - text));
	host[end - text] = '\0';
	end += bracket;
	if (*end != '\0' && *end != ':')
		return -1;
	*port_out = *end == ':' ? end + 1 : NULL;
	return 0;
}

int
servers_parse(const char *text, struct server_address *out, struct error *err)
{
	struct server_address a = {.port = SERVERS_PORT};
	char host[INET6_ADDRSTRLEN];
	const char *port = NULL;

	if (servers_split(text, host, &port) == -1)
		goto bad;
	if (inet_pton(AF_INET, host, a.octets) == 1 && text[0] != '[')
		a.family = AF_INET;
	else if (inet_pton(AF_INET6, host, a.octets) == 1)
		a.family = AF_INET6;
	else
		goto bad;
	if (port != NULL && servers_parse_port(port, &a.port) == -1)
		goto bad;
	*out = a;
	return 0;
bad:
	return error_set(err,
	    "DNS server \"%s\", want ADDRESS, ADDRESS:PORT or [ADDRESS]:PORT",
	    text);
}

/* `options ... trust-ad ...`, as resolv.conf(5) has it. */
static bool
servers_trust_ad(const char *path)
{
	FILE *f = fopen(path, "re");
	char line[1024];
	bool trust = false;

	if (f == NULL)
		return false;
	while (fgets(line, sizeof(line), f) != NULL) {
		char *rest = NULL;
		const char *word = strtok_r(line, " \t\r\n", &rest);

		if (word == NULL || strcmp(word, "options") != 0)
			continue;
		while ((word = strtok_r(NULL, " \t\r\n", &rest)) != NULL)
			if (strcmp(word, "trust-ad") == 0)
				trust = true;
	}
	(void)fclose(f);
	return trust;
}

static int
servers_copy(const struct ares_addr_port_node *node,
    struct server_address out[SERVERS_MAX])
{
	int n = 0;

	for (; node != NULL && n < SERVERS_MAX; node = node->next) {
		struct server_address a = {.family = node->family};

		if (a.family == AF_INET)
			memcpy(a.octets, &node->addr.addr4, 4);
		else
			memcpy(a.octets, &node->addr.addr6, 16);
		a.port = node->udp_port > 0 ? (uint16_t)node->udp_port
					    : SERVERS_PORT;
		out[n++] = a;
	}
	return n;
}

int
servers_system(const char *path, struct server_address out[SERVERS_MAX],
    bool *trust_ad_out, struct error *err)
{
	struct ares_addr_port_node *nodes = NULL;
	struct ares_options options;
	ares_channel channel = NULL;
	char *copy = strdup(path);
	int rc, n;

	memset(&options, 0, sizeof(options));
	options.resolvconf_path = copy;
	rc = ares_init_options(&channel, &options, ARES_OPT_RESOLVCONF);
	free(copy);
	if (rc != ARES_SUCCESS)
		return error_set(err, "%s: %s", path, ares_strerror(rc));
	rc = ares_get_servers_ports(channel, &nodes);
	n = rc == ARES_SUCCESS ? servers_copy(nodes, out) : 0;
	ares_free_data(nodes);
	ares_destroy(channel);
	if (n == 0)
		return error_set(err, "%s: no DNS server", path);
	*trust_ad_out = servers_trust_ad(path);
	return n;
}

bool
servers_is_loopback(const struct server_address *a)
{
	static const uint8_t one[16] = {[15] = 1};

	if (a->family == AF_INET)
		return a->octets[0] == 127;
	return memcmp(a->octets, one, sizeof(one)) == 0;
}

void
servers_put(struct buf *out, const struct server_address *a)
{
	char host[INET6_ADDRSTRLEN] = "?";

	(void)inet_ntop(a->family, a->octets, host, sizeof(host));
	if (a->family == AF_INET)
		buf_printf(out, "%s:%u", host, a->port);
	else
		buf_printf(out, "[%s]:%u", host, a->port);
}
