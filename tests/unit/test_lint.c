/* SPDX-License-Identifier: BSD-2-Clause */
/* What operators type: what caa/lint.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "caa/lint.h"

static bool
recognises(const void *arg, const char *identifier)
{
	(void)arg;
	return strcmp(identifier, "letsencrypt.org") == 0 ||
	       strcmp(identifier, "digicert.com") == 0 ||
	       strcmp(identifier, "xn--caf-dma.example") == 0 ||
	       strcmp(identifier, "ca.example") == 0;
}

static const char *
nearest(const void *arg, const char *identifier)
{
	(void)arg;
	return strcmp(identifier, "letsecrypt.org") == 0 ? "letsencrypt.org"
							 : NULL;
}

static const struct caa_lint_cas cas = {recognises, nearest, NULL};

/* `id id ...` of the notes. */
static char *
ids(const struct caa_lint *lint)
{
	struct buf text = BUF_INIT;

	for (size_t i = 0; i < lint->n_notes; i++)
		buf_printf(&text, "%s%s", i > 0 ? " " : "",
		    caa_lint_id_text(lint->notes[i].id));
	return buf_steal(&text);
}

/* The first note that has a record which mends it, or NULL. */
static const struct caa_lint_note *
mendable(const struct caa_lint *lint)
{
	for (size_t i = 0; i < lint->n_notes; i++)
		if (lint->notes[i].fix != NULL)
			return &lint->notes[i];
	return NULL;
}

static const char *
first_fix(const struct caa_lint *lint)
{
	const struct caa_lint_note *note = mendable(lint);

	return note != NULL ? note->fix : "";
}

#define LE "0 issue \"letsencrypt.org\""

/* Text that is no RDATA; changes 0: it can't be repaired. */
static const struct {
	const char *text;
	size_t changes;
	const char *canonical;
} repairs[] = {
    {"0 issue \"\"letsencrypt.org\"\"", 1, LE},
    {"\"0 issue letsencrypt.org\"", 1, LE},
    {"'0 issue \"letsencrypt.org\"'", 1, LE},
    {"\"0 issue \\\"letsencrypt.org\\\"\"", 1, LE},
    {"\"0 issue \"letsencrypt.org\"\"", 1, LE},
    {"0 issue \"letsencrypt.org", 1, LE},
    {"0 issue letsencrypt.org\"", 1, LE},
    {"0\xc2\xa0issue\xc2\xa0\xe2\x80\x9cletsencrypt.org\xe2\x80\x9d", 1, LE},
    {"example.org. 3600 IN CAA 0 issue \"letsencrypt.org\"", 1, LE},
    {"example.org.\t3600\tIN\tCAA\t0 issue \"letsencrypt.org\"", 1, LE},
    {"IN CAA 0 issue letsencrypt.org", 1, LE},
    {"example.org. CAA 0 issue \"letsencrypt.org\"", 1, LE},
    {"example.org. 0 issue \"letsencrypt.org\"", 1, LE},
    {"@ 0 issue letsencrypt.org", 1, LE},
    {"example.org. 300 IN TYPE257 \\# 8 00056973737565"
     "3b",
	1, "0 issue \";\""},
    {"example.org. CAA \"0 issue letsencrypt.org\"", 2, LE},
    {"{\"flags\": 0, \"tag\": \"issue\", \"value\": \"letsencrypt.org\"}", 1,
	LE},
    {"{\"type\":\"CAA\",\"data\":{\"flags\":\"128\",\"tag\":\"iodef\","
     "\"value\":\"mailto:a@b\"}}",
	1, "128 iodef \"mailto:a@b\""},
    {"0,issue,\"letsencrypt.org\"", 1, LE},
    {"[0, \"issue\", \"letsencrypt.org\"]", 1, LE},
    {"\"0\" \"issue\" \"letsencrypt.org\"", 1, LE},
    {"issue \"letsencrypt.org\"", 1, LE},
    {"0 issue-mail \"letsencrypt.org\"", 1, "0 issuemail \"letsencrypt.org\""},
    {"0 issue_wild: letsencrypt.org", 1, "0 issuewild \"letsencrypt.org\""},
    {"0 issue ;", 1, "0 issue \";\""},
    {"0 issue letsencrypt.org\\; a=1", 1, "0 issue \"letsencrypt.org; a=1\""},
    {"issue letsencrypt.org; a=1 b", 2, NULL},
    {"", 0, NULL},
    {"nonsense", 0, NULL},
    {"0 issue \"a\" \"b\"", 0, NULL},
    {"256 issue \"a\"", 0, NULL},
    {"example.org. CAA 256 issue \"a\"", 0, NULL},
    {"0 issue a\n0 issue b", 0, NULL},
    {"{\"tag\": 1}", 0, NULL},
};

static void
what_is_no_rdata_is_repaired_or_left(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(repairs) / sizeof(repairs[0]); i++) {
		const char *text = repairs[i].text;
		const char *reason;
		struct caa_lint lint;
		struct error err;
		struct buf wire = BUF_INIT;

		assert_int_equal(
		    caa_text_parse(text, strlen(text), &wire, &reason, &err),
		    -1);
		caa_lint(text, strlen(text), &cas, &lint);
		assert_false(lint.ok);
		assert_string_equal(lint.reason, reason);
		assert_string_equal(lint.error, err.text);
		if (repairs[i].changes == 0 &&
		    (lint.readable || lint.n_changes > 0))
			fail_msg("%s was changed", text);
		if (repairs[i].canonical != NULL &&
		    (!lint.readable || lint.n_changes != repairs[i].changes ||
			strcmp(lint.canonical, repairs[i].canonical) != 0))
			fail_msg("%s became %s in %zu", text,
			    lint.readable ? lint.canonical : "nothing",
			    lint.n_changes);
		caa_lint_fini(&lint);
	}
}

/* RDATA that says what was not meant. */
static const struct {
	const char *text;
	const char *ids;
	const char *fix; /* the first one */
} warnings[] = {
    {"0 issue \"letsencrypt.org\"", "", ""},
    {"128 issue \"letsencrypt.org\"", "", ""},
    {"0 issue \";\"", "", ""},
    {"0 issue \"letsencrypt.org; validationmethods=dns-01,ca-x; "
     "accounturi=https://ca.example/1\"",
	"", ""},
    {"1 issue \"letsencrypt.org\"", "reserved-flags", LE},
    {"129 issue \"letsencrypt.org\"", "reserved-flags",
	"128 issue \"letsencrypt.org\""},
    {"0 isuse \"letsencrypt.org\"", "tag-misspelt", LE},
    {"0 issuewld \"letsencrypt.org\"", "tag-misspelt",
	"0 issuewild \"letsencrypt.org\""},
    {"0 auth \"x\"", "tag-reserved", ""},
    {"128 policy \"x\"", "tag-reserved critical-unknown", "0 policy \"x\""},
    {"0 tbs \"x\"", "tag-unknown", ""},
    {"128 isue \"ca.example\"", "tag-misspelt critical-unknown",
	"128 issue \"ca.example\""},
    {"0 ISSUE \"letsencrypt.org\"", "tag-case", LE},
    {"0 issue letsencrypt.org; accounturi=https://ca.example/1", "comment-cut",
	"0 issue \"letsencrypt.org; accounturi=https://ca.example/1\""},
    {"0 issue letsencrypt.org ; the free one", "", ""},
    {"0 issue \xe2\x80\x9c"
     "ca.example; a=1\xe2\x80\x9d",
	"comment-cut value-malformed issuer-quoted",
	"0 issue \"ca.example; a=1\""},
    {"0 issue \" letsencrypt.org\"", "value-blanks", LE},
    {"0 issue \"letsencrypt.org\\009;a=1\"", "value-blanks",
	"0 issue \"letsencrypt.org ;a=1\""},
    {"0 issue \"; a=1\"", "issuer-missing", ""},
    {"0 issue 'letsencrypt.org'", "value-malformed issuer-quoted", LE},
    {"0 issue \"\\\"letsencrypt.org\\\"\"", "value-malformed issuer-quoted",
	LE},
    {"0 issue \xe2\x80\x9cletsencrypt.org\xe2\x80\x9d",
	"value-malformed issuer-quoted", LE},
    {"0 issue \"https://letsencrypt.org/\"", "value-malformed issuer-url", LE},
    {"0 issue \"letsencrypt.org:443\"", "value-malformed issuer-url", LE},
    {"0 issue \"ca@letsencrypt.org\"", "value-malformed issuer-at", LE},
    {"0 issue \"mailto:ca@letsencrypt.org\"", "value-malformed issuer-at", LE},
    {"0 issue \"*.letsencrypt.org\"", "value-malformed issuer-wildcard", LE},
    {"0 issue \"letsencrypt.org.\"", "value-malformed issuer-dot", LE},
    {"0 issue \"ca.example, letsencrypt.org\"", "value-malformed issuer-list",
	""},
    {"0 issue \"caf\xc3\xa9.example\"", "value-malformed issuer-ulabel",
	"0 issue \"xn--caf-dma.example\""},
    {"0 issue \"Let's Encrypt\"", "value-malformed issuer-name", LE},
    {"0 issue \"Let\xe2\x80\x99s Encrypt\"",
	"value-malformed issuer-quoted issuer-name", LE},
    {"0 issue \"DigiCert Inc\"", "value-malformed issuer-name",
	"0 issue \"digicert.com\""},
    {"0 issue \"My Own CA\"", "value-malformed issuer-name", ""},
    {"0 issue \"digicert\"", "issuer-name", "0 issue \"digicert.com\""},
    {"0 issue \"letsecrypt.org\"", "issuer-misspelt", LE},
    {"0 issue \"letsecrypt.org; a=1\"", "issuer-misspelt",
	"0 issue \"letsencrypt.org; a=1\""},
    {"0 issue \"nobody.example\"", "issuer-unknown", ""},
    {"0 issue \";;\"", "value-malformed parameter-form", ""},
    {"0 issue \"ca.example; a=1;\"", "value-malformed parameter-form",
	"0 issue \"ca.example; a=1\""},
    {"0 issue \"ca.example a=1 b=2\"", "value-malformed parameter-form",
	"0 issue \"ca.example; a=1; b=2\""},
    {"0 issue \"ca.example; validationmethods=http-01, dns-01\"",
	"value-malformed parameter-form",
	"0 issue \"ca.example; validationmethods=http-01,dns-01\""},
    {"0 issue \"ca.example; account_uri=https://x.example/1\"",
	"value-malformed parameter-form",
	"0 issue \"ca.example; accounturi=https://x.example/1\""},
    {"0 issue \"ca.example; account-uri=https://x.example/1\"",
	"parameter-misspelt",
	"0 issue \"ca.example; accounturi=https://x.example/1\""},
    {"0 issue \"ca.example; a=1; validation-method=dns-01\"",
	"parameter-misspelt",
	"0 issue \"ca.example; a=1; validationmethods=dns-01\""},
    {"0 issue \"ca.example; account=1\"", "", ""},
    {"0 issuemail \"ca.example; accounturi=x\"", "parameter-idle", ""},
    {"0 issue \"ca.example; accounturi=a:1; accounturi=a:1\"",
	"account-duplicate", ""},
    {"0 issue \"ca.example; accounturi=1\"", "account-invalid", ""},
    {"0 issue \"ca.example; validationmethods=a; validationmethods=b\"",
	"method-duplicate", ""},
    {"0 issue \"ca.example; validationmethods=dns_01\"", "method-invalid",
	"0 issue \"ca.example; validationmethods=dns-01\""},
    {"0 issue \"ca.example; validationmethods=dns-01,,http-01,\"",
	"method-invalid",
	"0 issue \"ca.example; validationmethods=dns-01,http-01\""},
    {"0 issue \"ca.example; validationmethods=\"", "method-empty", ""},
    {"0 issue \"ca.example; validationmethods=dns01\"", "method-misspelt",
	"0 issue \"ca.example; validationmethods=dns-01\""},
    {"0 iodef \"mailto:a@b.example\"", "", ""},
    {"0 iodef \"a@b.example\"", "iodef-scheme",
	"0 iodef \"mailto:a@b.example\""},
    {"0 iodef \"ftp://b.example\"", "iodef-scheme", ""},
    {"0 contactemail \"mailto:a@b.example\"", "contact-form",
	"0 contactemail \"a@b.example\""},
    {"0 contactemail \"nobody\"", "contact-form", ""},
    {"0 contactphone \"tel:+1 555\"", "contact-form",
	"0 contactphone \"+1 555\""},
    {"\\# 9 00056973737565"
     "2e2e",
	"value-malformed", ""},
    {"0 issue \"ca\\000.example\"", "value-malformed", ""},
};

static void
what_was_not_meant_is_told_and_mended(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
		const char *text = warnings[i].text;
		struct caa_lint lint;
		char *found;

		caa_lint(text, strlen(text), &cas, &lint);
		found = ids(&lint);
		if (!lint.ok || !lint.readable || lint.n_changes > 0 ||
		    strcmp(found, warnings[i].ids) != 0)
			fail_msg("%s: `%s'", text, found);
		if (strcmp(first_fix(&lint), warnings[i].fix) != 0)
			fail_msg("%s: %s", text, first_fix(&lint));
		free(found);
		caa_lint_fini(&lint);
	}
}

/* A fix that itself wants mending would send people in circles. */
static void
what_is_mended_needs_no_mending_of_that_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(warnings) / sizeof(warnings[0]); i++) {
		const char *text = warnings[i].text;
		const struct caa_lint_note *note;
		struct caa_lint before, after;

		caa_lint(text, strlen(text), &cas, &before);
		note = mendable(&before);
		if (note != NULL) {
			caa_lint(note->fix, strlen(note->fix), &cas, &after);
			assert_true(after.ok);
			for (size_t j = 0; j < after.n_notes; j++)
				if (after.notes[j].id == note->id)
					fail_msg("%s", note->fix);
			caa_lint_fini(&after);
		}
		caa_lint_fini(&before);
	}
}

static void
everything_is_told_of_a_good_record(void **state)
{
	struct caa_lint lint;

	(void)state;
	caa_lint("128 issue x.example", 19, NULL, &lint);
	assert_true(lint.ok);
	assert_null(lint.reason);
	assert_null(lint.error);
	assert_int_equal(lint.rdata_len, 16);
	assert_int_equal(lint.property.flags, 128);
	assert_int_equal(lint.property.id, CAA_TAG_ISSUE);
	assert_string_equal(lint.canonical, "128 issue \"x.example\"");
	assert_string_equal(
	    lint.generic, "\\# 16 80056973737565782e6578616d706c65");
	assert_int_equal(lint.n_notes, 0);
	caa_lint_fini(&lint);
	assert_null(lint.canonical);
}

static void
foreign_octets_stay_out_of_sentences(void **state)
{
	static const char text[] = "0 a\xff\x1b \"x\"";
	struct caa_lint lint;

	(void)state;
	caa_lint("0 issue \"\x1b[31m\xff\"", 16, &cas, &lint);
	for (size_t i = 0; i < lint.n_notes; i++)
		for (const char *c = lint.notes[i].text; *c != '\0'; c++)
			assert_true(*c >= 0x20 && *c < 0x7f);
	assert_int_equal(lint.n_notes, 2);
	caa_lint_fini(&lint);
	caa_lint(text, sizeof(text) - 1, &cas, &lint);
	assert_false(lint.readable);
	caa_lint_fini(&lint);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_no_rdata_is_repaired_or_left),
	    cmocka_unit_test(what_was_not_meant_is_told_and_mended),
	    cmocka_unit_test(what_is_mended_needs_no_mending_of_that_kind),
	    cmocka_unit_test(everything_is_told_of_a_good_record),
	    cmocka_unit_test(foreign_octets_stay_out_of_sentences),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
