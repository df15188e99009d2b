/* SPDX-License-Identifier: BSD-2-Clause */
/* How long a CAA evaluation takes, on one core. */

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "caa/evaluate.h"
#include "caa/set.h"
#include "dns/answer.h"

#define BENCH_MS 500
#define BENCH_BATCH 1000

static const char *const issuers[] = {
    "ca.example", "pki.ca.example", "zca.test"};

/* n properties, every other of another tag; the one that authorizes sorts last,
 * so that all of them are looked at. */
static struct dns_answer *
bench_answer(unsigned n)
{
	struct dns_answer *answer =
	    dns_answer_new("mail.example", DNS_TYPE_CAA, DNS_RECORDS);

	for (unsigned i = 0; i < n; i++) {
		struct buf rdata = BUF_INIT;

		if (i + 1 == n)
			buf_put(&rdata, "\0\5issuezca.test", 15);
		else if (i % 2 == 0)
			buf_printf(&rdata, "%c\5issueca%u.example; a=1", 0, i);
		else
			buf_printf(
			    &rdata, "%c\5iodefmailto:%u@mail.example", 0, i);
		dns_answer_add_record(answer, rdata.data, rdata.len);
		buf_fini(&rdata);
	}
	return answer;
}

static void
bench_report(const char *what, unsigned n, uint64_t done, int64_t ms)
{
	(void)printf("%-16s %2u properties: %11.0f/s %8.1f ns each\n", what, n,
	    (double)done * 1000 / (double)ms, (double)ms * 1e6 / (double)done);
}

static int
bench_evaluate(
    const struct caa_set *set, const struct caa_request *req, unsigned n)
{
	int64_t started = clock_steady_ms(), ms;
	uint64_t done = 0;
	struct caa_result result;

	do {
		for (int i = 0; i < BENCH_BATCH; i++)
			caa_evaluate_set(set, req, &result);
		done += BENCH_BATCH;
		ms = clock_steady_ms() - started;
	} while (ms < BENCH_MS);
	bench_report("evaluate", n, done, ms);
	return result.verdict == CAA_PERMIT ? 0 : -1;
}

static int
bench_parse(
    struct dns_answer *answer, const struct caa_request *req, unsigned n)
{
	int64_t started = clock_steady_ms(), ms;
	uint64_t done = 0;
	struct caa_result result;

	do {
		for (int i = 0; i < BENCH_BATCH; i++) {
			struct caa_set *set = caa_set_new(answer);

			caa_evaluate_set(set, req, &result);
			caa_set_free(&set);
		}
		done += BENCH_BATCH;
		ms = clock_steady_ms() - started;
	} while (ms < BENCH_MS);
	bench_report("parse+evaluate", n, done, ms);
	return result.verdict == CAA_PERMIT ? 0 : -1;
}

int
main(void)
{
	static const unsigned sizes[] = {1, 5, 50};
	const struct caa_request req = {CAA_KIND_TLS, issuers, 3, NULL, NULL};
	int ret = 0;

	for (size_t i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
		struct dns_answer *answer = bench_answer(sizes[i]);
		struct caa_set *set = caa_set_new(answer);

		if (bench_evaluate(set, &req, sizes[i]) == -1 ||
		    bench_parse(answer, &req, sizes[i]) == -1)
			ret = 1;
		caa_set_free(&set);
		dns_answer_free(&answer);
	}
	return ret;
}
