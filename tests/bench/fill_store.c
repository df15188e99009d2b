/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fill a store with statuses, so that a benchmark needs no DNS:
 * fill_store FOLDER OCTETS N [SECONDS] writes d0.bench.example,
 * d1.bench.example, ..., every eighth of them with a warning, each with the
 * record of its use.  They were verified SECONDS ago (0) and are fresh for an
 * hour after that.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "engine/ledger.h"
#include "gate/status.h"
#include "store/store.h"

#define FRESH_SECONDS 3600
#define WARNING_EVERY 8
#define CHANGE_DOMAINS 1000 /* written as one */

static const char warning[] = "issue is not restricted";

struct filling {
	unsigned long next, n;
	int64_t verified, used;
};

static void
encode_status(
    unsigned long i, const char *domain, int64_t verified, struct buf *out)
{
	struct status s = {
	    .checked = verified,
	    .definite = verified,
	    .fresh_until = verified + FRESH_SECONDS,
	};

	if (i % WARNING_EVERY == 0) {
		s.n_findings = 1;
		s.findings[0].rule = RULE_CAA_07;
		s.findings[0].result = FINDING_FAIL;
		s.findings[0].severity = SEVERITY_WARN;
		s.findings[0].since = s.findings[0].seen = verified;
		s.findings[0].subject = domain;
		s.findings[0].subject_len = strlen(domain);
		s.findings[0].text = warning;
		s.findings[0].text_len = strlen(warning);
	}
	status_encode(&s, out);
}

static void
write_domain(struct store_change *c, unsigned long i, const struct filling *f)
{
	struct buf status = BUF_INIT, use = BUF_INIT;
	char domain[64];
	size_t len;

	(void)snprintf(domain, sizeof(domain), "d%lu.bench.example", i);
	len = strlen(domain);
	encode_status(i, domain, f->verified, &status);
	use_encode(f->used, &use);
	store_change_write(
	    c, STORE_STATUS, domain, len, status.data, status.len);
	store_change_write(c, STORE_USE, domain, len, use.data, use.len);
	buf_fini(&status);
	buf_fini(&use);
}

static int
write_some(struct store_change *c, void *arg, struct error *err)
{
	const struct filling *f = arg;

	(void)err;
	for (unsigned long i = f->next;
	     i < f->n && i < f->next + CHANGE_DOMAINS; i++)
		write_domain(c, i, f);
	return 0;
}

static int
fill(struct store *store, struct filling *f, struct error *err)
{
	for (; f->next < f->n; f->next += CHANGE_DOMAINS)
		if (store_change(store, write_some, f, err) == -1)
			return -1;
	return 0;
}

int
main(int argc, char **argv)
{
	struct store *store = NULL;
	struct filling f = {.used = clock_wall()};
	struct error err;
	int failed;

	if (argc != 4 && argc != 5) {
		(void)fprintf(
		    stderr, "usage: fill_store FOLDER OCTETS N [SECONDS]\n");
		return 64;
	}
	f.n = strtoul(argv[3], NULL, 10);
	f.verified = f.used - (argc == 5 ? strtol(argv[4], NULL, 10) : 0);
	failed = store_open(argv[1], strtoull(argv[2], NULL, 10), &store,
		     &err) == -1 ||
		 fill(store, &f, &err) == -1;
	if (failed)
		(void)fprintf(stderr, "fill_store: %s\n", err.text);
	store_close(&store);
	return failed;
}
