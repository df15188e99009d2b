/* SPDX-License-Identifier: BSD-2-Clause */
/* Targets and results of probes: their texts, and what counts as a fact. */

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "dns/name.h"
#include "probe/result.h"

static const struct {
	const char *url;
	const char *again; /* how it is written */
	const char *host;
	enum probe_service service;
	uint16_t port;
	const char *path;
} tr_good[] = {
    {"smtp://mx.example.org", "smtp://mx.example.org", "mx.example.org",
	PROBE_SMTP, 25, NULL},
    {"smtp://MX.Example.ORG.", "smtp://mx.example.org", "mx.example.org",
	PROBE_SMTP, 25, NULL},
    {"smtps://mx.test:465", "smtps://mx.test", "mx.test", PROBE_SMTPS, 465,
	NULL},
    {"imap://i.test:1", "imap://i.test:1", "i.test", PROBE_IMAP, 1, NULL},
    {"imaps://i.test:65535", "imaps://i.test:65535", "i.test", PROBE_IMAPS,
	65535, NULL},
    {"pop3://p.test", "pop3://p.test", "p.test", PROBE_POP3, 110, NULL},
    {"pop3s://p.test:00995", "pop3s://p.test", "p.test", PROBE_POP3S, 995,
	NULL},
    {"https://w.test", "https://w.test", "w.test", PROBE_HTTPS, 443, NULL},
    {"https://w.test/", "https://w.test/", "w.test", PROBE_HTTPS, 443, "/"},
    {"https://w.test:8443/.well-known/mta-sts.txt",
	"https://w.test:8443/.well-known/mta-sts.txt", "w.test", PROBE_HTTPS,
	8443, PROBE_POLICY_PATH},
    {"https://1.2.3.4.in-addr.arpa", "https://1.2.3.4.in-addr.arpa",
	"1.2.3.4.in-addr.arpa", PROBE_HTTPS, 443, NULL},
    {"smtp://0xg.test", "smtp://0xg.test", "0xg.test", PROBE_SMTP, 25, NULL},
};

static void
a_target_is_read_and_written(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tr_good) / sizeof(tr_good[0]); i++) {
		char host[DNS_NAME_SIZE];
		struct probe_target t = {.path = NULL};
		struct buf text = BUF_INIT;
		struct error err = {""};

		if (probe_target_parse(tr_good[i].url, host, &t, &err) == -1)
			fail_msg("%s", err.text);
		assert_int_equal(t.service, tr_good[i].service);
		assert_int_equal(t.port, tr_good[i].port);
		assert_ptr_equal(t.host, host);
		assert_string_equal(host, tr_good[i].host);
		assert_int_equal(t.path != NULL, tr_good[i].path != NULL);
		if (t.path != NULL)
			assert_string_equal(t.path, tr_good[i].path);
		probe_target_put(&t, &text);
		assert_string_equal(buf_text(&text), tr_good[i].again);
		buf_fini(&text);
	}
}

static const struct {
	const char *url;
	const char *why; /* a part of it */
} tr_bad[] = {
    {"", "wanted SERVICE://HOST"},
    {"mx.test", "wanted SERVICE://HOST"},
    {"://mx.test", "wanted https, smtp"},
    {"ftp://mx.test", "wanted https, smtp"},
    {"SMTP://mx.test", "wanted https, smtp"},
    {"smtp://", "smtp://: "},
    {"smtp://:25", "smtp://:25: "},
    {"smtp://mx.test/", "wanted SERVICE://HOST[:PORT]"},
    {"imaps://i.test/x", "wanted SERVICE://HOST[:PORT]"},
    {"smtp://a@mx.test", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test?x", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test/x?y", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test/x#y", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test/a b", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test/\r\nX", "wanted SERVICE://HOST[:PORT]"},
    {"https://w.test/\xc3\xa4", "wanted SERVICE://HOST[:PORT]"},
    {"smtp://mx.test:0", "found port 0, wanted 1 to 65535"},
    {"smtp://mx.test:65536", "found port 65536"},
    {"smtp://mx.test:99999999999999999999", "found port 9999"},
    {"smtp://mx.test:", "found port , wanted"},
    {"smtp://mx.test:+25", "found port +25"},
    {"smtp://mx.test: 25", "found port  25"},
    {"smtp://mx.test:25x", "found port 25x"},
    {"smtp://192.0.2.1", "found an address, wanted a name"},
    {"smtp://127.1", "found an address"},
    {"smtp://2130706433", "found an address"},
    {"smtp://0x7f000001", "found an address"},
    {"smtp://a.0x1", "found an address"},
    {"smtp://[::1]", "smtp://[::1]: "},
    {"smtp://a..test", "smtp://a..test: "},
};

static void
what_is_no_target_says_why(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tr_bad) / sizeof(tr_bad[0]); i++) {
		char host[DNS_NAME_SIZE];
		struct probe_target t = {.port = 7};
		struct error err = {""};

		if (probe_target_parse(tr_bad[i].url, host, &t, &err) == 0)
			fail_msg("%s: taken for a target", tr_bad[i].url);
		if (strstr(err.text, tr_bad[i].why) == NULL)
			fail_msg("%s: %s", tr_bad[i].url, err.text);
		assert_int_equal(t.port, 7); /* outputs change on success */
	}
}

static void
a_path_has_a_limit(void **state)
{
	char url[sizeof("https://w.test") + PROBE_PATH_MAX + 1] =
	    "https://w.test/";
	char host[DNS_NAME_SIZE];
	struct probe_target t;
	size_t begin = strlen("https://w.test");

	(void)state;
	memset(url + begin + 1, 'x', PROBE_PATH_MAX);
	url[begin + PROBE_PATH_MAX + 1] = '\0';
	assert_int_equal(probe_target_parse(url, host, &t, NULL), -1);
	url[begin + PROBE_PATH_MAX] = '\0';
	assert_int_equal(probe_target_parse(url, host, &t, NULL), 0);
}

static void
texts_lead_back_to_what_they_stand_for(void **state)
{
	(void)state;
	for (unsigned i = 0; i < PROBE_SERVICES; i++) {
		enum probe_service s = PROBE_SERVICES;
		const char *text = probe_service_text((enum probe_service)i);

		assert_int_equal(probe_service_from_text(text, &s), 0);
		assert_int_equal(s, i);
		assert_true(probe_service_port(s) != 0);
		assert_int_equal(probe_service_upgrades(s),
		    strcmp(text, "https") != 0 &&
			text[strlen(text) - 1] != 's');
	}
	for (unsigned i = 0; i < PROBE_OUTCOMES; i++) {
		enum probe_outcome o = PROBE_OUTCOMES;
		const char *text = probe_outcome_text((enum probe_outcome)i);

		assert_int_equal(probe_outcome_from_text(text, &o), 0);
		assert_int_equal(o, i);
	}
	assert_int_equal(
	    probe_service_from_text("", &(enum probe_service){0}), -1);
	assert_int_equal(
	    probe_outcome_from_text("Done", &(enum probe_outcome){0}), -1);
}

static const struct {
	enum probe_outcome outcome;
	bool definite;
} tr_outcomes[] = {
    {PROBE_DONE, true},
    {PROBE_REFUSED, false},
    {PROBE_UNREACHABLE, false},
    {PROBE_TIMEOUT, false},
    {PROBE_NO_STARTTLS, true},
    {PROBE_TLS_FAILED, true},
    {PROBE_BAD_PROTOCOL, false},
    {PROBE_HTTP_FAILED, true},
    {PROBE_GUARDED, false},
};

static void
only_a_server_that_was_seen_is_definite(void **state)
{
	struct probe_target t = {PROBE_HTTPS, 8443, "w.test", "/p"}, again;
	struct probe_result *r = probe_result_new(&t, "192.0.2.1"), *other;

	(void)state;
	assert_int_equal(
	    sizeof(tr_outcomes) / sizeof(tr_outcomes[0]), PROBE_OUTCOMES);
	for (size_t i = 0; i < PROBE_OUTCOMES; i++) {
		r->outcome = tr_outcomes[i].outcome;
		assert_int_equal(
		    probe_result_is_definite(r), tr_outcomes[i].definite);
	}
	probe_result_target(r, &again);
	assert_int_equal(again.service, PROBE_HTTPS);
	assert_int_equal(again.port, 8443);
	assert_string_equal(again.host, "w.test");
	assert_string_equal(again.path, "/p");
	assert_string_equal(r->why, "");
	other = probe_result_ref(r);
	probe_result_free(&r);
	assert_null(r);
	assert_string_equal(other->address, "192.0.2.1");
	probe_result_free(&other);
	probe_result_free(&other); /* empty is fine */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_target_is_read_and_written),
	    cmocka_unit_test(what_is_no_target_says_why),
	    cmocka_unit_test(a_path_has_a_limit),
	    cmocka_unit_test(texts_lead_back_to_what_they_stand_for),
	    cmocka_unit_test(only_a_server_that_was_seen_is_definite),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
