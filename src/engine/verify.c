/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence to a stored status: judge, merge with what was known, write. */

#include "engine/verify.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "settings/settings.h"
#include "store/store.h"
#include "verify/evidence.h"
#include "verify/finding.h"
#include "verify/judge.h"

static bool
verify_controls(const char *host, const void *arg)
{
	const struct settings *settings = arg;

	return domains_control(settings->domains, host);
}

/* The merged status as octets; the previous one is lent by the store while
 * they are made. */
static void
verify_merge(const struct evidence *e, const struct findings *findings,
    const struct settings *settings, struct store_reader *reader,
    struct buf *out)
{
	const char *domain = evidence_domain(e);
	struct status previous, merged;
	const void *data;
	size_t len;
	bool known = store_read(reader, STORE_STATUS, domain, strlen(domain),
			 &data, &len) == STORE_FOUND;
	bool readable = known && status_decode(data, len, &previous) == 0;

	status_merge(readable ? &previous : NULL, findings,
	    judge_is_definite(e), evidence_ttl(e), evidence_time(e),
	    &settings->status_rules, &merged);
	status_encode(&merged, out);
	if (known)
		store_release(reader);
}

int
verify_and_store(const struct evidence *e, const struct settings *settings,
    struct store *store, struct store_reader *reader, struct error *err)
{
	const struct judge_context context = {verify_controls, settings};
	const char *domain = evidence_domain(e);
	struct findings findings = {NULL, 0};
	struct buf octets = BUF_INIT;
	int ret;

	judge(e, &context, &findings);
	verify_merge(e, &findings, settings, reader, &octets);
	findings_fini(&findings);
	ret = store_write(store, STORE_STATUS, domain, strlen(domain),
	    octets.data, octets.len, err);
	buf_fini(&octets);
	return ret;
}
