/* SPDX-License-Identifier: BSD-2-Clause */
/* The exact records that would authorise the CA of a live certificate. */

#include "verify/rules_live.h"

#include <string.h>

#include "caa/climb.h"
#include "caa/set.h"
#include "verify/caa_fix.h"
#include "verify/live.h"
#include "verify/run.h"

/* Who answers for a record that is the CA's to find: the alias's target may
 * be somebody else's. */
bool
live_may_mend(const struct judge_run *run, const struct caa_climb *climb,
    struct finding *f)
{
	const char *owner = live_owner(climb);

	if (strcmp(owner, caa_climb_name(climb)) == 0 ||
	    judge_controls(run, owner))
		return true;
	finding_advise(f,
	    "ask the owner of %.*s, which %.*s is an alias for, to authorise "
	    "the CA, or publish an address in place of the alias",
	    JUDGE_NAME_SHOWN, owner, JUDGE_NAME_SHOWN, caa_climb_name(climb));
	return false;
}

/* The identifier that the set uses already elsewhere, else the first. */
static const char *
live_identifier(const struct live_use *use, const struct caa_set *set)
{
	const struct ca_match *m = &use->issuer.match;

	if (use->issuer.state != CERT_ISSUER_IDENTIFIED || m->n_domains == 0)
		return NULL;
	for (size_t i = 0; i < m->n_domains; i++)
		for (size_t k = 0; k < set->n_entries; k++) {
			const struct caa_entry *e = &set->entries[k];

			if (e->well_formed &&
			    e->value.issuer.len == strlen(m->domains[i]) &&
			    memcmp(e->value.issuer.text, m->domains[i],
				e->value.issuer.len) == 0)
				return m->domains[i];
		}
	return m->domains[0];
}

static void
live_fix_critical(
    struct finding *f, const struct caa_set *set, const char *owner)
{
	for (size_t i = 0; i < set->n_entries; i++) {
		const struct caa_property *was = &set->entries[i].property;
		struct caa_property now = *was;

		if (was->id != CAA_TAG_UNKNOWN ||
		    !caa_property_is_critical(was))
			continue;
		now.flags = 0;
		if (!caa_fix_replace(f, owner, was, &now))
			finding_advise(
			    f, "remove the critical record of unknown tag");
	}
}

void
live_fix(const struct judge_run *run, const struct live_use *use,
    const struct caa_climb *climb, enum caa_kind kind, struct finding *f)
{
	const struct caa_set *set = caa_climb_set(climb);
	const char *owner = live_owner(climb), *id;
	struct caa_set mended = *set; /* once no property is critical */
	struct caa_request req = {.kind = kind};
	struct caa_result result;

	if (!live_may_mend(run, climb, f))
		return;
	if (set->critical_unknown != NULL)
		live_fix_critical(f, set, owner);
	id = live_identifier(use, set);
	if (id == NULL) {
		finding_advise(f,
		    "authorise the CA that is to issue: %s. IN "
		    "CAA 0 %s \"CA-DOMAIN\"",
		    owner, caa_tag_text(caa_deciding_tag(set, kind)));
		return;
	}
	req.issuers = &id;
	req.n_issuers = 1;
	mended.critical_unknown = NULL;
	caa_evaluate_set(&mended, &req, &result);
	if (result.verdict != CAA_PERMIT)
		caa_fix_authorise(
		    f, set, owner, caa_deciding_tag(set, kind), id);
}
