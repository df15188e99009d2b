/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MTA-STS policies: what is read lies within the text, is told in the order of
 * the lines, and reads the same when it is written down again.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "records/mta_sts_policy.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
lies_within(const struct sts_span *s, const char *text, size_t size)
{
	must(s->len == 0 ||
	     (s->text >= text && s->text + s->len <= text + size));
}

static void
check_notes(const struct mta_sts_policy *p, const char *text, size_t size)
{
	must(p->n_notes <= p->n_notes_total);
	for (size_t i = 0; i < p->n_notes; i++) {
		lies_within(&p->notes[i].text, text, size);
		lies_within(&p->notes[i].value, text, size);
		must(p->notes[i].line > 0);
		must(i == 0 || p->notes[i].line >= p->notes[i - 1].line);
	}
}

static void
check_keys(const struct mta_sts_policy *p, const char *text, size_t size)
{
	for (unsigned k = 0; k < MTA_STS_KEYS; k++) {
		lies_within(&p->keys[k].value, text, size);
		must((p->keys[k].n > 0) == (p->keys[k].line > 0));
		must(k == MTA_STS_MX_KEY ||
		     (p->keys[k].n > 1) == (p->keys[k].again > 0));
		must(p->keys[k].again == 0 ||
		     p->keys[k].again > p->keys[k].line);
	}
	must(p->keys[MTA_STS_MX_KEY].n == p->n_mx);
	if (p->keys[MTA_STS_MAX_AGE_KEY].good)
		must(p->max_age >= 0 && p->max_age <= INT64_C(9999999999));
}

/* A name that a good pattern stands for matches it; one more label does
 * not. */
static void
check_pattern(const struct sts_span *pattern)
{
	char host[512], longer[520];
	bool wild = pattern->len > 0 && pattern->text[0] == '*';

	if (!mta_sts_pattern_is_good(pattern)) {
		must(!mta_sts_pattern_match(pattern, "a.test"));
		return;
	}
	(void)snprintf(host, sizeof(host), "%s%.*s", wild ? "q" : "",
	    (int)(pattern->len - wild), pattern->text + wild);
	(void)snprintf(longer, sizeof(longer), "q.%s", host);
	must(mta_sts_pattern_match(pattern, host));
	must(!mta_sts_pattern_match(pattern, longer));
}

/* The same policy, written as RFC 8461 has it. */
static void
check_again(const struct mta_sts_policy *p)
{
	struct mta_sts_policy again;
	struct buf text = BUF_INIT;

	for (unsigned k = 0; k < MTA_STS_MX_KEY; k++)
		buf_printf(&text, "%s: %.*s\n",
		    mta_sts_key_text((enum mta_sts_key)k),
		    (int)p->keys[k].value.len, p->keys[k].value.text);
	for (size_t i = 0; i < p->n_mx; i++)
		if (p->mx[i].good)
			buf_printf(&text, "mx: %.*s\r\n",
			    (int)p->mx[i].pattern.len, p->mx[i].pattern.text);
	mta_sts_policy_parse(buf_text(&text), text.len, &again);
	must(again.cut ||
	     (mta_sts_policy_is_usable(&again) && again.n_notes_total == 0 &&
		 again.mode == p->mode && again.max_age == p->max_age));
	mta_sts_policy_fini(&again);
	buf_fini(&text);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct mta_sts_policy p;

	mta_sts_policy_parse(text, size, &p);
	must(p.cut == (size > MTA_STS_POLICY_MAX));
	check_notes(&p, text, size);
	check_keys(&p, text, size);
	for (size_t i = 0; i < p.n_mx; i++) {
		lies_within(&p.mx[i].pattern, text, size);
		must(p.mx[i].good == mta_sts_pattern_is_good(&p.mx[i].pattern));
		check_pattern(&p.mx[i].pattern);
	}
	if (mta_sts_policy_is_usable(&p))
		check_again(&p);
	mta_sts_policy_fini(&p);
	return 0;
}
