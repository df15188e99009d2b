/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence: found again, and as JSON. */

#include "verify/evidence.h"

#include <jansson.h>
#include <openssl/x509_vfy.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "tests/unit/rules_world.h"
#include "tests/unit/unit.h"
#include "tests/unit/unit_file.h"
#include "verify/about.h"
#include "verify/evidence_json.h"

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))

static struct evidence *
load(const char *text)
{
	struct evidence *e = NULL;
	struct error err = {""};

	if (evidence_read("f", text, strlen(text), &e, &err) == -1)
		fail_msg("%s", err.text);
	return e;
}

static const struct probe_target https = {
    PROBE_HTTPS, 443, "a.test", PROBE_POLICY_PATH};

static void
answers_and_probes_are_found_by_all_that_they_are_of(void **state)
{
	static const struct probe_target others[] = {
	    {PROBE_HTTPS, 443, "a.test", NULL},
	    {PROBE_HTTPS, 443, "a.test", "/"},
	    {PROBE_HTTPS, 444, "a.test", PROBE_POLICY_PATH},
	    {PROBE_SMTPS, 443, "a.test", PROBE_POLICY_PATH},
	    {PROBE_HTTPS, 443, "b.test", PROBE_POLICY_PATH},
	};
	struct evidence *e = evidence_new("a.test", 1, NULL);
	struct dns_answer *a = dns_answer_new("a.test", DNS_TYPE_A, DNS_NODATA);
	struct probe_result *p = probe_result_new(&https, "192.0.2.1");

	(void)state;
	for (int i = 0; i < 2; i++) {
		evidence_put(e, a);
		evidence_put_probe(e, p);
	}
	assert_int_equal(evidence_answer_count(e), 1);
	assert_int_equal(evidence_probe_count(e), 1);
	assert_ptr_equal(evidence_answer(e, "a.test", DNS_TYPE_A), a);
	assert_null(evidence_answer(e, "a.test", DNS_TYPE_AAAA));
	assert_null(evidence_answer(e, "b.test", DNS_TYPE_A));
	assert_ptr_equal(evidence_probe(e, &https, "192.0.2.1"), p);
	assert_null(evidence_probe(e, &https, "192.0.2.2"));
	for (size_t i = 0; i < LENGTH(others); i++)
		assert_null(evidence_probe(e, &others[i], "192.0.2.1"));
	dns_answer_free(&a);
	probe_result_free(&p);
	evidence_free(&e);
}

static void
what_is_left_out_is_counted(void **state)
{
	struct evidence *e = evidence_new("a.test", 1, NULL);

	(void)state;
	assert_int_equal(evidence_left_out(e)->questions, 0);
	evidence_leave_out(e, 2, 0);
	evidence_leave_out(e, 1, 7);
	assert_int_equal(evidence_left_out(e)->questions, 3);
	assert_int_equal(evidence_left_out(e)->probes, 7);
	evidence_free(&e);
}

static void
what_a_file_leaves_out_has_its_usual_value(void **state)
{
	struct evidence *e = load(
	    "{\"domain\":\"a.test\",\"time\":7,\"answers\":["
	    "{\"name\":\"a.test\",\"type\":\"A\",\"records\":[\"192.0.2.1\"]},"
	    "{\"name\":\"b.test\",\"type\":\"A\"},"
	    "{\"name\":\"c.test\",\"type\":\"A\",\"status\":\"nxdomain\"},"
	    "{\"name\":\"d.test\",\"type\":\"A\",\"status\":\"failed\"}],"
	    "\"probes\":[{\"target\":\"https://a.test/.well-known/"
	    "mta-sts.txt\","
	    "\"address\":\"192.0.2.1\",\"body\":\"x\"},"
	    "{\"target\":\"smtp://a.test\",\"address\":\"2001:DB8::1\","
	    "\"outcome\":\"refused\"}]}");
	static const struct {
		const char *name;
		enum dns_status status;
		int rcode;
		uint32_t ttl;
	} want[] = {
	    {"a.test", DNS_RECORDS, 0, 3600},
	    {"b.test", DNS_NODATA, 0, 3600},
	    {"c.test", DNS_NXDOMAIN, 3, 3600},
	    {"d.test", DNS_FAILED, 2, 0},
	};
	struct probe_target smtp = {PROBE_SMTP, 25, "a.test", NULL};
	const struct probe_result *p;

	(void)state;
	for (size_t i = 0; i < LENGTH(want); i++) {
		const struct dns_answer *a =
		    evidence_answer(e, want[i].name, DNS_TYPE_A);

		assert_int_equal(a->status, want[i].status);
		assert_int_equal(a->rcode, want[i].rcode);
		assert_int_equal(a->ttl, want[i].ttl);
		assert_int_equal(a->ede, DNS_EDE_NONE);
		assert_false(a->ad);
	}
	assert_true(evidence_about(e)->probe);
	assert_int_equal(evidence_about(e)->scope, EVIDENCE_ALL);
	p = evidence_probe(e, &https, "192.0.2.1");
	assert_int_equal(p->outcome, PROBE_DONE);
	assert_int_equal(p->http_status, 200);
	assert_int_equal(p->time, 7);
	assert_string_equal(p->why, "");
	assert_null(p->chain);
	p = evidence_probe(e, &smtp, "2001:db8::1");
	assert_string_equal(p->why, "the connection was refused");
	assert_int_equal(p->http_status, 0);
	evidence_free(&e);
}

static void
set_text(char **field, const char *text)
{
	free(*field);
	*field = mem_strdup(text);
}

static struct cert_chain *
some_chain(void)
{
	char *path = rules_path("certs/mx.pem");
	struct cert_chain *chain = NULL;
	struct cert_bag bag = {.n = 0};
	unsigned char *der = NULL;
	struct cert_der one;
	int len;

	assert_int_equal(cert_bag_load(path, &bag, NULL), 0);
	len = i2d_X509(bag.certs[0], &der);
	one = (struct cert_der){der, (size_t)len};
	assert_int_equal(cert_chain_new(&one, 1, &chain, NULL), 0);
	OPENSSL_free(der);
	cert_bag_fini(&bag);
	free(path);
	return chain;
}

/* Evidence in which everything there is has a value. */
static struct evidence *
full_evidence(void)
{
	struct evidence_about about;
	struct evidence *e;
	struct dns_answer *a =
	    dns_answer_new("x.a.test", DNS_TYPE_TXT, DNS_RECORDS);
	struct probe_result *p = probe_result_new(&https, "2001:db8::1");

	about_init(&about);
	about.scope = EVIDENCE_PEERS;
	about.probe = false;
	about.dane = true;
	about_add(&about.services, "imaps://imap.a.test");
	about_add(&about.egress, "192.0.2.1");
	about_add(&about.accounts, "https://ca.test/acct/1");
	about_add(&about.methods, "dns-01");
	about_add_selector(&about, "s1", (const uint8_t *)"\0\1\2", 3);
	about_add_selector(&about, "s2", NULL, 0);
	about_add_seen_selector(&about, "s3");
	about_add(&about.signers, "esp.test");
	about.helo = mem_strdup("out.a.test");
	e = evidence_new("a.test", 1764547200, &about);
	about_fini(&about);
	dns_answer_add_record(a, "\001a\002\000\377", 5);
	dns_answer_add_record(a, "\005short", 3);
	dns_answer_add_record(a, "", 0);
	dns_answer_add_alias(a, "y.a.test");
	dns_answer_set_server(a, "zone \377");
	a->ad = true;
	a->ede = 22;
	a->ttl = 300;
	evidence_put(e, a);
	dns_answer_free(&a);
	p->outcome = PROBE_HTTP_FAILED;
	set_text(&p->why, "the response was cut \377");
	set_text(&p->protocol, "TLSv1.3");
	set_text(&p->cipher, "TLS_AES_256_GCM_SHA384");
	set_text(&p->verify_text, "certificate has expired");
	set_text(&p->content_type, "text/\001plain");
	set_text(&p->location, "https://\303\244.test/");
	p->time = 1764547199;
	p->verify = X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
	p->chain = some_chain();
	p->http_status = 301;
	p->body = mem_dup("a\0b", 4);
	p->body_len = 3;
	p->body_cut = true;
	evidence_put_probe(e, p);
	probe_result_free(&p);
	evidence_leave_out(e, 3, 4);
	return e;
}

static void
a_selector_that_is_named_is_no_more_one_that_was_seen(void **state)
{
	struct evidence_about about, copy;

	(void)state;
	about_init(&about);
	about_add_seen_selector(&about, "both");
	about_add_seen_selector(&about, "seen");
	about_add_selector(&about, "both", (const uint8_t *)"\1", 1);
	about_add_seen_selector(&about, "both");
	about_copy(&about, &copy);
	about_fini(&about);
	assert_int_equal(copy.n_selectors, 2);
	assert_string_equal(copy.selectors[0].name, "both");
	assert_false(copy.selectors[0].seen);
	assert_int_equal(copy.selectors[0].spki_len, 1);
	assert_true(copy.selectors[1].seen);
	about_fini(&copy);
}

static void
saved_and_loaded_it_is_the_same(void **state)
{
	struct evidence *e = full_evidence(), *again = NULL;
	char *path = unit_file("");
	struct buf first = BUF_INIT, second = BUF_INIT;
	const struct probe_result *p;
	const struct dns_answer *a;

	(void)state;
	assert_int_equal(evidence_save(e, path, NULL), 0);
	assert_int_equal(file_read(path, EVIDENCE_FILE_MAX, &first, NULL), 0);
	assert_int_equal(evidence_load(path, &again, NULL), 0);
	assert_int_equal(evidence_save(again, path, NULL), 0);
	assert_int_equal(file_read(path, EVIDENCE_FILE_MAX, &second, NULL), 0);
	assert_string_equal(buf_text(&first), buf_text(&second));

	assert_int_equal(evidence_time(again), 1764547200);
	assert_int_equal(evidence_about(again)->scope, EVIDENCE_PEERS);
	assert_false(evidence_about(again)->probe);
	assert_true(evidence_about(again)->dane);
	assert_memory_equal(
	    evidence_about(again)->selectors[0].spki, "\0\1\2", 3);
	assert_null(evidence_about(again)->selectors[1].spki);
	assert_false(evidence_about(again)->selectors[1].seen);
	assert_true(evidence_about(again)->selectors[2].seen);
	assert_int_equal(evidence_about(again)->signers.n, 1);
	assert_string_equal(evidence_about(again)->signers.list[0], "esp.test");
	assert_string_equal(evidence_about(again)->helo, "out.a.test");
	assert_int_equal(evidence_left_out(again)->probes, 4);
	a = evidence_answer_at(again, 0);
	assert_int_equal(a->n_records, 3);
	assert_memory_equal(a->records[0].data, "\001a\002\000\377", 5);
	assert_int_equal(a->records[1].len, 3);
	assert_int_equal(a->records[2].len, 0);
	assert_string_equal(a->server, "zone \377");
	assert_int_equal(a->ede, 22);
	assert_true(a->ad);
	p = evidence_probe(again, &https, "2001:db8::1");
	assert_int_equal(p->body_len, 3);
	assert_memory_equal(p->body, "a\0b", 4);
	assert_true(p->body_cut);
	assert_string_equal(p->why, "the response was cut \377");
	assert_string_equal(p->verify_text, "certificate has expired");
	assert_int_equal(p->verify, 20);
	assert_memory_equal(cert_chain_leaf(p->chain)->cert_sha256,
	    cert_chain_leaf(evidence_probe_at(e, 0)->chain)->cert_sha256,
	    CA_HASH_SIZE);
	buf_fini(&first);
	buf_fini(&second);
	evidence_free(&e);
	evidence_free(&again);
	unit_file_drop(path);
}

#define ANSWER(rest) \
	"{\"domain\":\"a.test\",\"answers\":[{\"name\":\"a.test\"," rest "}]}"
#define PROBE(rest)                                                            \
	"{\"domain\":\"a.test\",\"probes\":[{\"target\":\"https://a.test/x\"," \
	"\"address\":\"192.0.2.1\"" rest "}]}"
#define ABOUT(rest) "{\"domain\":\"a.test\",\"about\":{" rest "}}"

static const struct {
	const char *text, *about;
} bad[] = {
    {"", "f:1:"},
    {"[]", "found a list, wanted an object"},
    {"{}", "domain: found none"},
    {"{\"domain\":1}", "domain: found an integer, wanted text"},
    {"{\"domain\":\"A.test\"}", "domain: found \"A.test\""},
    {"{\"domain\":\"a.test.\"}", "domain: found"},
    {"{\"domain\":\"a.test\",\"domain\":\"b.test\"}", "duplicate"},
    {"{\"domain\":\"a.test\",\"anwsers\":[]}", "unknown member \"anwsers\""},
    {"{\"domain\":\"a.test\",\"schema\":2}", "schema: found 2, wanted 1 to 1"},
    {"{\"domain\":\"a.test\",\"time\":\"soon\"}", "time: found \"soon\""},
    {"{\"domain\":\"a.test\",\"time\":-1}", "time: found -1"},
    {"{\"domain\":\"a.test\",\"time\":1.5}", "time: found a number"},
    {"{\"domain\":\"a.test\",\"answers\":{}}", "answers: found an object"},
    {"{\"domain\":\"a.test\",\"answers\":[1]}", "answers[0]: found an integer"},
    {"{\"domain\":\"a.test\",\"left_out\":{\"probes\":-1}}",
	"left_out.probes: found -1"},
    {ANSWER("\"type\":\"ZZ\""), "answers[0].type: found \"ZZ\""},
    {ANSWER("\"typ\":\"A\""), "answers[0]: found an unknown member"},
    {ANSWER("\"ttl\":1"), "answers[0].type: found \"\""},
    {ANSWER("\"type\":\"A\",\"status\":\"none\""), "answers[0].status: found"},
    {ANSWER("\"type\":\"A\",\"status\":\"records\""),
	"answers[0].status: found records beside 0 records"},
    {ANSWER("\"type\":\"A\",\"status\":\"nodata\",\"records\":[\"1.2.3.4\"]"),
	"answers[0].status: found nodata beside 1 records"},
    {ANSWER("\"type\":\"A\",\"records\":[\"1.2.3.4\",\"1.2.3\"]"),
	"answers[0].records[1]: A 1.2.3"},
    {ANSWER("\"type\":\"A\",\"records\":[4]"),
	"answers[0].records[0]: wanted RDATA"},
    {ANSWER("\"type\":\"A\",\"rcode\":256"), "answers[0].rcode: found 256"},
    {ANSWER("\"type\":\"A\",\"ede\":65536"), "answers[0].ede: found 65536"},
    {ANSWER("\"type\":\"A\",\"ttl\":\"1\""), "answers[0].ttl: found text"},
    {ANSWER("\"type\":\"A\",\"ad\":1"), "answers[0].ad: found an integer"},
    {ANSWER("\"type\":\"A\",\"aliases\":[\"a..b\"]"), "answers[0].aliases"},
    {ANSWER("\"type\":\"A\"},{\"name\":\"a.test\",\"type\":\"A\""),
	"answers[1]: a.test is answered twice"},
    {PROBE("}, {\"target\":\"https://a.test/x\",\"address\":\"192.0.2.1\""),
	"probes[1].target: https://a.test/x at 192.0.2.1 is there twice"},
    {"{\"domain\":\"a.test\",\"probes\":[{}]}", "probes[0].target: found none"},
    {"{\"domain\":\"a.test\",\"probes\":[{\"target\":\"ftp://a.test\"}]}",
	"probes[0].target: ftp"},
    {"{\"domain\":\"a.test\",\"probes\":[{\"target\":\"smtp://a.test\"}]}",
	"probes[0].address: found \"\""},
    {PROBE(",\"outcome\":\"good\""), "probes[0].outcome: found \"good\""},
    {PROBE(",\"chain\":[]"), "probes[0].chain: found 0 certificates"},
    {PROBE(",\"chain\":[\"@mx\"]"), "probes[0].chain: wanted"},
    {PROBE(",\"chain\":[\"AAAA\"]"), "probes[0].chain: found 3 octets"},
    {PROBE(",\"verify\":-1"), "probes[0].verify: found -1"},
    {PROBE(",\"http_status\":1000"), "probes[0].http_status: found 1000"},
    {PROBE(",\"body\":\"a\",\"body_base64\":\"YQ==\""),
	"probes[0].body_base64: found beside body"},
    {PROBE(",\"body_base64\":\"YQ\""), "body_base64: found text"},
    {PROBE(",\"body_base64\":\"YR==\""), "body_base64: found text"},
    {PROBE(",\"body_base64\":\"Y===\""), "body_base64: found text"},
    {PROBE(",\"why_base64\":\"AA==\""), "why: found a NUL"},
    {ABOUT("\"probe\":0"), "about.probe: found an integer"},
    {ABOUT("\"scope\":\"x\""), "about.scope: found \"x\", wanted all,"},
    {ABOUT("\"services\":[\"smtp://192.0.2.1\"]"), "about.services[0]: "},
    {ABOUT("\"egress\":[\"a.test\"]"), "about.egress[0]: found"},
    {ABOUT("\"methods\":[1]"), "about.methods[0]: wanted text"},
    {ABOUT("\"selectors\":[{\"key\":\"\"}]"), "about.selectors[0].name: found"},
    {ABOUT("\"selectors\":[{\"name\":\"s\",\"key\":\"?\"}]"),
	"about.selectors[0].key: found"},
    {ABOUT("\"helo\":\"\""), "about.helo: found"},
};

static void
what_is_wrong_is_told_with_its_path(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct evidence *e = NULL;
		struct error err = {""};

		assert_int_equal(evidence_read("f", bad[i].text,
				     strlen(bad[i].text), &e, &err),
		    -1);
		assert_null(e);
		if (strstr(err.text, bad[i].about) == NULL ||
		    err.text[0] != 'f')
			fail_msg("%s: %s, want %s", bad[i].text, err.text,
			    bad[i].about);
	}
}

static void
lists_and_texts_have_a_limit(void **state)
{
	struct buf text = BUF_INIT;
	struct evidence *e = NULL;
	struct error err = {""};

	(void)state;
	buf_puts(&text, "{\"domain\":\"a.test\",\"answers\":[0");
	for (unsigned i = 0; i < EVIDENCE_ANSWERS_MAX; i++)
		buf_puts(&text, ",0");
	buf_puts(&text, "]}");
	assert_int_equal(
	    evidence_read("f", buf_text(&text), text.len, &e, &err), -1);
	assert_string_equal(
	    err.text, "f: answers: found 16385 items, wanted at most 16384");
	buf_clear(&text);
	buf_puts(&text, "{\"domain\":\"a.test\",\"about\":{\"accounts\":[\"");
	for (unsigned i = 0; i <= 4096; i++)
		buf_putc(&text, 'a');
	buf_puts(&text, "\"]}}");
	assert_int_equal(
	    evidence_read("f", buf_text(&text), text.len, &e, &err), -1);
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		answers_and_probes_are_found_by_all_that_they_are_of),
	    cmocka_unit_test(what_is_left_out_is_counted),
	    cmocka_unit_test(what_a_file_leaves_out_has_its_usual_value),
	    cmocka_unit_test(
		a_selector_that_is_named_is_no_more_one_that_was_seen),
	    cmocka_unit_test(saved_and_loaded_it_is_the_same),
	    cmocka_unit_test(what_is_wrong_is_told_with_its_path),
	    cmocka_unit_test(lists_and_texts_have_a_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
