/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM selectors that outgoing mail was signed with. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "engine/selectors_kept.h"
#include "store/store.h"
#include "verify/about.h"

#define NOW INT64_C(1800000000)

static char folder[] = "/tmp/caagate-selectors-XXXXXX";
static struct store *store;
static struct store_reader *reader;

static int
open_store(void **state)
{
	struct error err = {""};

	(void)state;
	if (mkdtemp(folder) == NULL ||
	    store_open(folder, 1 << 20, &store, &err) == -1 ||
	    store_reader_new(store, &reader, &err) == -1)
		return -1;
	return 0;
}

static int
close_store(void **state)
{
	char command[128];

	(void)state;
	store_reader_free(&reader);
	store_close(&store);
	(void)snprintf(command, sizeof(command), "rm -r %s", folder);
	return system(command);
}

static void
note_kind(
    const char *domain, enum selectors_kind kind, const char *name, int64_t now)
{
	struct error err = {""};

	if (selectors_note(store, domain, kind, name, now, &err) == -1)
		fail_msg("%s", err.text);
}

static void
note(const char *domain, const char *selector, int64_t now)
{
	note_kind(domain, SELECTORS_OWN, selector, now);
}

static void
what_was_seen_is_told_once_and_of_its_domain_only(void **state)
{
	struct evidence_about about;

	(void)state;
	note("one.test", "s1", NOW);
	note("one.test", "s2", NOW);
	note("one.test", "s1", NOW + 60);
	about_init(&about);
	about_add_selector(&about, "s2", NULL, 0);
	selectors_tell(reader, "one.test", NOW + 60, &about);
	assert_int_equal(about.n_selectors, 2);
	assert_string_equal(about.selectors[1].name, "s1");
	assert_false(about.selectors[0].seen);
	assert_true(about.selectors[1].seen);
	selectors_tell(reader, "two.test", NOW, &about);
	assert_int_equal(about.n_selectors, 2);
	about_fini(&about);
}

static void
one_that_is_not_used_any_more_is_forgotten(void **state)
{
	struct evidence_about about;

	(void)state;
	note("old.test", "gone", NOW);
	note("old.test", "used", NOW + SELECTORS_KEPT_SECONDS);
	about_init(&about);
	selectors_tell(
	    reader, "old.test", NOW + SELECTORS_KEPT_SECONDS + 1, &about);
	assert_int_equal(about.n_selectors, 1);
	assert_string_equal(about.selectors[0].name, "used");
	about_fini(&about);
}

static void
the_one_longest_unseen_makes_room(void **state)
{
	struct evidence_about about;
	char name[16];

	(void)state;
	for (int i = 0; i < SELECTORS_MAX + 1; i++) {
		(void)snprintf(name, sizeof(name), "s%d", i);
		note("many.test", name, NOW + i);
	}
	about_init(&about);
	about_add_selector(&about, "named", NULL, 0);
	selectors_tell(reader, "many.test", NOW + 100, &about);
	assert_int_equal(about.n_selectors, 1 + SELECTORS_MAX);
	assert_string_equal(about.selectors[0].name, "named");
	for (size_t i = 0; i < about.n_selectors; i++)
		assert_string_not_equal(about.selectors[i].name, "s0");
	about_fini(&about);
}

static void
who_signed_is_told_the_domain_itself_first(void **state)
{
	struct evidence_about about;

	(void)state;
	note_kind("signed.test", SELECTORS_SIGNERS, "esp.test", NOW);
	note_kind("signed.test", SELECTORS_SIGNERS, "old.test", NOW - 60);
	about_init(&about);
	selectors_tell(
	    reader, "signed.test", NOW + SELECTORS_KEPT_SECONDS - 59, &about);
	assert_int_equal(about.n_selectors, 0);
	assert_int_equal(about.signers.n, 1);
	assert_string_equal(about.signers.list[0], "esp.test");
	about_fini(&about);
	note("signed.test", "s1", NOW);
	about_init(&about);
	selectors_tell(reader, "signed.test", NOW, &about);
	assert_int_equal(about.n_selectors, 1);
	assert_int_equal(about.signers.n, 3);
	assert_string_equal(about.signers.list[0], "signed.test");
	about_fini(&about);
}

/* Neither kind takes the other's room. */
static void
a_flood_of_signers_displaces_no_selector(void **state)
{
	struct evidence_about about;
	char name[16];

	(void)state;
	note("flood.test", "s1", NOW);
	for (int i = 0; i < 3 * SELECTORS_MAX; i++) {
		(void)snprintf(name, sizeof(name), "d%d.test", i);
		note_kind("flood.test", SELECTORS_SIGNERS, name, NOW + i);
	}
	about_init(&about);
	selectors_tell(reader, "flood.test", NOW + 100, &about);
	assert_int_equal(about.n_selectors, 1);
	assert_int_equal(about.signers.n, 1 + SELECTORS_MAX);
	about_fini(&about);
}

static void
what_is_damaged_ends_it(void **state)
{
#define SEEN "\0\0\0\0\x6b\x49\xd2\0" /* NOW */
#define GOOD "\0" SEEN "\0\1s"
	static const struct {
		const char *what, *octets;
		size_t len, selectors;
	} cases[] = {
#define CASE(what, octets, n) {what, octets, sizeof(octets) - 1, n}
	    CASE("good", "\2" GOOD, 1),
	    CASE("another version", "\1" GOOD, 0),
	    CASE("nothing", "", 0),
	    CASE("another kind", "\2" GOOD "\2" SEEN "\0\1x", 1),
	    CASE("a name that is none", "\2" GOOD "\0" SEEN "\0\2a ", 1),
	    CASE("a capital", "\2" GOOD "\0" SEEN "\0\1A", 1),
	    CASE("a NUL", "\2" GOOD "\0" SEEN "\0\2b\0", 1),
	    CASE("no name", "\2" GOOD "\0" SEEN "\0\0", 1),
	    CASE("cut short", "\2" GOOD "\0" SEEN "\0\2c", 1),
	    CASE("a time before all", "\2\0\x80\0\0\0\0\0\0\0\0\1s", 0),
	    CASE("twice", "\2" GOOD GOOD, 1),
#undef CASE
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct selectors_kept kept;

		selectors_decode(cases[i].octets, cases[i].len, NOW, &kept);
		if (kept.of[SELECTORS_OWN].n != cases[i].selectors ||
		    kept.of[SELECTORS_SIGNERS].n != 0)
			fail_msg(
			    "%s: %zu", cases[i].what, kept.of[SELECTORS_OWN].n);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_was_seen_is_told_once_and_of_its_domain_only),
	    cmocka_unit_test(one_that_is_not_used_any_more_is_forgotten),
	    cmocka_unit_test(the_one_longest_unseen_makes_room),
	    cmocka_unit_test(who_signed_is_told_the_domain_itself_first),
	    cmocka_unit_test(a_flood_of_signers_displaces_no_selector),
	    cmocka_unit_test(what_is_damaged_ends_it),
	};

	return cmocka_run_group_tests(tests, open_store, close_store);
}
