/* SPDX-License-Identifier: BSD-2-Clause */
/* What a look at one TLS service brought: made, counted, told. */

#include "probe/result.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/name.h"

static const struct {
	const char *name;
	uint16_t port;
	bool upgrades;
} services[PROBE_SERVICES] = {
    [PROBE_HTTPS] = {"https", 443, false},
    [PROBE_SMTP] = {"smtp", 25, true},
    [PROBE_SMTPS] = {"smtps", 465, false},
    [PROBE_IMAP] = {"imap", 143, true},
    [PROBE_IMAPS] = {"imaps", 993, false},
    [PROBE_POP3] = {"pop3", 110, true},
    [PROBE_POP3S] = {"pop3s", 995, false},
};

static const char *const outcomes[PROBE_OUTCOMES] = {
    [PROBE_DONE] = "done",
    [PROBE_REFUSED] = "refused",
    [PROBE_UNREACHABLE] = "unreachable",
    [PROBE_TIMEOUT] = "timeout",
    [PROBE_NO_STARTTLS] = "no-starttls",
    [PROBE_TLS_FAILED] = "tls-failed",
    [PROBE_BAD_PROTOCOL] = "bad-protocol",
    [PROBE_HTTP_FAILED] = "http-failed",
    [PROBE_GUARDED] = "guarded",
};

const char *
probe_service_text(enum probe_service service)
{
	return services[service].name;
}

uint16_t
probe_service_port(enum probe_service service)
{
	return services[service].port;
}

bool
probe_service_upgrades(enum probe_service service)
{
	return services[service].upgrades;
}

int
probe_service_from_text(const char *text, enum probe_service *out)
{
	for (unsigned i = 0; i < PROBE_SERVICES; i++)
		if (strcmp(services[i].name, text) == 0) {
			*out = (enum probe_service)i;
			return 0;
		}
	return -1;
}

const char *
probe_outcome_text(enum probe_outcome outcome)
{
	return outcomes[outcome];
}

int
probe_outcome_from_text(const char *text, enum probe_outcome *out)
{
	for (unsigned i = 0; i < PROBE_OUTCOMES; i++)
		if (strcmp(outcomes[i], text) == 0) {
			*out = (enum probe_outcome)i;
			return 0;
		}
	return -1;
}

struct probe_result *
probe_result_new(const struct probe_target *target, const char *address)
{
	struct probe_result *r = mem_zalloc(sizeof(*r));

	r->service = target->service;
	r->port = target->port;
	r->host = mem_strdup(target->host);
	r->path = target->path != NULL ? mem_strdup(target->path) : NULL;
	r->address = mem_strdup(address);
	r->why = mem_strdup("");
	r->references = 1;
	return r;
}

struct probe_result *
probe_result_ref(struct probe_result *r)
{
	r->references++;
	return r;
}

void
probe_result_free(struct probe_result **rp)
{
	struct probe_result *r = *rp;

	*rp = NULL;
	if (r == NULL || --r->references > 0)
		return;
	cert_chain_free(&r->chain);
	free(r->host);
	free(r->path);
	free(r->address);
	free(r->why);
	free(r->protocol);
	free(r->cipher);
	free(r->verify_text);
	free(r->content_type);
	free(r->location);
	free(r->body);
	free(r);
}

void
probe_result_target(const struct probe_result *r, struct probe_target *out)
{
	*out = (struct probe_target){r->service, r->port, r->host, r->path};
}

bool
probe_result_is_definite(const struct probe_result *r)
{
	switch (r->outcome) {
	case PROBE_DONE:
	case PROBE_NO_STARTTLS:
	case PROBE_TLS_FAILED:
	case PROBE_HTTP_FAILED:
		return true;
	case PROBE_REFUSED:
	case PROBE_UNREACHABLE:
	case PROBE_TIMEOUT:
	case PROBE_BAD_PROTOCOL:
	case PROBE_GUARDED:
	case PROBE_OUTCOMES:
		break;
	}
	return false;
}

static bool
target_port(const char *text, uint16_t *port_out)
{
	char *end;
	unsigned long port;

	if (*text < '0' || *text > '9')
		return false;
	port = strtoul(text, &end, 10);
	if (*end != '\0' || port == 0 || port > UINT16_MAX)
		return false;
	*port_out = (uint16_t)port;
	return true;
}

/* Resolvers and URL parsers take a name whose last label is a number for an
 * IPv4 address in one of its many spellings. */
static bool
target_is_address(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *last = dot != NULL ? dot + 1 : host;

	if (strncmp(last, "0x", 2) == 0)
		return last[2 + strspn(last + 2, "0123456789abcdef")] == '\0';
	return last[strspn(last, "0123456789")] == '\0';
}

static bool
target_path_is_good(const char *path)
{
	if (strlen(path) > PROBE_PATH_MAX)
		return false;
	for (; *path != '\0'; path++)
		if (*path <= ' ' || *path > '~' || strchr("?#@", *path) != NULL)
			return false;
	return true;
}

/* `HOST` or `HOST:PORT`; the part is changed. */
static int
target_authority(
    char *part, char *host, struct probe_target *out, struct error *err)
{
	char *colon = strchr(part, ':');

	if (colon != NULL) {
		*colon = '\0';
		if (!target_port(colon + 1, &out->port))
			return error_set(
			    err, "found port %s, wanted 1 to 65535", colon + 1);
	}
	if (dns_name_canonical(part, host, err) == -1)
		return -1;
	if (target_is_address(host))
		return error_set(err, "found an address, wanted a name");
	return 0;
}

int
probe_target_parse(
    const char *url, char *host, struct probe_target *out, struct error *err)
{
	const char *authority = strstr(url, "://");
	struct probe_target target = {.host = host};
	char *scheme, *part;
	size_t len;
	int ret;

	if (authority == NULL)
		return error_set(err, "%.200s: wanted SERVICE://HOST", url);
	scheme = mem_strndup(url, (size_t)(authority - url));
	ret = probe_service_from_text(scheme, &target.service);
	free(scheme);
	if (ret == -1)
		return error_set(err,
		    "%.200s: wanted https, smtp, smtps, imap, imaps, pop3 or "
		    "pop3s",
		    url);
	authority += 3;
	len = strcspn(authority, "/?#@");
	if (authority[len] != '\0' &&
	    (authority[len] != '/' || target.service != PROBE_HTTPS ||
		!target_path_is_good(authority + len)))
		return error_set(
		    err, "%.200s: wanted SERVICE://HOST[:PORT]", url);
	target.port = services[target.service].port;
	target.path = authority[len] == '/' ? authority + len : NULL;
	part = mem_strndup(authority, len);
	ret = target_authority(part, host, &target, err);
	free(part);
	if (ret == -1) {
		error_prefix(err, "%.200s", url);
		return -1;
	}
	*out = target;
	return 0;
}

void
probe_target_put(const struct probe_target *target, struct buf *out)
{
	buf_printf(
	    out, "%s://%s", services[target->service].name, target->host);
	if (target->port != services[target->service].port)
		buf_printf(out, ":%u", (unsigned)target->port);
	if (target->path != NULL)
		buf_puts(out, target->path);
}
