/* SPDX-License-Identifier: BSD-2-Clause */
/* Is an SPF or DMARC record that is told as a cure free of faults? */

#include "verify/mend_auth.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "records/dmarc_walk.h"
#include "records/spf.h"

int
mend_spf(const struct dns_answer *answer, struct error *err)
{
	struct buf text = BUF_INIT;
	struct spf_record r;
	int ret = 0;

	(void)dns_record_txt(&answer->records[0], &text);
	if (spf_parse(buf_text(&text), text.len, &r, err) == -1) {
		buf_fini(&text);
		return -1;
	}
	for (size_t i = 0; ret == 0 && i < r.n_terms; i++)
		if (spf_term_is_ignored_mechanism(&r.terms[i]))
			ret = error_set(
			    err, "a mechanism is written as a modifier");
	if (r.all != NULL && r.all->qualifier == SPF_PASS)
		ret = error_set(err, "everybody would pass");
	spf_record_fini(&r);
	buf_fini(&text);
	return ret;
}

/* A record that lets others send reports (RFC 9990) has no policy. */
int
mend_dmarc(const struct dns_answer *answer, struct error *err)
{
	bool is_policy =
	    strncmp(answer->name, DMARC_PREFIX, strlen(DMARC_PREFIX)) == 0;
	struct buf text = BUF_INIT;
	struct dmarc_record r;
	int ret;

	(void)dns_record_txt(&answer->records[0], &text);
	ret = dmarc_parse(buf_text(&text), text.len, &r);
	buf_fini(&text);
	if (ret == -1)
		return error_set(err, "it does not begin v=DMARC1");
	for (size_t i = 0; ret == 0 && i < r.n_tags; i++)
		if (r.tags[i].standing != DMARC_TAG_KNOWN)
			ret = error_set(err, "a tag does not count");
	if (is_policy && r.p < DMARC_NONE)
		ret = error_set(err, "the record has no policy");
	dmarc_record_fini(&r);
	return ret;
}
