/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPF over a tree of records: each line is a record, and the name that is
 * asked chooses which.  Look-ups are bounded, both walks end, and an answer
 * that is missing decides nothing.
 */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "records/spf_walk.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LINES_MAX 16
#define ANSWERS_MAX 4096
#define COUNT_ASKS_MAX (1 + 2 * SPF_COUNT_MAX)
/* a term asks a record, or MX and ten hosts, or PTR and ten names */
#define CHECK_ASKS_MAX (1 + (SPF_LOOKUPS_MAX + 1) * (1 + SPF_MX_MAX))

struct world {
	const uint8_t *lines[LINES_MAX];
	size_t lens[LINES_MAX];
	size_t n_lines;
	uint8_t seed;
	struct dns_answer *answers[ANSWERS_MAX];
	size_t n_answers;
	size_t n_asked;
	bool was_missing;
};

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static unsigned
hash(const struct world *w, const char *name, uint16_t type)
{
	unsigned h = 2166136261u ^ w->seed ^ type;

	for (; *name != '\0'; name++)
		h = (h ^ (uint8_t)*name) * 16777619u;
	return h ^ h >> 13;
}

static void
add_txt(const struct world *w, struct dns_answer *a, unsigned h)
{
	struct buf rdata = BUF_INIT;
	size_t i = h / 8 % w->n_lines, at = 0;

	do {
		size_t n = w->lens[i] - at < 255 ? w->lens[i] - at : 255;

		buf_u8(&rdata, (uint8_t)n);
		buf_put(&rdata, w->lines[i] + at, n);
		at += n;
	} while (at < w->lens[i]);
	dns_answer_add_record(a, buf_text(&rdata), rdata.len);
	buf_fini(&rdata);
}

static void
add_records(const struct world *w, struct dns_answer *a, unsigned h)
{
	static const uint8_t address[16] = {192, 0, 2, 1};
	uint8_t mx[] = {0, 10, 1, 'a', 4, 't', 'e', 's', 't', 0};

	if (a->type == DNS_TYPE_TXT)
		add_txt(w, a, h);
	else if (a->type == DNS_TYPE_MX || a->type == DNS_TYPE_PTR)
		for (unsigned i = 0; i < h / 8 % 13; i++) {
			size_t skip = a->type == DNS_TYPE_PTR ? 2 : 0;

			mx[3] = (uint8_t)('a' + i);
			dns_answer_add_record(a, mx + skip, sizeof(mx) - skip);
		}
	else
		dns_answer_add_record(
		    a, address, a->type == DNS_TYPE_A ? 4 : 16);
	if (a->n_records == 0)
		a->status = DNS_NODATA;
}

static const struct dns_answer *
lookup(void *arg, const char *name, uint16_t type)
{
	struct world *w = arg;
	unsigned h = hash(w, name, type);
	struct dns_answer *a;

	w->n_asked++;
	must(w->n_answers < ANSWERS_MAX);
	if (h % 8 == 0 && w->seed % 2 == 0) {
		w->was_missing = true;
		return NULL;
	}
	a = dns_answer_new(name, type,
	    h % 8 == 1   ? DNS_FAILED
	    : h % 8 == 2 ? DNS_NXDOMAIN
			 : DNS_RECORDS);
	if (a->status == DNS_RECORDS)
		add_records(w, a, h);
	w->answers[w->n_answers++] = a;
	return a;
}

static void
cut(struct world *w, const uint8_t *data, size_t size)
{
	while (size > 0 && w->n_lines < LINES_MAX) {
		const uint8_t *end = memchr(data, '\n', size);
		size_t len = end != NULL ? (size_t)(end - data) : size;

		w->lines[w->n_lines] = data;
		w->lens[w->n_lines++] = len;
		len += end != NULL;
		data += len;
		size -= len;
	}
}

static void
count(struct world *w, const struct spf_source *source)
{
	const struct spf_identity nobody = {.address = NULL};
	struct spf_tally t;

	spf_count(source, "x.test", &nobody, &t);
	must(w->n_asked <= COUNT_ASKS_MAX);
	must(t.terms <= SPF_COUNT_MAX && t.voids <= t.terms);
	must(t.n_notes <= SPF_NOTES_MAX);
	must(t.pending == w->was_missing);
	spf_tally_fini(&t);
}

static void
check(struct world *w, const struct spf_source *source, const char *address)
{
	const struct spf_identity who = {.address = address};
	struct spf_verdict v;

	w->n_asked = 0;
	w->was_missing = false;
	spf_check(source, "x.test", &who, &v);
	must(w->n_asked <= CHECK_ASKS_MAX);
	must(v.terms <= SPF_LOOKUPS_MAX + 1);
	must((v.result == SPF_PENDING) == w->was_missing);
	must(v.result == SPF_PENDING || v.decided[0] != '\0');
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct world w = {.n_lines = 0};
	const struct spf_source source = {lookup, &w};

	if (size < 2)
		return 0;
	w.seed = data[0];
	cut(&w, data + 1, size - 1);
	count(&w, &source);
	check(&w, &source, "192.0.2.1");
	check(&w, &source, "2001:db8::1");
	for (size_t i = 0; i < w.n_answers; i++)
		dns_answer_free(&w.answers[i]);
	return 0;
}
