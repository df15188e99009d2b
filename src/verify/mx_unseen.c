/* SPDX-License-Identifier: BSD-2-Clause */
/* Port 25 of an MX host that could not be seen. */

#include "verify/mx_unseen.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "probe/result.h"
#include "verify/alike.h"
#include "verify/evidence.h"
#include "verify/mx_hosts.h"
#include "verify/run.h"
#include "verify/tls_verdict.h"

static void
unseen_add(const struct probe_result *r, struct alikes *out)
{
	struct buf why = BUF_INIT;

	buf_puts(&why, ALIKE_UNSEEN " (");
	tls_put_why(r, &why);
	buf_puts(&why, ")");
	alikes_add(out, FINDING_NOT_TESTABLE, buf_text(&why), r->address);
	buf_fini(&why);
}

/* STS-13 says it in the same words, so that a reader meets them once. */
static void
unseen_say(struct judge_run *run, enum rule_id rule, const char *host,
    const struct alike *alike)
{
	char *where = alike_where(alike);
	struct finding *f = judge_say(run, rule, alike->result, host,
	    "at %s the MX host %s", where, alike->text);

	finding_arg(f, "addresses", "%s", where);
	for (size_t i = 0; i < alike->n && i < ALIKE_SHOWN; i++)
		finding_ref(f, "probe smtp://%s %s", host, alike->addresses[i]);
	free(where);
}

void
mx_say_unseen(struct judge_run *run, enum rule_id rule, const char *host)
{
	const struct evidence *e = run->evidence;
	struct alikes unseen = {NULL, 0};
	struct probe_target target;

	mx_target(host, &target);
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *r = evidence_probe_at(e, i);

		if (r->service == target.service && r->port == target.port &&
		    strcmp(r->host, host) == 0 &&
		    (r->outcome != PROBE_DONE || r->chain == NULL) &&
		    r->outcome != PROBE_NO_STARTTLS)
			unseen_add(r, &unseen);
	}
	for (size_t i = 0; i < unseen.n; i++)
		unseen_say(run, rule, host, &unseen.list[i]);
	alikes_fini(&unseen);
}
