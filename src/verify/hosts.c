/* SPDX-License-Identifier: BSD-2-Clause */
/* Every host that a mail domain is about. */

#include "verify/hosts.h"

#include <stddef.h>

#include "dns/name.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"

void
hosts_each(const struct evidence *e, hosts_cb *cb, void *arg)
{
	const struct evidence_strings *services = &evidence_about(e)->services;
	struct probe_target target;
	char host[DNS_NAME_SIZE];

	cb(arg, evidence_domain(e));
	cb(arg, evidence_policy_host(e));
	for (size_t i = 0; i < evidence_mx_count(e); i++)
		cb(arg, evidence_mx_host(e, i));
	for (size_t i = 0; i < services->n; i++)
		if (probe_target_parse(
			services->list[i], host, &target, NULL) == 0)
			cb(arg, host);
}
