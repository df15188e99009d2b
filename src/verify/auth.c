/* SPDX-License-Identifier: BSD-2-Clause */
/* Can mail of the domain pass SPF and DKIM where the operator sends it? */

#include "verify/auth.h"

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "records/dkim.h"
#include "verify/about.h"
#include "verify/dkim_zone.h"
#include "verify/evidence.h"

const struct dns_answer *
auth_lookup(void *evidence, const char *name, uint16_t type)
{
	return evidence_answer(evidence, name, type);
}

void
auth_check(const struct evidence *e, const char *domain, const char *address,
    struct spf_verdict *out)
{
	/* the callback's argument is not const for others' sake */
	const struct spf_source source = {auth_lookup, (void *)(uintptr_t)e};
	const struct spf_identity who = {
	    .address = address, .helo = evidence_about(e)->helo};

	spf_check(&source, domain, &who, out);
}

enum auth_state
auth_spf(const struct evidence *e)
{
	const struct evidence_strings *egress = &evidence_about(e)->egress;
	size_t passed = 0, open = 0;

	for (size_t i = 0; i < egress->n; i++) {
		struct spf_verdict v;

		auth_check(e, evidence_domain(e), egress->list[i], &v);
		passed += v.result == SPF_PASS;
		open += v.result == SPF_TEMPERROR || v.result == SPF_PENDING;
	}
	if (egress->n == 0)
		return AUTH_UNTOLD;
	if (passed > 0)
		return passed == egress->n ? AUTH_ALWAYS : AUTH_PARTLY;
	return open > 0 ? AUTH_OPEN : AUTH_NEVER;
}

/* Can verifiers of mail use the key that the record holds? */
static bool
auth_has_key(const struct buf *text)
{
	struct dkim_key key;
	bool has_key = false, usable;
	enum dkim_fault fault =
	    dkim_key_parse(buf_text(text), text->len, &key, &has_key, NULL);

	if (fault != DKIM_FAULT_NONE && !has_key)
		return false;
	usable = key.email;
	dkim_key_fini(&key);
	return usable;
}

static enum auth_state
auth_selector(const struct evidence *e, const char *selector)
{
	char owner[DNS_NAME_SIZE];
	const struct dns_answer *answer = NULL;
	enum auth_state state = AUTH_NEVER;

	if (dkim_owner(selector, evidence_domain(e), owner) == -1)
		return AUTH_NEVER;
	answer = evidence_answer(e, owner, DNS_TYPE_TXT);
	if (answer == NULL || !dns_answer_is_definite(answer))
		return AUTH_OPEN;
	for (size_t i = 0; i < answer->n_records; i++) {
		struct buf text = BUF_INIT;

		if (dns_record_txt(&answer->records[i], &text) == 0 &&
		    auth_has_key(&text))
			state = AUTH_ALWAYS;
		buf_fini(&text);
	}
	return state;
}

enum auth_state
auth_dkim(const struct evidence *e)
{
	const struct evidence_about *about = evidence_about(e);
	enum auth_state best = AUTH_UNTOLD;

	for (size_t i = 0; i < about->n_selectors; i++) {
		const struct evidence_selector *s = &about->selectors[i];
		enum auth_state one = auth_selector(e, s->name);

		if (one == AUTH_ALWAYS)
			return one;
		if (one == AUTH_OPEN)
			best = AUTH_OPEN;
		else if (!s->seen && best == AUTH_UNTOLD)
			best = AUTH_NEVER;
	}
	return best;
}
