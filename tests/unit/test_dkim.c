/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: what records/dkim.h promises. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "records/dkim.h"
#include "records/dkim_tags.h"

/* The key of RFC 8463 appendix A.2. */
#define ED "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="

/* The key of RFC 6376 appendix C, of 1024 bits, and the same one bare. */
#define RSA_1                                                              \
	"MIGfMA0GCSqGSIb3DQEBAQUAA4GNADCBiQKBgQDwIRP/UC3SBsEmGqZ9ZJW3/DkM" \
	"oGeLnQg1fWn7/zYtIxN2SnFCjxOCKG9v3b4jYfcTNh5ijSsq631uBItLa7od+v/R"
#define RSA_2                                                              \
	"tdC2UzJ1lWT947qR+Rcac2gbto/NMqJ0fzfVjH4OuKhitdY9tf6mcwGjaNBcWToI" \
	"MmPSPDdQPNUYckcQ2QIDAQAB"
#define RSA RSA_1 RSA_2

static const struct {
	const char *text;
	enum dkim_fault fault;
	const char *why; /* part of it */
} cases[] = {
    {"v=DKIM1; k=rsa; p=" RSA, DKIM_FAULT_NONE, ""},
    {"p=" RSA, DKIM_FAULT_NONE, ""},
    {"v=DKIM1; p=" RSA ";", DKIM_FAULT_NONE, ""},
    {"v=DKIM1; p=" RSA " ; ", DKIM_FAULT_NONE, ""},
    {"v = DKIM1 ;\r\n p = " RSA_1 " \t" RSA_2, DKIM_FAULT_NONE, ""},
    {"v=DKIM1; new_1=x y; p=" RSA, DKIM_FAULT_NONE, ""},
    {"v=DKIM1; n=; p=" RSA, DKIM_FAULT_NONE, ""},
    {"k=ed25519; p=" ED, DKIM_FAULT_NONE, ""},
    /* verifiers differ */
    {"v=DKIM1;; p=" RSA, DKIM_FAULT_SYNTAX, "empty tag"},
    {"p=" RSA ";;", DKIM_FAULT_SYNTAX, "empty tag"},
    {"v=DKIM1; junk; p=" RSA, DKIM_FAULT_SYNTAX, "not NAME=VALUE: \"junk\""},
    {"v=DKIM1; 1x=y; p=" RSA, DKIM_FAULT_SYNTAX, "the name \"1x\""},
    {"v=DKIM1; x-y=z; p=" RSA, DKIM_FAULT_SYNTAX, "the name \"x-y\""},
    {"v=DKIM1; n=\xc3\xa4; p=" RSA, DKIM_FAULT_SYNTAX, "odd octets"},
    {"k=rsa; k=rsa; p=" RSA, DKIM_FAULT_DUPLICATE, "twice the tag \"k\""},
    {"p=" RSA "; v=DKIM1", DKIM_FAULT_ORDER, "first tag"},
    /* nobody takes these, whatever else is wrong */
    {"", DKIM_FAULT_NO_KEY, "no p="},
    {"hello", DKIM_FAULT_NO_KEY, "no p="},
    {"v=DKIM1; P=" RSA, DKIM_FAULT_NO_KEY, "no p="},
    {"v=dkim1; p=" RSA, DKIM_FAULT_VERSION, "has v=dkim1, wanted DKIM1"},
    {"v=DKIM1\\; p=" RSA, DKIM_FAULT_VERSION, "has v=DKIM1\\\\, wanted"},
    {"v=; p=" RSA, DKIM_FAULT_VERSION, "has v=, wanted DKIM1"},
    {"v=DKIM1; p=", DKIM_FAULT_REVOKED, "revoked"},
    {"v=DKIM1; p= \r\n", DKIM_FAULT_REVOKED, "revoked"},
    {"v=DKIM1;; p=", DKIM_FAULT_REVOKED, "revoked"},
    {"k=RSA; p=" RSA, DKIM_FAULT_KEY_TYPE, "k=RSA"},
    {"k=; p=" RSA, DKIM_FAULT_KEY_TYPE, "k="},
    {"p=AAA*", DKIM_FAULT_BASE64, "\"*\" at octet 4"},
    {"p=AAAA=AAA", DKIM_FAULT_BASE64, "\"A\" at octet 6"},
    {"p=AAAA===", DKIM_FAULT_BASE64, "\"=\" at octet 7"},
    {"p=AAA", DKIM_FAULT_BASE64, "3 octets of base64"},
    {"p=\"" RSA "\"", DKIM_FAULT_BASE64, "\"\\\"\" at octet 1"},
    {"p==", DKIM_FAULT_BASE64, "1 octets"},
    {"p=AAAA", DKIM_FAULT_KEY, "no RSA key in p=: 3 octets"},
    {"p=" RSA_1, DKIM_FAULT_KEY, "no RSA key"},
    {"k=ed25519; p=" RSA, DKIM_FAULT_KEY, "162 octets in p=, wanted"},
    {"p=" ED, DKIM_FAULT_KEY, "no RSA key"},
};

static enum dkim_fault
parse(const char *text, struct dkim_key *key, bool *has_key)
{
	return dkim_key_parse(text, strlen(text), key, has_key, NULL);
}

static void
faults_are_told(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error err = {""};
		struct dkim_key key;
		bool has_key;
		enum dkim_fault fault = dkim_key_parse(
		    cases[i].text, strlen(cases[i].text), &key, &has_key, &err);

		if (fault != cases[i].fault ||
		    strstr(err.text, cases[i].why) == NULL)
			fail_msg("%s: %d, %s", cases[i].text, fault, err.text);
		/* a key all the same, where only some verifiers mind */
		assert_int_equal(has_key, cases[i].fault < DKIM_FAULT_VERSION);
		if (has_key)
			dkim_key_fini(&key);
	}
}

static const struct {
	const char *text;
	bool sha256, email, testing, strict;
} limits[] = {
    {"", true, true, false, false},
    {"h=sha256; ", true, true, false, false},
    {"h=sha1 : sha256; ", true, true, false, false},
    {"h=sha1; ", false, true, false, false},
    {"h=sha2567; ", false, true, false, false},
    {"h=; ", false, true, false, false},
    {"s=*; ", true, true, false, false},
    {"s=email; ", true, true, false, false},
    {"s=tlsrpt:email; ", true, true, false, false},
    {"s=tlsrpt; ", true, false, false, false},
    {"s=e; ", true, false, false, false},
    {"t=y; ", true, true, true, false},
    {"t=s; ", true, true, false, true},
    {"t=y : s; ", true, true, true, true},
    {"t=new:s:; ", true, true, false, true},
    {"t=; ", true, true, false, false},
};

static void
tags_limit_the_key(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(limits) / sizeof(limits[0]); i++) {
		char *text = mem_printf("v=DKIM1; %sp=" RSA, limits[i].text);
		struct dkim_key key;
		bool has_key;

		assert_int_equal(parse(text, &key, &has_key), DKIM_FAULT_NONE);
		if (key.sha256 != limits[i].sha256 ||
		    key.email != limits[i].email ||
		    key.testing != limits[i].testing ||
		    key.strict != limits[i].strict)
			fail_msg("%s", text);
		dkim_key_fini(&key);
		free(text);
	}
}

/* The RSAPublicKey within the SubjectPublicKeyInfo begins at octet 22. */
static char *
bare_text(void)
{
	struct buf der = BUF_INIT, text = BUF_INIT;
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				     "abcdefghijklmnopqrstuvwxyz0123456789+/";

	assert_int_equal(dkim_base64(RSA, strlen(RSA), &der, NULL), 0);
	buf_consume(&der, 22);
	buf_puts(&text, "p=");
	for (size_t i = 0; i < der.len; i += 3) {
		uint8_t o[3] = {0, 0, 0};

		for (size_t k = 0; k < 3 && i + k < der.len; k++)
			o[k] = (uint8_t)der.data[i + k];
		buf_putc(&text, digits[o[0] >> 2]);
		buf_putc(&text, digits[(o[0] & 3) << 4 | o[1] >> 4]);
		buf_putc(&text, i + 1 < der.len
				    ? digits[(o[1] & 15) << 2 | o[2] >> 6]
				    : '=');
		buf_putc(&text, i + 2 < der.len ? digits[o[2] & 63] : '=');
	}
	buf_fini(&der);
	return buf_steal(&text);
}

static void
a_bare_rsa_key_is_the_same_key(void **state)
{
	char *text = bare_text();
	struct dkim_key bare, usual, ed;
	bool has_key;

	(void)state;
	assert_int_equal(parse(text, &bare, &has_key), DKIM_FAULT_NONE);
	assert_int_equal(parse("p=" RSA, &usual, &has_key), DKIM_FAULT_NONE);
	assert_int_equal(
	    parse("k=ed25519; p=" ED, &ed, &has_key), DKIM_FAULT_NONE);
	assert_true(bare.is_bare);
	assert_false(usual.is_bare);
	assert_int_equal(bare.bits, 1024);
	assert_true(dkim_key_equal(&bare, &usual));
	assert_false(dkim_key_equal(&ed, &usual));
	dkim_key_fini(&bare);
	dkim_key_fini(&usual);
	dkim_key_fini(&ed);
	free(text);
}

static void
the_text_of_a_key_reads_back(void **state)
{
	static const char *const texts[][2] = {
	    {"p=" RSA, "v=DKIM1; k=rsa; p=" RSA},
	    {"k=ed25519;p=" ED, "v=DKIM1; k=ed25519; p=" ED},
	    {"h=sha256 ;s = a:b; t=x:s:y; p=" RSA,
		"v=DKIM1; k=rsa; h=sha256; s=a:b; t=y:s; p=" RSA},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		struct buf text = BUF_INIT;
		struct dkim_key key;
		bool has_key;

		assert_int_equal(
		    parse(texts[i][0], &key, &has_key), DKIM_FAULT_NONE);
		dkim_key_put_text(&key, &text);
		assert_string_equal(buf_text(&text), texts[i][1]);
		dkim_key_fini(&key);
		buf_fini(&text);
	}
}

static void
a_key_is_made_from_its_spki(void **state)
{
	static const char *const texts[][2] = {
	    {"p=" RSA, "an RSA key of 1024 bits"},
	    {"k=ed25519; p=" ED, "an Ed25519 key"}};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buf kind = BUF_INIT;
		struct dkim_key key, again;
		bool has_key;

		assert_int_equal(
		    parse(texts[i][0], &key, &has_key), DKIM_FAULT_NONE);
		assert_int_equal(
		    dkim_key_from_spki(key.spki, key.spki_len, &again, NULL),
		    0);
		assert_true(dkim_key_equal(&key, &again));
		assert_int_equal(key.bits, again.bits);
		assert_true(again.email && again.sha256);
		dkim_key_put_kind(&again, &kind);
		assert_string_equal(buf_text(&kind), texts[i][1]);
		assert_int_equal(dkim_key_from_spki(
				     key.spki, key.spki_len - 1, &again, NULL),
		    -1);
		dkim_key_fini(&again);
		dkim_key_fini(&key);
		buf_fini(&kind);
	}
}

static void
more_tags_than_the_limit_are_told(void **state)
{
	struct buf text = BUF_INIT;
	struct error err = {""};
	struct dkim_key key;
	bool has_key;

	(void)state;
	buf_puts(&text, "p=" RSA);
	for (unsigned i = 0; i < DKIM_TAGS_MAX; i++)
		buf_printf(&text, "; a%u=", i);
	assert_int_equal(
	    dkim_key_parse(buf_text(&text), text.len, &key, &has_key, &err),
	    DKIM_FAULT_SYNTAX);
	assert_string_equal(err.text, "has more than 64 tags");
	assert_true(has_key);
	dkim_key_fini(&key);
	buf_fini(&text);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(faults_are_told),
	    cmocka_unit_test(tags_limit_the_key),
	    cmocka_unit_test(a_bare_rsa_key_is_the_same_key),
	    cmocka_unit_test(the_text_of_a_key_reads_back),
	    cmocka_unit_test(a_key_is_made_from_its_spki),
	    cmocka_unit_test(more_tags_than_the_limit_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
