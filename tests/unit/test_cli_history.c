/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate history: what a store has of a name, for people and programs. */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "engine/history_store.h"
#include "history/value.h"
#include "store/store.h"
#include "tests/unit/clirun.h"
#include "tests/unit/unit_file.h"

#define THEN INT64_C(1795341600) /* 2026-11-22T10:00:00Z */
#define DAY INT64_C(86400)

static struct {
	char top[64];
	char *conf;
} world;

static void
put(struct history *h, enum history_kind kind, const char *name, int64_t when,
    struct buf *value)
{
	struct history_item item = {.first = when,
	    .last = when,
	    .ttl = kind <= HISTORY_TLSA ? 300 : 0,
	    .value = (uint8_t *)value->data,
	    .len = value->len};

	history_append(history_subject(h, kind, name), &item);
	buf_fini(value);
}

static void
put_caa(struct history *h, const char *name, const char *issuer, int64_t when)
{
	struct dns_answer *a = dns_answer_new(name, DNS_TYPE_CAA, DNS_RECORDS);
	struct buf rdata = BUF_INIT, value = BUF_INIT;

	buf_put(&rdata, "\0\5issue", 7);
	buf_puts(&rdata, issuer);
	dns_answer_add_record(a, rdata.data, rdata.len);
	history_put_records(a, &value);
	put(h, HISTORY_CAA, name, when, &value);
	buf_fini(&rdata);
	dns_answer_free(&a);
}

static void
put_more(struct history *h)
{
	static const uint8_t sha256[HISTORY_HASH] = {0xab, 0xcd};
	struct history_policy policy = {.mode = 2, .max_age = 86400, .id = "7"};
	struct history_cert cert = {.sha256 = sha256,
	    .spki = sha256,
	    .issued = THEN - DAY,
	    .not_before = THEN - DAY,
	    .not_after = THEN + 80 * DAY,
	    .issuer = {"A CA", 4},
	    .identifiers = {{"ca.test", 7}},
	    .n_identifiers = 1};
	struct buf value = BUF_INIT;

	history_put_cert(&cert, &value);
	put(h, HISTORY_CERT, "mx.a.test", THEN, &value);
	history_put_policy(&policy, &value);
	put(h, HISTORY_POLICY, "a.test", THEN, &value);
	put(h, HISTORY_CAA, "mx.a.test", THEN, &value); /* absence */
}

static int
change(struct store_change *c, void *arg, struct error *err)
{
	(void)err;
	history_store_write(c, arg);
	return 0;
}

static int
start(void **state)
{
	struct history *h = history_new();
	struct error err = {""};
	struct store *s = NULL;
	char text[256];

	(void)state;
	(void)snprintf(
	    world.top, sizeof(world.top), "/tmp/test_clihist.XXXXXX");
	assert_non_null(mkdtemp(world.top));
	(void)snprintf(text, sizeof(text),
	    "store: { path = \"%s\"; size = \"4M\"; };\n", world.top);
	world.conf = unit_file(text);
	if (store_open(world.top, 4 << 20, &s, &err) == -1)
		fail_msg("%s", err.text);
	put_caa(h, "a.test", "old.test", THEN - 3 * DAY);
	put_caa(h, "a.test", "new.test", THEN);
	put_caa(h, "test", "top.test", THEN);
	put_caa(h, "b.test", "other.test", THEN);
	put_more(h);
	assert_int_equal(store_change(s, change, h, &err), 0);
	history_free(&h);
	store_close(&s);
	return 0;
}

static int
stop(void **state)
{
	char path[96];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/data.mdb", world.top);
	(void)unlink(path);
	(void)snprintf(path, sizeof(path), "%s/lock.mdb", world.top);
	(void)unlink(path);
	(void)rmdir(world.top);
	unit_file_drop(world.conf);
	return 0;
}

static struct clirun
run(int code, const char *name, const char *option)
{
	const char *args[CLIRUN_ARGS] = {"history", "--config", world.conf};
	struct clirun r;
	size_t n = 3;

	if (name != NULL)
		args[n++] = name;
	if (option != NULL)
		args[n++] = option;
	r = clirun_bare(args);

	if (r.code != code)
		fail_msg("%d: %s%s", r.code, r.out, r.err);
	return r;
}

static void
people_read_what_was_seen_the_newest_first(void **state)
{
	static const char *const words[] = {"a.test: CAA records",
	    "2026-11-22T10:00:00Z  2026-11-22T10:00:00Z  0 issue \"new.test\" "
	    "(TTL 300)",
	    "2026-11-19T10:00:00Z  2026-11-19T10:00:00Z  0 issue \"old.test\"",
	    "a.test: MTA-STS policies", "id 7, mode enforce, max_age 86400",
	    "mx.a.test: no CAA records, from 2026-11-22T10:00:00Z to ",
	    "mx.a.test: certificates",
	    "A CA (ca.test), issued 2026-11-21, until 2027-02-10, SHA-256 "
	    "abcd000000000000...",
	    "test: CAA records", "0 issue \"top.test\""};
	struct clirun r = run(0, "a.test", NULL);
	const char *at = r.out;

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		const char *found = strstr(at, words[i]);

		if (found == NULL)
			fail_msg(
			    "%s: not in its place in\n%s", words[i], r.out);
		at = found;
	}
	assert_null(strstr(r.out, "other.test"));
	clirun_fini(&r);
}

static void
programs_get_the_same(void **state)
{
	struct clirun r = run(0, "mx.a.test", "--json");
	json_t *o = json_loads(r.out, 0, NULL), *list, *cert;

	(void)state;
	assert_non_null(o);
	assert_string_equal(
	    json_string_value(json_object_get(o, "name")), "mx.a.test");
	list = json_object_get(o, "history");
	/* its own two, and the CAA records of both names above */
	assert_int_equal(json_array_size(list), 4);
	cert = json_array_get(
	    json_object_get(json_array_get(list, 1), "items"), 0);
	assert_string_equal(
	    json_string_value(json_object_get(cert, "issuer")), "A CA");
	assert_string_equal(
	    json_string_value(json_object_get(cert, "state")), "identified");
	json_decref(o);
	clirun_fini(&r);
}

static void
a_name_of_which_nothing_was_seen_is_told(void **state)
{
	struct clirun r = run(3, "c.example", NULL);

	(void)state;
	assert_string_equal(r.out, "c.example: nothing was seen of it yet\n");
	clirun_fini(&r);
}

static void
wrong_use_is_told(void **state)
{
	struct clirun r = run(64, NULL, NULL);

	(void)state;
	clirun_fini(&r);
	r = run(64, "a..b", NULL);
	clirun_fini(&r);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(people_read_what_was_seen_the_newest_first),
	    cmocka_unit_test(programs_get_the_same),
	    cmocka_unit_test(a_name_of_which_nothing_was_seen_is_told),
	    cmocka_unit_test(wrong_use_is_told),
	};

	return cmocka_run_group_tests(tests, start, stop);
}
