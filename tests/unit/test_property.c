/* SPDX-License-Identifier: BSD-2-Clause */
/* CAA properties on the wire and as text: what caa/property.h promises. */

#include "tests/unit/unit.h"

#include "base/buf.h"
#include "base/error.h"
#include "caa/property.h"

static enum caa_rdata_fault
parse(const char *rdata, size_t len, struct caa_property *p)
{
	return caa_property_parse((const uint8_t *)rdata, len, p);
}

static void
octets_become_fields(void **state)
{
	static const char rdata[] = "\x80\x05issueca\0.x";
	struct caa_property p;

	(void)state;
	assert_int_equal(parse(rdata, sizeof(rdata) - 1, &p), CAA_RDATA_OK);
	assert_int_equal(p.flags, 128);
	assert_int_equal(p.id, CAA_TAG_ISSUE);
	assert_int_equal(p.tag_len, 5);
	assert_memory_equal(p.tag, "issue", 5);
	assert_int_equal(p.value_len, 5);
	assert_memory_equal(p.value, "ca\0.x", 5);
	assert_true(caa_property_is_critical(&p));
}

static void
broken_framing_is_told_apart(void **state)
{
	static const struct {
		const char *rdata;
		size_t len;
		enum caa_rdata_fault fault;
		const char *text;
	} cases[] = {
	    {"", 0, CAA_RDATA_SHORT, "short"},
	    {"\x80", 1, CAA_RDATA_SHORT, "short"},
	    {"\0\0a", 3, CAA_RDATA_TAG_LENGTH_ZERO, "tag-length-zero"},
	    {"\0\5issu", 6, CAA_RDATA_TAG_OVERRUN, "tag-overrun"},
	    {"\0\5issue", 7, CAA_RDATA_OK, "ok"},
	    {"\0\2i-x", 5, CAA_RDATA_TAG_CHARSET, "tag-charset"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct caa_property p = {.flags = 77};
		enum caa_rdata_fault fault =
		    parse(cases[i].rdata, cases[i].len, &p);

		assert_int_equal(fault, cases[i].fault);
		assert_string_equal(caa_rdata_fault_text(fault), cases[i].text);
		assert_int_equal(p.flags == 77,
		    fault != CAA_RDATA_OK && fault != CAA_RDATA_TAG_CHARSET);
	}
}

static void
tags_match_without_case_and_whole(void **state)
{
	static const struct {
		const char *tag;
		size_t len;
		enum caa_tag id;
	} cases[] = {
	    {"issue", 5, CAA_TAG_ISSUE},
	    {"IsSuE", 5, CAA_TAG_ISSUE},
	    {"ISSUEWILD", 9, CAA_TAG_ISSUEWILD},
	    {"issuemail", 9, CAA_TAG_ISSUEMAIL},
	    {"issuevmc", 8, CAA_TAG_ISSUEVMC},
	    {"iodef", 5, CAA_TAG_IODEF},
	    {"contactEmail", 12, CAA_TAG_CONTACTEMAIL},
	    {"contactphone", 12, CAA_TAG_CONTACTPHONE},
	    {"auth", 4, CAA_TAG_UNKNOWN},
	    {"path", 4, CAA_TAG_UNKNOWN},
	    {"policy", 6, CAA_TAG_UNKNOWN},
	    {"issue\0", 6, CAA_TAG_UNKNOWN},
	    {"issu", 4, CAA_TAG_UNKNOWN},
	    {"", 0, CAA_TAG_UNKNOWN},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		assert_int_equal(
		    caa_tag_from_text(
			(const uint8_t *)cases[i].tag, cases[i].len),
		    cases[i].id);
	assert_string_equal(caa_tag_text(CAA_TAG_ISSUEVMC), "issuevmc");
	assert_string_equal(caa_tag_text(CAA_TAG_UNKNOWN), "");
}

static void
only_128_is_critical(void **state)
{
	(void)state;
	for (unsigned flags = 0; flags < 256; flags++) {
		struct caa_property p = {.flags = (uint8_t)flags};

		assert_int_equal(caa_property_is_critical(&p), flags >= 128);
	}
}

static void
fields_become_octets_and_text(void **state)
{
	static const char rdata[] = "\x01\x05ISSUEa\"\\\n\xff";
	struct caa_property p;
	struct buf out = BUF_INIT;

	(void)state;
	assert_int_equal(parse(rdata, sizeof(rdata) - 1, &p), CAA_RDATA_OK);
	caa_property_put_wire(&p, &out);
	assert_int_equal(out.len, sizeof(rdata) - 1);
	assert_memory_equal(out.data, rdata, out.len);
	buf_clear(&out);
	caa_property_put_text(&p, &out);
	assert_string_equal(buf_text(&out), "1 issue \"a\\\"\\\\\\010\\255\"");
	buf_clear(&out);
	caa_property_put_generic(&p, &out);
	assert_string_equal(buf_text(&out), "\\# 12 01054953535545"
					    "61225c0aff");
	buf_fini(&out);
}

static void
tags_of_other_octets_print_harmlessly(void **state)
{
	struct caa_property p;
	struct buf out = BUF_INIT;

	(void)state;
	assert_int_equal(parse("\0\3a\n\"v", 6, &p), CAA_RDATA_TAG_CHARSET);
	caa_property_put_text(&p, &out);
	assert_string_equal(buf_text(&out), "0 a\\010\\034 \"v\"");
	buf_fini(&out);
}

/* Text that the vectors leave out; reason NULL: it is good. */
static const struct {
	const char *text;
	const char *reason;
	const char *canonical;
} texts[] = {
    {"0 issue ( \"ca.example\" )", NULL, "0 issue \"ca.example\""},
    {"0 issue ( ; why\n \"ca.example\" ) ; x", NULL, "0 issue \"ca.example\""},
    {"0 issue \"ca.example\"; a=1", NULL, "0 issue \"ca.example\""},
    {"0 issue \"ca.example\"\n", NULL, "0 issue \"ca.example\""},
    {"0\tissue\tca\\.example", NULL, "0 issue \"ca.example\""},
    {"0 issue ca\\;x", NULL, "0 issue \"ca;x\""},
    {"\\# 4 00 016 1 61 ; x", NULL, "0 a \"a\""},
    {"0 issue \"a\" \"b\"", "fields", NULL},
    {"0 issue ca.example x", "fields", NULL},
    {"0 issue ;", "fields", NULL},
    {"0 issue (ca.example", "fields", NULL},
    {"0 issue ca.example)", "fields", NULL},
    {"0 issue\nca.example", "fields", NULL},
    {"0 issue ca.example\n0 issue ca.example", "fields", NULL},
    {"0 issue \"\"ca.example\"\"", "value", NULL},
    {"0 issue \"ca.example", "value", NULL},
    {"0 issue \"ca\n.example\"", "value", NULL},
    {"0 issue \"ca.example\\\"", "value", NULL},
    {"0 issue ca\"x\"", "value", NULL},
    {"0 issue \\256", "value", NULL},
    {"0 issue \\02", "value", NULL},
    {"1e2 issue x", "flags", NULL},
    {"\"0\" issue x", "flags", NULL},
    {"99999999999999999999 issue x", "flags", NULL},
    {"0 \"issue\" x", "tag", NULL},
    {"\\# 0", "short", NULL},
    {"\\# 1 00", "short", NULL},
    {"\\# 4 00050161", "tag-overrun", NULL},
    {"\\# 4 00012d61", "tag-charset", NULL},
    {"\\# 4 000161", "generic", NULL},
    {"\\# 4 0001616g", "generic", NULL},
    {"\\# 4 \"00016161\"", "generic", NULL},
    {"\\#", "generic", NULL},
    {"\\# 65536 00", "generic", NULL},
};

static void
text_is_read_as_a_zone_file_has_it(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		const char *reason = NULL;
		struct caa_property p;
		struct error err;
		struct buf wire = BUF_INIT, text = BUF_INIT;
		int ret = caa_text_parse(
		    texts[i].text, strlen(texts[i].text), &wire, &reason, &err);

		if (texts[i].reason != NULL) {
			assert_int_equal(ret, -1);
			assert_string_equal(reason, texts[i].reason);
			assert_int_equal(wire.len, 0);
			assert_memory_equal(err.text, "CAA record: ", 12);
			continue;
		}
		assert_int_equal(ret, 0);
		assert_int_equal(parse(wire.data, wire.len, &p), CAA_RDATA_OK);
		caa_property_put_text(&p, &text);
		assert_string_equal(buf_text(&text), texts[i].canonical);
		buf_fini(&wire);
		buf_fini(&text);
	}
}

static void
wire_octets_follow_what_is_there(void **state)
{
	struct buf wire = BUF_INIT;

	(void)state;
	buf_puts(&wire, "x");
	assert_int_equal(caa_zone_rdata("0 a b", 5, &wire, NULL), 0);
	assert_int_equal(caa_zone_rdata("0 a", 3, &wire, NULL), -1);
	assert_int_equal(wire.len, 5);
	assert_memory_equal(wire.data, "x\0\1ab", 5);
	buf_fini(&wire);
}

static void
a_value_has_the_room_of_rdata(void **state)
{
	static char text[65535 + 16];
	struct buf wire = BUF_INIT;
	const char *reason = NULL;

	(void)state;
	memcpy(text, "0 a ", 4);
	memset(text + 4, 'x', sizeof(text) - 4);
	assert_int_equal(
	    caa_text_parse(text, 4 + 65532, &wire, &reason, NULL), 0);
	assert_int_equal(wire.len, 65535);
	assert_int_equal(
	    caa_text_parse(text, 4 + 65533, &wire, &reason, NULL), -1);
	assert_string_equal(reason, "value");
	buf_fini(&wire);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(octets_become_fields),
	    cmocka_unit_test(broken_framing_is_told_apart),
	    cmocka_unit_test(tags_match_without_case_and_whole),
	    cmocka_unit_test(only_128_is_critical),
	    cmocka_unit_test(fields_become_octets_and_text),
	    cmocka_unit_test(tags_of_other_octets_print_harmlessly),
	    cmocka_unit_test(text_is_read_as_a_zone_file_has_it),
	    cmocka_unit_test(wire_octets_follow_what_is_there),
	    cmocka_unit_test(a_value_has_the_room_of_rdata),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
