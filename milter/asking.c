/* SPDX-License-Identifier: BSD-2-Clause */
/* What the parts of a report ask with. */

#include "milter/asking.h"

#include "cert/issuer.h"
#include "milter/terms.h"
#include "peers/peers.h"
#include "settings/settings.h"

struct caa_climb *
asking_climb(struct asking *a, const char *domain)
{
	struct peers peers;
	struct caa_climb *climb;

	if (!clerk_ask_peers(
		a->clerk, ENGINE_CAA, domain, &a->patience, &peers))
		return NULL;
	climb = peers_climb(domain, &peers);
	peers_fini(&peers);
	return climb;
}

void
asking_query(const struct asking *a, struct cert_issuer_query *out)
{
	const struct setting_strings *internal =
	    &terms_settings(a->terms)->ca_internal;

	*out = (struct cert_issuer_query){
	    .table = terms_table(a->terms),
	    .internal = (const char *const *)internal->list,
	    .n_internal = internal->n,
	};
}
