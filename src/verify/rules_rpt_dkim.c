/* SPDX-License-Identifier: BSD-2-Clause */
/* May a DKIM key of the domain sign TLS-RPT reports?  (RFC 8460 section 3) */

#include "verify/rules_rpt.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "dns/answer.h"
#include "records/dkim.h"
#include "verify/about.h"
#include "verify/dkim_zone.h"
#include "verify/evidence.h"
#include "verify/txt.h"

#define TLSRPT "tlsrpt" /* the service type of RFC 8460 */
#define BETWEEN ": \t\r\n"

struct reports_key {
	const struct dns_answer *answer;
	struct dkim_key key;
	bool replaced; /* the rules of DKIM tell another record for it */
	bool seen;     /* in mail only */
};

/* Is `*` or `tlsrpt` among the services of s= (RFC 6376 section 3.6.1)? */
static bool
may_sign_reports(const struct dkim_key *key)
{
	const char *at = key->services;

	while (at != NULL && *at != '\0') {
		size_t len;

		at += strspn(at, BETWEEN);
		len = strcspn(at, BETWEEN);
		if ((len == 1 && *at == '*') ||
		    (len == strlen(TLSRPT) && strncmp(at, TLSRPT, len) == 0))
			return true;
		at += len;
	}
	return key->services == NULL;
}

/* The same key, for reports too. */
static void
fix_services(struct finding *f, const struct reports_key *k)
{
	const struct dns_answer *answer = k->answer;
	struct buf line = BUF_INIT, old = BUF_INIT;
	struct dkim_key mended = k->key;

	if (answer->n_aliases > 0 || k->replaced) {
		finding_advise(f, "let the s= of the key at %s list %s too",
		    answer->n_aliases > 0
			? answer->aliases[answer->n_aliases - 1]
			: answer->name,
		    TLSRPT);
		return;
	}
	mended.services = mem_printf("%s:%s", k->key.services, TLSRPT);
	dkim_put_line(answer->name, &mended, &line);
	txt_put_line(answer, 0, &old);
	if (finding_publish(f, "%s", buf_text(&line)))
		finding_remove(f, "%s", buf_text(&old));
	free(mended.services);
	buf_fini(&line);
	buf_fini(&old);
}

static void
say_key(struct judge_run *run, const struct reports_key *k, bool may)
{
	const struct dns_answer *answer = k->answer;
	struct finding *f = judge_say(run, RULE_RPT_06,
	    may ? FINDING_PASS : FINDING_FAIL, answer->name,
	    may ? "the key may sign TLS-RPT reports"
		: "the key's s= lists neither tlsrpt nor *, and no other key "
		  "may sign TLS-RPT reports: receivers may ignore those that "
		  "it signs");

	finding_ref(f, "dns %s TXT", answer->name);
	if (may)
		return;
	if (k->seen)
		finding_mark_hearsay(f, "");
	fix_services(f, k);
}

static bool
is_to_be_mended(const struct dkim_key *key, const struct evidence_selector *s)
{
	struct dkim_key signer, mended;
	bool has_signer =
	    s->spki != NULL &&
	    dkim_key_from_spki(s->spki, s->spki_len, &signer, NULL) == 0;
	bool differs = dkim_mended(key, has_signer ? &signer : NULL, &mended);

	if (has_signer)
		dkim_key_fini(&signer);
	return differs;
}

/* The key of a selector, where it has one; the caller ends it. */
static bool
read_key(const struct judge_run *run, const struct evidence_selector *s,
    struct reports_key *out)
{
	char *owner = mem_printf(
	    "%s._domainkey.%s", s->name, evidence_domain(run->evidence));
	const struct dns_answer *answer =
	    judge_answer(run, owner, DNS_TYPE_TXT);
	enum dkim_fault fault = DKIM_FAULT_SYNTAX;
	struct buf text = BUF_INIT;
	bool has_key = false;

	free(owner);
	if (answer != NULL && answer->status == DNS_RECORDS &&
	    answer->n_records == 1 &&
	    dns_record_txt(&answer->records[0], &text) == 0)
		fault = dkim_key_parse(
		    buf_text(&text), text.len, &out->key, &has_key, NULL);
	buf_fini(&text);
	if (fault != DKIM_FAULT_NONE && !has_key)
		return false;
	out->answer = answer;
	out->seen = s->seen;
	out->replaced =
	    fault != DKIM_FAULT_NONE || is_to_be_mended(&out->key, s);
	return true;
}

/* RPT-06: one key that may is enough; only then are the others silent. */
void
rules_rpt_dkim(struct judge_run *run)
{
	const struct evidence_about *about = evidence_about(run->evidence);
	bool told = false;

	for (int may = 1; may >= 0 && !told; may--) {
		for (size_t i = 0; i < about->n_selectors; i++) {
			struct reports_key k;

			if (!read_key(run, &about->selectors[i], &k))
				continue;
			if (may_sign_reports(&k.key) == (may == 1)) {
				say_key(run, &k, may == 1);
				told = true;
			}
			dkim_key_fini(&k.key);
		}
	}
}
