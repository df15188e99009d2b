/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence from anybody: refused with its path, or the same when saved and
 * loaded again, and judged without harm. */

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"
#include "verify/finding.h"
#include "verify/judge.h"
#include "verify/plan.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
want(bool holds)
{
	if (!holds)
		abort();
}

static void
on_ask(void *arg, const char *name, uint16_t type)
{
	want(evidence_answer(arg, name, type) == NULL);
}

static void
on_probe(void *arg, const struct probe_target *target, const char *address)
{
	want(evidence_probe(arg, target, address) == NULL);
}

static void
check_judged(struct evidence *e)
{
	const struct judge_context context = {.controls = NULL};
	const struct plan plan = {e, on_ask, on_probe, e};
	struct findings findings = {NULL, 0};

	plan_all(&plan);
	judge(e, &context, &findings);
	for (size_t i = 0; i < findings.n; i++)
		for (const char *c = findings.list[i].text; *c != '\0'; c++)
			want(*c >= ' ' && *c <= '~');
	findings_fini(&findings);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct evidence *e = NULL, *again = NULL;
	struct error err = {""};
	json_t *first, *second;

	if (evidence_read("f", (const char *)data, size, &e, &err) == -1) {
		want(e == NULL && strncmp(err.text, "f:", 2) == 0);
		return 0;
	}
	first = evidence_to_json(e);
	want(evidence_from_json(first, &again, &err) == 0);
	second = evidence_to_json(again);
	want(json_equal(first, second));
	json_decref(first);
	json_decref(second);
	check_judged(e);
	evidence_free(&e);
	evidence_free(&again);
	return 0;
}
