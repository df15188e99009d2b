/* SPDX-License-Identifier: BSD-2-Clause */
/* RDATA of one record as text and back. */

#include "dns/rdata.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"
#include "dns/answer.h"
#include "tests/unit/unit.h"

#define LENGTH(list) (sizeof(list) / sizeof((list)[0]))

static const struct {
	uint16_t type;
	const char *text, *hex;
	const char *shown; /* NULL: text */
} readable[] = {
    {DNS_TYPE_A, "192.0.2.1", "c0000201", NULL},
    {DNS_TYPE_A, "\\# 4 c0000201", "c0000201", "192.0.2.1"},
    {DNS_TYPE_A, "\\# 3 c00002", "c00002", NULL},
    {DNS_TYPE_A, "\\# 0", "", NULL},
    {DNS_TYPE_AAAA, "2001:db8::1", "20010db8000000000000000000000001", NULL},
    {DNS_TYPE_MX, "10 mx.good.test.", "000a026d7804676f6f64047465737400", NULL},
    {DNS_TYPE_MX, "10 mx.good.test", "000a026d7804676f6f64047465737400",
	"10 mx.good.test."},
    {DNS_TYPE_MX, "0 .", "000000", NULL},
    {DNS_TYPE_MX, "\\# 4 000ac000", "000ac000", NULL},
    {DNS_TYPE_TXT, "\"v=STSv1; id=1\"", "0d763d53545376313b2069643d31", NULL},
    {DNS_TYPE_TXT, "\"a\" \"b\"", "01610162", NULL},
    {DNS_TYPE_TXT, "\"\"", "00", NULL},
    {DNS_TYPE_TXT, "\"a\\\"b\\\\c\\000\\255\"",
	"07612262"
	"5c6300ff",
	NULL},
    {DNS_TYPE_TXT, "\\# 2 0561", "0561", NULL},
    {DNS_TYPE_TXT, "\\# 0", "", NULL},
    {DNS_TYPE_TLSA, "3 1 1 ab cd", "030101abcd", "3 1 1 abcd"},
    {DNS_TYPE_CNAME, "a\\.b.test.", "03612e62047465737400", NULL},
    {DNS_TYPE_CAA, "0 issue \"ca.test; a=b\"",
	"000569737375"
	"6563612e746573743b20613d62",
	NULL},
    {DNS_TYPE_CAA, "128 TBS \"\"", "8003544253", NULL},
    {DNS_TYPE_CAA, "\\# 1 00", "00", NULL},
    {DNS_TYPE_CAA, "\\# 3 0005 69", "000569", "\\# 3 000569"},
    {64222, "\\# 2 01 02", "0102", "\\# 2 0102"},
    {46, "\\# 1 ff", "ff", NULL},
};

static void
text_becomes_octets_and_the_octets_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(readable); i++) {
		const char *text = readable[i].text;
		const char *shown =
		    readable[i].shown != NULL ? readable[i].shown : text;
		struct buf wire = BUF_INIT, hex = BUF_INIT, back = BUF_INIT;
		struct error err = {""};

		if (dns_rdata_from_text(readable[i].type, text, strlen(text),
			caa_zone_rdata, &wire, &err) == -1)
			fail_msg("%s: %s", text, err.text);
		text_put_hex(&hex, wire.data, wire.len);
		assert_string_equal(buf_text(&hex), readable[i].hex);
		dns_rdata_to_text(readable[i].type,
		    (const uint8_t *)buf_text(&wire), wire.len, caa_zone_text,
		    &back);
		assert_string_equal(buf_text(&back), shown);
		buf_fini(&wire);
		buf_fini(&hex);
		buf_fini(&back);
	}
}

static const struct {
	uint16_t type;
	const char *text, *about;
} bad[] = {
    {DNS_TYPE_A, "", "A"},
    {DNS_TYPE_A, "192.0.2", "A 192.0.2"},
    {DNS_TYPE_A, "192.0.2.1 x", "superfluous"},
    {DNS_TYPE_A, "192.0.2.1\nx", "control character"},
    {DNS_TYPE_MX, "10", "MX 10"},
    {DNS_TYPE_TXT, "\"a", "quotation mark"},
    {DNS_TYPE_TXT, "v=STSv1; id=1", "semicolon"},
    {DNS_TYPE_TXT, "\\# x", "no length"},
    {DNS_TYPE_TXT, "\\#", "no length"},
    {DNS_TYPE_TXT, "\\# 65536 00", "no length"},
    {DNS_TYPE_TXT, "\\# 2 00", "not 2 octets"},
    {DNS_TYPE_TXT, "\\# 1 0g", "not 1 octets"},
    {DNS_TYPE_TXT, "\\# 1 0000", "not 1 octets"},
    {DNS_TYPE_CAA, "0 issue", "three fields"},
    {64222, "abc", "TYPE64222"},
};

static void
text_that_is_none_is_refused_and_nothing_is_put(void **state)
{
	(void)state;
	for (size_t i = 0; i < LENGTH(bad); i++) {
		struct buf wire = BUF_INIT;
		struct error err = {""};

		buf_puts(&wire, "kept");
		assert_int_equal(
		    dns_rdata_from_text(bad[i].type, bad[i].text,
			strlen(bad[i].text), caa_zone_rdata, &wire, &err),
		    -1);
		if (strstr(err.text, bad[i].about) == NULL)
			fail_msg("%s: %s", bad[i].text, err.text);
		assert_string_equal(buf_text(&wire), "kept");
		buf_fini(&wire);
	}
}

static void
text_and_rdata_have_a_limit(void **state)
{
	size_t len = DNS_RDATA_TEXT_MAX + 1;
	char *text = mem_zalloc(len);
	struct buf wire = BUF_INIT;

	(void)state;
	memset(text, 'a', len);
	assert_int_equal(dns_rdata_from_text(DNS_TYPE_CAA, text, len,
			     caa_zone_rdata, &wire, NULL),
	    -1);
	memset(text, 0, len);
	assert_int_equal(dns_rdata_from_text(DNS_TYPE_A, "1.2.3.4\0", 8,
			     caa_zone_rdata, &wire, NULL),
	    -1);
	free(text);
	buf_fini(&wire);
}

static void
a_type_has_a_name_or_a_number(void **state)
{
	static const struct {
		const char *text;
		uint16_t type;
		const char *shown;
	} types[] = {
	    {"MX", 15, "MX"},
	    {"caa", 257, "CAA"},
	    {"TYPE257", 257, "CAA"},
	    {"type64222", 64222, "TYPE64222"},
	    {"DS", 43, "DS"},
	    {"", 0, NULL},
	    {"NONE-SUCH", 0, NULL},
	    {"TYPE65536", 0, NULL},
	    {"TYPE0", 0, NULL},
	};

	(void)state;
	for (size_t i = 0; i < LENGTH(types); i++) {
		struct buf out = BUF_INIT;

		assert_int_equal(
		    dns_type_from_text(types[i].text, strlen(types[i].text)),
		    types[i].type);
		if (types[i].shown == NULL)
			continue;
		dns_type_put(types[i].type, &out);
		assert_string_equal(buf_text(&out), types[i].shown);
		buf_fini(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(text_becomes_octets_and_the_octets_text),
	    cmocka_unit_test(text_that_is_none_is_refused_and_nothing_is_put),
	    cmocka_unit_test(text_and_rdata_have_a_limit),
	    cmocka_unit_test(a_type_has_a_name_or_a_number),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
