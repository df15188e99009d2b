/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Other people's servers, by data: every case of tests/peers/cases.json is a
 * test of its own.  `test_peers WORD` runs those whose name has the word in it.
 */

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "cert/ca_table.h"
#include "dns/answer.h"
#include "peers/peers.h"
#include "tests/support/peers_json.h"
#include "tests/unit/rules_world.h"
#include "tests/unit/unit.h"
#include "verify/climb.h"
#include "verify/evidence.h"
#include "verify/judge.h"

static struct ca_table *table;

/* Evidence of EVIDENCE_PEERS unless the case says otherwise. */
static struct evidence *
case_evidence(const json_t *json)
{
	json_t *written = json_deep_copy(json_object_get(json, "evidence"));
	json_t *about = json_object_get(written, "about");
	struct evidence *e = NULL;
	struct error err = {""};

	if (about == NULL) {
		about = json_object();
		(void)json_object_set_new(written, "about", about);
	}
	if (json_object_get(about, "scope") == NULL)
		(void)json_object_set_new(about, "scope", json_string("peers"));
	if (rules_evidence(written, &e, &err) == -1 ||
	    (!json_is_true(json_object_get(json, "early")) &&
		rules_fill(e, &err) == -1))
		fail_msg("%s", err.text);
	json_decref(written);
	return e;
}

static void
case_judge(const json_t *json, const struct evidence *e, struct peers *out)
{
	const json_t *list = json_object_get(json, "internal");
	const char *internal[4];
	struct judge_context context = {.table = table};

	while (context.n_internal < json_array_size(list)) {
		assert_true(context.n_internal < 4);
		internal[context.n_internal] =
		    json_string_value(json_array_get(list, context.n_internal));
		context.n_internal++;
	}
	context.internal = internal;
	peers_judge(e, &context, out);
}

/* What is read back says the same, and is written the same again. */
static void
case_is_stored_as_it_is(const struct peers *p)
{
	struct buf octets = BUF_INIT, again = BUF_INIT, why = BUF_INIT;
	json_t *before = peers_to_json(p), *after;
	struct peers back;

	peers_encode(p, &octets);
	assert_int_equal(peers_decode(octets.data, octets.len, &back), 0);
	after = peers_to_json(&back);
	json_tell_differences(before, after, &why);
	assert_string_equal(buf_text(&why), "");
	peers_encode(&back, &again);
	assert_int_equal(again.len, octets.len);
	assert_memory_equal(again.data, octets.data, octets.len);
	json_decref(before);
	json_decref(after);
	peers_fini(&back);
	buf_fini(&octets);
	buf_fini(&again);
	buf_fini(&why);
}

/* The climb of the record stands where that of the evidence does. */
static void
case_keeps_the_climb(const struct evidence *e, const struct peers *p)
{
	struct caa_climb *a = judge_climb(e, evidence_domain(e));
	struct caa_climb *b = peers_climb(evidence_domain(e), p);

	assert_int_equal(caa_climb_outcome(a), caa_climb_outcome(b));
	if (caa_climb_name(a) != NULL)
		assert_string_equal(caa_climb_name(a), caa_climb_name(b));
	if (caa_climb_set(a) != NULL)
		assert_int_equal(
		    caa_climb_set(a)->n_entries, caa_climb_set(b)->n_entries);
	caa_climb_free(&a);
	caa_climb_free(&b);
}

static void
case_holds(void **state)
{
	const json_t *json = *state;
	struct evidence *e = case_evidence(json);
	struct buf why = BUF_INIT;
	struct peers p;
	json_t *found;

	case_judge(json, e, &p);
	found = peers_to_json(&p);
	json_tell_differences(json_object_get(json, "expect"), found, &why);
	if (why.len > 0) {
		char *all = json_dumps(found, JSON_INDENT(2));

		(void)fprintf(stderr, "%s\n%s\n", all, why.data);
		free(all);
	}
	assert_int_equal(why.len, 0);
	case_is_stored_as_it_is(&p);
	case_keeps_the_climb(e, &p);
	json_decref(found);
	buf_fini(&why);
	peers_fini(&p);
	evidence_free(&e);
}

static struct dns_answer *
many_records(size_t n)
{
	struct dns_answer *a =
	    dns_answer_new("good.test", DNS_TYPE_CAA, DNS_RECORDS);

	for (size_t i = 0; i < n; i++) {
		char rdata[32];
		int len = snprintf(
		    rdata, sizeof(rdata), "%c%cissueca%zu.test", 0, 5, i);

		dns_answer_add_record(a, rdata, (size_t)len);
	}
	return a;
}

static void
too_many_caa_records_are_as_good_as_none_known(void **state)
{
	const size_t counts[] = {
	    PEERS_CAA_RECORDS_MAX, PEERS_CAA_RECORDS_MAX + 1};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct evidence *e = evidence_new("good.test", 1000000, NULL);
		struct judge_context context = {.table = table};
		struct dns_answer *a = many_records(counts[i]);
		struct caa_climb *climb;
		struct peers p;

		evidence_put(e, a);
		peers_judge(e, &context, &p);
		assert_int_equal(
		    p.caa, i == 0 ? CAA_CLIMB_FOUND : CAA_CLIMB_FAILED);
		case_is_stored_as_it_is(&p);
		climb = peers_climb("good.test", &p);
		assert_int_equal(caa_climb_outcome(climb), p.caa);
		caa_climb_free(&climb);
		dns_answer_free(&a);
		peers_fini(&p);
		evidence_free(&e);
	}
}

static void
the_climb_of_another_domain_stays_open(void **state)
{
	struct evidence *e = evidence_new("good.test", 1000000, NULL);
	struct judge_context context = {.table = table};
	struct dns_answer *a = many_records(1);
	struct caa_climb *climb;
	struct peers p;

	(void)state;
	evidence_put(e, a);
	peers_judge(e, &context, &p);
	climb = peers_climb("other.test", &p);
	assert_int_equal(caa_climb_outcome(climb), CAA_CLIMB_OPEN);
	caa_climb_free(&climb);
	dns_answer_free(&a);
	peers_fini(&p);
	evidence_free(&e);
}

static void
damaged_octets_leave_the_record_untouched(void **state)
{
	struct evidence *e = evidence_new("good.test", 1000000, NULL);
	struct judge_context context = {.table = table};
	struct dns_answer *a = many_records(2);
	struct buf octets = BUF_INIT;
	struct peers p, out = {.checked = 42};

	(void)state;
	evidence_put(e, a);
	peers_judge(e, &context, &p);
	peers_encode(&p, &octets);
	for (size_t len = 0; len < octets.len; len++)
		assert_int_equal(peers_decode(octets.data, len, &out), -1);
	buf_u8(&octets, 0);
	assert_int_equal(peers_decode(octets.data, octets.len, &out), -1);
	octets.data[0] = PEERS_VERSION + 1;
	assert_int_equal(peers_decode(octets.data, octets.len - 1, &out), -1);
	assert_int_equal(out.checked, 42);
	buf_fini(&octets);
	dns_answer_free(&a);
	peers_fini(&p);
	evidence_free(&e);
}

/* In the order of the header, from the gravest. */
static void
the_gravest_host_speaks_for_the_domain(void **state)
{
	static const enum live_verdict order[] = {LIVE_INCONSISTENT_AT_ISSUANCE,
	    LIVE_INCONSISTENT_NOW, LIVE_UNKNOWN_DNS, LIVE_UNKNOWN_ISSUER,
	    LIVE_CONSISTENT_WEAK, LIVE_CONSISTENT, LIVE_NO_POLICY,
	    LIVE_NOT_APPLICABLE};
	const size_t n = sizeof(order) / sizeof(order[0]);

	(void)state;
	for (size_t i = 0; i < n; i++)
		for (size_t k = i; k < n; k++) {
			struct peers p = {.n_hosts = 2};

			p.hosts[0].host_verdict = order[k];
			p.hosts[1].host_verdict = order[i];
			assert_int_equal(peers_verdict(&p), order[i]);
		}
}

static int
run(json_t *root, const char *word)
{
	static const struct CMUnitTest others[] = {
	    cmocka_unit_test(too_many_caa_records_are_as_good_as_none_known),
	    cmocka_unit_test(the_climb_of_another_domain_stays_open),
	    cmocka_unit_test(damaged_octets_leave_the_record_untouched),
	    cmocka_unit_test(the_gravest_host_speaks_for_the_domain),
	};
	const size_t n_others = sizeof(others) / sizeof(others[0]);
	const json_t *cases = json_object_get(root, "cases");
	struct CMUnitTest *tests =
	    mem_array(json_array_size(cases) + n_others, sizeof(tests[0]));
	size_t n = 0;
	int ret;

	for (size_t i = 0; i < json_array_size(cases); i++) {
		json_t *item = json_array_get(cases, i);
		const char *name =
		    json_string_value(json_object_get(item, "name"));

		if (word == NULL || strstr(name, word) != NULL)
			tests[n++] = (struct CMUnitTest){
			    name, case_holds, NULL, NULL, item};
	}
	for (size_t i = 0; word == NULL && i < n_others; i++)
		tests[n++] = others[i];
	/* the macro counts the elements of an array that it sees whole */
	ret = _cmocka_run_group_tests("peers", tests, n, NULL, NULL);
	free(tests);
	return ret;
}

int
main(int argc, char **argv)
{
	char *path = rules_path("../peers/cases.json");
	char *csv = rules_path("ca-identifiers.csv");
	struct error err = {""};
	json_error_t why;
	json_t *root = json_load_file(path, JSON_REJECT_DUPLICATES, &why);
	int ret = 1;

	if (root == NULL)
		(void)fprintf(stderr, "%s:%d: %s\n", path, why.line, why.text);
	else if (ca_table_load(csv, &table, &err) == -1)
		(void)fprintf(stderr, "%s\n", err.text);
	else
		ret = run(root, argc > 1 ? argv[1] : NULL);
	ca_table_free(&table);
	json_decref(root);
	free(csv);
	free(path);
	return ret;
}
