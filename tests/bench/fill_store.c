/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Fill a store with fresh statuses, so that a benchmark needs no DNS:
 * fill_store FOLDER OCTETS N writes d0.bench.example, d1.bench.example, ...,
 * every eighth of them with a warning.
 */

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "gate/status.h"
#include "store/store.h"

#define FRESH_SECONDS 86400
#define WARNING_EVERY 8

static const char warning[] = "issue is not restricted";

static void
encode_status(unsigned long i, const char *domain, struct buf *out)
{
	int64_t now = clock_wall();
	struct status s = {
	    .checked = now,
	    .definite = now,
	    .fresh_until = now + FRESH_SECONDS,
	};

	if (i % WARNING_EVERY == 0) {
		s.n_findings = 1;
		s.findings[0].rule = RULE_CAA_07;
		s.findings[0].result = FINDING_FAIL;
		s.findings[0].severity = SEVERITY_WARN;
		s.findings[0].since = s.findings[0].seen = now;
		s.findings[0].subject = domain;
		s.findings[0].subject_len = strlen(domain);
		s.findings[0].text = warning;
		s.findings[0].text_len = strlen(warning);
	}
	buf_clear(out);
	status_encode(&s, out);
}

static int
fill(struct store *store, unsigned long n, struct error *err)
{
	struct buf status = BUF_INIT;
	char domain[64];
	int ret = 0;

	for (unsigned long i = 0; ret == 0 && i < n; i++) {
		(void)snprintf(domain, sizeof(domain), "d%lu.bench.example", i);
		encode_status(i, domain, &status);
		ret = store_write(store, STORE_STATUS, domain, strlen(domain),
		    status.data, status.len, err);
	}
	buf_fini(&status);
	return ret;
}

int
main(int argc, char **argv)
{
	struct store *store = NULL;
	struct error err;

	if (argc != 4) {
		(void)fprintf(stderr, "usage: fill_store FOLDER OCTETS N\n");
		return 64;
	}
	if (store_open(argv[1], strtoull(argv[2], NULL, 10), &store, &err) ==
		-1 ||
	    fill(store, strtoul(argv[3], NULL, 10), &err) == -1) {
		(void)fprintf(stderr, "fill_store: %s\n", err.text);
		store_close(&store);
		return 1;
	}
	store_close(&store);
	return 0;
}
