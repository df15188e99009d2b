/* SPDX-License-Identifier: BSD-2-Clause */
/* The history: looks become items, items become octets and names keys. */

#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "history/codec.h"
#include "history/value.h"
#include "tests/unit/unit.h"

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))
#define HOUR 3600
#define DAY (24 * HOUR)
#define T0 INT64_C(1790000000)

/* A look: `a`, `b`, ... are values, `-` is absence, `!` a look that failed;
 * with a capital it is DNSSEC-validated; `1` is `a` for other people's mail. */
struct look {
	int64_t at; /* after T0 */
	char what;
};

static bool
observe(struct history_subject *s, const struct look *l)
{
	char value =
	    l->what >= 'A' && l->what <= 'Z' ? (char)(l->what + 32) : l->what;
	struct history_item seen = {.first = T0 + l->at,
	    .last = T0 + l->at,
	    .ttl = 300,
	    .flags = value != l->what ? HISTORY_AD : 0};

	if (l->what == '1') {
		value = 'a';
		seen.flags = HISTORY_OTHERS;
	}
	if (l->what == '!')
		seen.flags = HISTORY_ENDED;
	else if (l->what != '-') {
		seen.value = (uint8_t *)&value;
		seen.len = 1;
	}
	return history_observe(s, &seen);
}

/* `a 0..3600; b 7200..7200 ended`: what a subject holds. */
static void
told(const struct history_subject *s, struct buf *out)
{
	for (size_t i = 0; i < s->n; i++) {
		const struct history_item *item = &s->items[i];

		buf_printf(out, "%s%c %lld..%lld", i > 0 ? "; " : "",
		    item->len > 0 ? (int)item->value[0] : '-',
		    (long long)(item->first - T0),
		    (long long)(item->last - T0));
		if ((item->flags & HISTORY_AD) != 0)
			buf_puts(out, " ad");
		if ((item->flags & HISTORY_ENDED) != 0)
			buf_puts(out, " ended");
		if ((item->flags & HISTORY_HOLES) != 0)
			buf_puts(out, " holes");
		if ((item->flags & HISTORY_OTHERS) != 0)
			buf_puts(out, " others");
	}
}

static const struct {
	const char *name;
	enum history_kind kind;
	struct look looks[8];
	size_t n;
	const char *want;
	bool last_changes; /* so that it would be written */
} cases[] = {
    {"the first look begins an item", HISTORY_CAA, {{0, 'a'}}, 1, "a 0..0",
	true},
    {"what goes on is not written within the hour", HISTORY_CAA,
	{{0, 'a'}, {HOUR - 1, 'a'}}, 2, "a 0..0", false},
    {"after an hour it is", HISTORY_CAA, {{0, 'a'}, {HOUR, 'a'}}, 2,
	"a 0..3600", true},
    {"a change is written at once", HISTORY_CAA, {{0, 'a'}, {1, 'b'}}, 2,
	"a 0..0; b 1..1", true},
    {"absence is seen as records are", HISTORY_CAA,
	{{0, '-'}, {HOUR, '-'}, {HOUR + 1, 'a'}}, 3, "- 0..3600; a 3601..3601",
	true},
    {"what comes back is an item of its own", HISTORY_CAA,
	{{0, 'a'}, {10, 'b'}, {20, 'a'}}, 3, "a 0..0; b 10..10; a 20..20",
	true},
    {"after a gap nobody knows what there was", HISTORY_CAA,
	{{0, 'a'}, {8 * HOUR + 1, 'a'}}, 2, "a 0..0; a 28801..28801", true},
    {"a gap that is not too long goes on", HISTORY_CAA,
	{{0, 'a'}, {8 * HOUR, 'a'}}, 2, "a 0..28800", true},
    {"a failure ends what was seen", HISTORY_CAA,
	{{0, 'a'}, {HOUR, '!'}, {2 * HOUR, 'a'}}, 3,
	"a 0..0 ended; a 7200..7200", true},
    {"a second failure changes nothing", HISTORY_CAA,
	{{0, 'a'}, {HOUR, '!'}, {2 * HOUR, '!'}}, 3, "a 0..0 ended", false},
    {"a failure alone is nothing", HISTORY_CAA, {{0, '!'}}, 1, "", false},
    {"it is validated where it always was", HISTORY_CAA,
	{{0, 'A'}, {HOUR, 'A'}}, 2, "a 0..3600 ad", true},
    {"and not where it once was not", HISTORY_CAA,
	{{0, 'A'}, {10, 'a'}, {2 * HOUR, 'A'}}, 3, "a 0..7200", true},
    {"it is others' where it always was", HISTORY_CAA, {{0, '1'}, {HOUR, '1'}},
	2, "a 0..3600 others", true},
    {"and one's own as soon as it once was", HISTORY_CAA,
	{{0, '1'}, {10, 'a'}, {2 * HOUR, '1'}}, 3, "a 0..7200", true},
    {"which is written at once", HISTORY_CAA, {{0, '1'}, {10, 'a'}}, 2,
	"a 0..10", true},
    {"a clock that went back finds the item it is within", HISTORY_CAA,
	{{0, 'a'}, {2 * HOUR, 'a'}, {HOUR, 'a'}}, 3, "a 0..7200", false},
    {"a change by such a clock cuts what was said to go on", HISTORY_CAA,
	{{0, 'a'}, {2 * HOUR, 'a'}, {HOUR, 'b'}}, 3, "a 0..3600; b 3600..3600",
	true},
    {"a clock years back takes nothing away", HISTORY_CAA,
	{{0, 'a'}, {HOUR, 'a'}, {-3000 * DAY, 'a'}, {2 * HOUR, 'a'}}, 4,
	"a -259200000..-259200000; a 0..7200", true},
    {"a clock years ahead proves nothing of the years", HISTORY_CAA,
	{{0, 'a'}, {3000 * DAY, 'a'}, {HOUR, 'a'}}, 3,
	"a 0..3600; a 259200000..259200000", true},
    {"a failure within an item leaves a hole", HISTORY_CAA,
	{{0, 'a'}, {2 * HOUR, 'a'}, {HOUR, '!'}}, 3, "a 0..7200 holes", true},
    {"TLSA records are kept as CAA records are", HISTORY_TLSA,
	{{0, 'a'}, {9 * HOUR, 'a'}}, 2, "a 0..0; a 32400..32400", true},
    {"a policy lasts while none other is seen", HISTORY_POLICY,
	{{0, 'a'}, {9 * DAY, 'a'}, {9 * DAY + 1, 'b'}}, 3,
	"a 0..777600; b 777601..777601", true},
};

static void
looks_become_items(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(cases); i++) {
		struct history *h = history_new();
		struct history_subject *s =
		    history_subject(h, cases[i].kind, "a.test");
		struct buf text = BUF_INIT;
		bool changed = false;

		for (size_t k = 0; k < cases[i].n; k++)
			changed = observe(s, &cases[i].looks[k]);
		told(s, &text);
		if (strcmp(buf_text(&text), cases[i].want) != 0 ||
		    changed != cases[i].last_changes)
			fail_msg("%s: %s (%s)", cases[i].name, buf_text(&text),
			    changed ? "changed" : "unchanged");
		buf_fini(&text);
		history_free(&h);
	}
}

static struct history_item
certificate(int64_t at, uint8_t first, const char *issuer, struct buf *value)
{
	uint8_t sha256[HISTORY_HASH] = {first}, spki[HISTORY_HASH] = {9};
	struct history_cert cert = {.sha256 = sha256,
	    .spki = spki,
	    .issued = T0,
	    .not_before = T0,
	    .not_after = T0 + 90 * DAY,
	    .issuer = {issuer, strlen(issuer)},
	    .identifiers = {{"ca.test", 7}, {"ca.example", 10}},
	    .n_identifiers = 2};

	buf_clear(value);
	history_put_cert(&cert, value);
	return (struct history_item){.first = T0 + at,
	    .last = T0 + at,
	    .value = (uint8_t *)value->data,
	    .len = value->len};
}

/* Several servers behind a name present theirs by turns. */
static void
certificates_are_known_by_their_hash(void **state)
{
	static const struct {
		int64_t at;
		uint8_t which;
	} looks[] = {{0, 1}, {10, 2}, {HOUR, 1}, {HOUR + 10, 2}, {40 * DAY, 1}};
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CERT, "a.test");
	struct buf value = BUF_INIT;
	struct history_item item;
	struct history_cert cert;

	(void)state;
	for (size_t i = 0; i < LENGTH(looks); i++) {
		item = certificate(looks[i].at, looks[i].which, "CA", &value);
		assert_true(history_observe(s, &item));
	}
	assert_int_equal(s->n, 2);
	assert_int_equal(s->items[0].last, T0 + 40 * DAY);
	assert_int_equal(s->items[1].last, T0 + HOUR + 10);

	/* known better: the item says so, and its times stay */
	item = certificate(41 * DAY, 2, "Better CA", &value);
	assert_true(history_observe(s, &item));
	assert_int_equal(history_cert(&s->items[1], &cert), 0);
	assert_int_equal(cert.issuer.len, 9);
	assert_true(history_cert_is_of(&cert, "CA.Example", 10));
	assert_false(history_cert_is_of(&cert, "ca.exampl", 9));

	/* last seen by a clock that was ahead */
	item = certificate(2000 * DAY, 2, "Better CA", &value);
	assert_true(history_observe(s, &item));
	item = certificate(42 * DAY, 2, "Better CA", &value);
	assert_true(history_observe(s, &item));
	assert_int_equal(s->items[1].last, T0 + 42 * DAY);
	buf_fini(&value);
	history_free(&h);
}

static void
a_subject_is_bounded_and_its_oldest_goes(void **state)
{
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");

	(void)state;
	for (int i = 0; i < 3 * HISTORY_ITEMS_MAX; i++) {
		struct look l = {i * 10, i % 2 == 0 ? 'a' : 'b'};

		assert_true(observe(s, &l));
	}
	assert_int_equal(s->n, HISTORY_ITEMS_MAX);
	assert_int_equal(s->items[0].first, T0 + 2 * HISTORY_ITEMS_MAX * 10);
	history_free(&h);
}

static void
items_that_are_alike_are_joined_before_any_goes(void **state)
{
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");
	int64_t from, to;

	(void)state;
	for (int i = 0; i < HISTORY_ITEMS_MAX + 10; i++) {
		struct look l = {(int64_t)i * DAY, 'a'};

		assert_true(observe(s, &l));
	}
	assert_int_equal(s->n, HISTORY_ITEMS_MAX);
	assert_int_equal(s->items[0].first, T0);
	assert_int_equal(s->items[0].last, T0 + 10 * DAY);
	assert_true((s->items[0].flags & HISTORY_HOLES) != 0);
	assert_false(history_reach(s, 0, &from, &to));
	assert_true(history_reach(s, 1, &from, &to));
	history_free(&h);
}

static void
a_subject_is_bounded_in_octets_too(void **state)
{
	static uint8_t large[HISTORY_VALUE_MAX + 1];
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");
	struct history_item seen = {.last = T0, .value = large};

	(void)state;
	for (uint8_t i = 0; i < 10; i++) {
		large[0] = i;
		seen.last += 10;
		seen.len = HISTORY_VALUE_MAX;
		assert_true(history_observe(s, &seen));
		assert_true(history_size(s) <= HISTORY_SUBJECT_MAX);
	}
	assert_int_equal(s->items[s->n - 1].value[0], 9);

	/* what is too large to be kept ends what was there */
	seen.len = HISTORY_VALUE_MAX + 1;
	seen.last += 10;
	assert_true(history_observe(s, &seen));
	assert_true((s->items[s->n - 1].flags & HISTORY_ENDED) != 0);
	history_free(&h);
}

static const struct {
	const char *name;
	struct look looks[4];
	size_t n, item;
	int64_t from, to;
} reaches[] = {
    {"alone it reaches as far as it was seen", {{0, 'a'}, {HOUR, 'a'}}, 2, 0, 0,
	HOUR},
    {"up to the look that found another", {{0, 'a'}, {HOUR, 'b'}}, 2, 0, 0,
	HOUR},
    {"and from the last that did", {{0, 'a'}, {HOUR, 'b'}}, 2, 1, 0, HOUR},
    {"not over a gap", {{0, 'a'}, {9 * HOUR, 'b'}}, 2, 0, 0, 0},
    {"nor back over it", {{0, 'a'}, {9 * HOUR, 'b'}}, 2, 1, 9 * HOUR, 9 * HOUR},
    {"not over a failure", {{0, 'a'}, {10, '!'}, {HOUR, 'b'}}, 3, 0, 0, 0},
    {"nor back over it", {{0, 'a'}, {10, '!'}, {HOUR, 'b'}}, 3, 1, HOUR, HOUR},
};

static void
an_item_reaches_to_the_looks_round_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(reaches); i++) {
		struct history *h = history_new();
		struct history_subject *s =
		    history_subject(h, HISTORY_CAA, "a.test");
		int64_t from, to;

		for (size_t k = 0; k < reaches[i].n; k++)
			(void)observe(s, &reaches[i].looks[k]);
		assert_true(history_reach(s, reaches[i].item, &from, &to));
		if (from != T0 + reaches[i].from || to != T0 + reaches[i].to)
			fail_msg("%s: %lld..%lld", reaches[i].name,
			    (long long)(from - T0), (long long)(to - T0));
		history_free(&h);
	}
}

static void
what_is_older_is_trimmed(void **state)
{
	static const struct look looks[] = {
	    {0, 'a'}, {HOUR, 'a'}, {HOUR + 1, 'b'}, {3 * HOUR, 'c'}};
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");

	(void)state;
	assert_int_equal(history_newest(s), 0);
	for (size_t i = 0; i < LENGTH(looks); i++)
		(void)observe(s, &looks[i]);
	assert_int_equal(history_newest(s), T0 + 3 * HOUR);
	assert_int_equal(history_trim(s, T0 + HOUR, T0 + DAY), 0);
	assert_int_equal(history_trim(s, T0 + HOUR + 1, 0), 1);
	assert_int_equal(s->n, 2);
	assert_int_equal(history_trim(s, T0 + DAY, 0), 2);
	assert_int_equal(s->n, 0);
	history_free(&h);
}

static void
what_is_of_others_is_trimmed_by_a_time_of_its_own(void **state)
{
	static const struct look looks[] = {
	    {0, 'b'}, {HOUR, '1'}, {2 * HOUR, 'c'}};
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");

	(void)state;
	for (size_t i = 0; i < LENGTH(looks); i++)
		(void)observe(s, &looks[i]);
	assert_int_equal(history_trim(s, T0, T0 + DAY), 1);
	assert_int_equal(s->n, 2);
	assert_int_equal(s->items[0].value[0], 'b');
	assert_int_equal(s->items[1].value[0], 'c');
	history_free(&h);
}

/* Values of their kinds, as only those are read back. */
static void
fill(struct history_subject *s)
{
	struct dns_answer *a =
	    dns_answer_new("a.test", DNS_TYPE_CAA, DNS_RECORDS);
	struct history_item item = {.last = T0, .ttl = 7, .flags = HISTORY_AD};
	struct buf value = BUF_INIT;

	dns_answer_add_record(a, "\0\5issueb", 8);
	dns_answer_add_record(a, "\0\5issuea", 8);
	dns_answer_add_record(a, "\0\5issueb", 8);
	history_put_records(a, &value);
	dns_answer_free(&a);
	item.value = (uint8_t *)value.data;
	item.len = value.len;
	assert_true(history_observe(s, &item));
	item.last += 5;
	item.len = 0;
	assert_true(history_observe(s, &item));
	buf_fini(&value);
}

static void
a_subject_is_read_as_it_was_written(void **state)
{
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");
	struct history_subject *t = history_subject(h, HISTORY_CAA, "b.test");
	struct buf octets = BUF_INIT, again = BUF_INIT;
	struct dns_answer *a;

	(void)state;
	fill(s);
	history_encode(s, &octets);
	assert_int_equal(octets.len, history_size(s));
	assert_int_equal(history_decode(octets.data, octets.len, t), 0);
	history_encode(t, &again);
	assert_int_equal(again.len, octets.len);
	assert_memory_equal(again.data, octets.data, octets.len);

	/* sorted, and each once */
	a = history_answer(&t->items[0], "a.test", DNS_TYPE_CAA);
	assert_non_null(a);
	assert_int_equal(a->n_records, 2);
	assert_memory_equal(a->records[0].data, "\0\5issuea", 8);
	assert_true(a->ad);
	dns_answer_free(&a);
	a = history_answer(&t->items[1], "a.test", DNS_TYPE_CAA);
	assert_int_equal(a->status, DNS_NODATA);
	dns_answer_free(&a);

	/* cut anywhere it is damaged, and nothing has changed */
	for (size_t len = 0; len < octets.len; len++)
		assert_int_equal(history_decode(octets.data, len, t), -1);
	octets.data[0] = 2;
	assert_int_equal(history_decode(octets.data, octets.len, t), -1);
	assert_int_equal(t->n, 2);
	buf_fini(&octets);
	buf_fini(&again);
	history_free(&h);
}

static void
keys_stand_together_below_their_name(void **state)
{
	static const char *const names[] = {
	    "test", "a.test", "mx.a.test", "a-b.test", "aa.test", "a\\.b.test"};
	uint8_t below[HISTORY_KEY_MAX];
	size_t len = history_key_below("a.test", below);

	(void)state;
	for (size_t i = 0; i < LENGTH(names); i++) {
		uint8_t key[HISTORY_KEY_MAX];
		size_t n = history_key(HISTORY_CERT, names[i], key);
		char name[DNS_NAME_SIZE];
		enum history_kind kind;

		assert_true(n > 0);
		assert_int_equal(history_key_read(key, n, &kind, name), 0);
		assert_int_equal(kind, HISTORY_CERT);
		assert_string_equal(name, names[i]);
		assert_int_equal(n > len && memcmp(key, below, len) == 0,
		    dns_name_at_or_below(names[i], "a.test"));
	}
}

static void
other_octets_are_no_keys(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
	} none[] = {{"", 0}, {"\1", 1}, {"test\0", 5}, {"test\0\0", 6},
	    {"test\0\5", 6}, {"test\1", 5}, {"\0\1", 2}, {"a\0\0\1", 4}};
	char name[DNS_NAME_SIZE];
	enum history_kind kind;

	(void)state;
	for (size_t i = 0; i < LENGTH(none); i++)
		assert_int_equal(
		    history_key_read(none[i].octets, none[i].len, &kind, name),
		    -1);
}

static void
a_subject_is_found_by_kind_and_name(void **state)
{
	struct history *h = history_new();
	struct history_subject *s = history_subject(h, HISTORY_CAA, "a.test");

	(void)state;
	assert_ptr_equal(history_subject(h, HISTORY_CAA, "a.test"), s);
	assert_ptr_equal(history_find(h, HISTORY_CAA, "a.test"), s);
	assert_null(history_find(h, HISTORY_CERT, "a.test"));
	assert_null(history_find(h, HISTORY_CAA, "b.test"));
	assert_int_equal(h->n, 1);
	history_free(&h);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(looks_become_items),
	    cmocka_unit_test(certificates_are_known_by_their_hash),
	    cmocka_unit_test(a_subject_is_bounded_and_its_oldest_goes),
	    cmocka_unit_test(items_that_are_alike_are_joined_before_any_goes),
	    cmocka_unit_test(a_subject_is_bounded_in_octets_too),
	    cmocka_unit_test(an_item_reaches_to_the_looks_round_it),
	    cmocka_unit_test(what_is_older_is_trimmed),
	    cmocka_unit_test(what_is_of_others_is_trimmed_by_a_time_of_its_own),
	    cmocka_unit_test(a_subject_is_read_as_it_was_written),
	    cmocka_unit_test(keys_stand_together_below_their_name),
	    cmocka_unit_test(other_octets_are_no_keys),
	    cmocka_unit_test(a_subject_is_found_by_kind_and_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
