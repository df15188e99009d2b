/* SPDX-License-Identifier: BSD-2-Clause */
/* What a recheck leaves for the engine: names of hosts. */

#include "engine/recheck.h"

#include <stdint.h>
#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "dns/name.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "store/store.h"
#include "verify/evidence.h"

#define RECHECK_VERSION 1

/* Results of one host stand together, so a look at the last one will do. */
static void
recheck_put(struct buf *out, const char *host, const char **last)
{
	size_t len = strlen(host);

	if (len >= DNS_NAME_SIZE || (*last != NULL && strcmp(*last, host) == 0))
		return;
	*last = host;
	buf_u16(out, (uint16_t)len);
	buf_put(out, host, len);
}

void
recheck_leave(struct store_change *c, const struct evidence *e)
{
	const char *domain = evidence_domain(e), *last = NULL;
	struct buf octets = BUF_INIT;

	buf_u8(&octets, RECHECK_VERSION);
	for (size_t i = 0; i < evidence_probe_count(e); i++)
		recheck_put(&octets, evidence_probe_at(e, i)->host, &last);
	store_change_write(
	    c, STORE_RECHECKS, domain, strlen(domain), octets.data, octets.len);
	buf_fini(&octets);
}

static void
recheck_read(const void *data, size_t len, struct prober *prober)
{
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != RECHECK_VERSION)
		return;
	while (c.ok && c.left > 0) {
		char host[DNS_NAME_SIZE];
		size_t host_len = cursor_u16(&c);
		const uint8_t *at = cursor_take(&c, host_len);

		if (at == NULL || host_len >= sizeof(host))
			return;
		memcpy(host, at, host_len);
		host[host_len] = '\0';
		prober_forget(prober, host);
	}
}

void
recheck_forget(
    struct store_reader *reader, const char *domain, struct prober *prober)
{
	const void *data;
	size_t len;

	if (prober == NULL || store_read(reader, STORE_RECHECKS, domain,
				  strlen(domain), &data, &len) != STORE_FOUND)
		return;
	recheck_read(data, len, prober);
	store_release(reader);
}

void
recheck_take(struct store_change *c, const char *domain)
{
	store_change_delete(c, STORE_RECHECKS, domain, strlen(domain));
}
