/* SPDX-License-Identifier: BSD-2-Clause */
/* Zone files: what dns/zone.h promises. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/zone.h"

/* The hook of these tests: RDATA is the text itself, `bad` is refused. */
static int
zt_read_caa(const char *text, size_t len, struct buf *wire, struct error *err)
{
	if (len >= 3 && memcmp(text, "bad", 3) == 0)
		return error_set(err, "CAA is bad");
	buf_put(wire, text, len);
	return 0;
}

static int
zt_read(const char *text, struct dns_zone **zone_out, struct error *err)
{
	FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	int ret;

	assert_non_null(f);
	ret = dns_zone_read(f, "z", zt_read_caa, zone_out, err);
	(void)fclose(f);
	return ret;
}

static struct dns_zone *
zt_zone(const char *text)
{
	struct error err = {""};
	struct dns_zone *z = NULL;

	if (zt_read(text, &z, &err) == -1)
		fail_msg("%s", err.text);
	return z;
}

/* `STATUS ttl=N alias... [rdata]... >target` */
static char *
zt_told(const struct dns_zone *z, const char *name, uint16_t type)
{
	char target[DNS_NAME_SIZE];
	struct dns_answer *a = dns_zone_answer(z, name, type, target);
	struct buf b = BUF_INIT;

	assert_string_equal(a->name, name);
	assert_int_equal(a->type, type);
	assert_false(a->ad);
	assert_string_equal(a->server, "zone z");
	buf_puts(&b, a->status == DNS_NODATA    ? "NODATA"
		     : a->status == DNS_RECORDS ? "RECORDS"
						: dns_answer_rcode_text(a));
	buf_printf(&b, " %u", a->ttl);
	for (size_t i = 0; i < a->n_aliases; i++)
		buf_printf(&b, " %s", a->aliases[i]);
	for (size_t i = 0; i < a->n_records; i++)
		buf_printf(&b, " [%.*s]", (int)a->records[i].len,
		    (const char *)a->records[i].data);
	if (target[0] != '\0')
		buf_printf(&b, " >%s", target);
	dns_answer_free(&a);
	return buf_steal(&b);
}

static const char zt_zone_text[] =
    "$ORIGIN test.\n"
    "$TTL 1h\n"
    "@ IN SOA ns hostmaster (1 7200 ; serial, refresh\n"
    "	900 1209600 300) ; minimum\n"
    "  IN CAA 0 issue \"ca.example\"\n"
    "	600 CAA 0 issue \"ca2.example\" ; with a shorter life\n"
    "www CNAME host\n"
    "host 300 IN CAA one\n"
    "HOST IN 400 CAA two ; \"comment\n"
    "     CAA two ; twice the same\n"
    "deep.under.here CAA deep\n"
    "*.wild CAA star\n"
    "a.wild TXT \"x\"\n"
    "sub.b.wild TXT \"x\"\n"
    "*.cw CNAME host\n"
    "loop1 CNAME loop2\n"
    "loop2 CNAME loop1\n"
    "self CNAME self\n"
    "out 60 CNAME elsewhere.example.\n"
    "out2 30 CNAME out\n"
    "gone CNAME nothere\n"
    "bare CNAME here.test.\n"
    "tree DNAME host\n"
    "tree CAA own\n"
    "dn DNAME target.example.\n"
    "up DNAME under\n"
    "c17 CNAME c16\nc16 CNAME c15\nc15 CNAME c14\nc14 CNAME c13\n"
    "c13 CNAME c12\nc12 CNAME c11\nc11 CNAME c10\nc10 CNAME c9\n"
    "c9 CNAME c8\nc8 CNAME c7\nc7 CNAME c6\nc6 CNAME c5\nc5 CNAME c4\n"
    "c4 CNAME c3\nc3 CNAME c2\nc2 CNAME c1\nc1 CNAME c0\nc0 CAA end\n"
    "long DNAME "
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa."
    "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";

static void
names_are_answered_as_a_server_would(void **state)
{
	static const struct {
		const char *name;
		uint16_t type;
		const char *says;
	} cases[] = {
	    {"test", 257,
		"RECORDS 600 [0 issue \"ca.example\"] "
		"[0 issue \"ca2.example\"]"},
	    {"test", 15, "NODATA 300"},
	    {"host.test", 257, "RECORDS 300 [one] [two]"},
	    {"www.test", 257, "RECORDS 300 host.test [one] [two]"},
	    {"nothere.test", 257, "NXDOMAIN 300"},
	    {"gone.test", 257, "NXDOMAIN 300 nothere.test"},
	    /* empty non-terminals exist */
	    {"here.test", 257, "NODATA 300"},
	    {"under.here.test", 257, "NODATA 300"},
	    {"bare.test", 257, "NODATA 300 here.test"},
	    {"deep.under.here.test", 257, "RECORDS 3600 [deep]"},
	    {"x.under.here.test", 257, "NXDOMAIN 300"},
	    {"x.deep.under.here.test", 257, "NXDOMAIN 300"},
	    /* RFC 4592 */
	    {"wild.test", 257, "NODATA 300"},
	    {"x.wild.test", 257, "RECORDS 3600 [star]"},
	    {"x.y.wild.test", 257, "RECORDS 3600 [star]"},
	    {"x.wild.test", 15, "NODATA 300"},
	    {"*.wild.test", 257, "RECORDS 3600 [star]"},
	    {"a.wild.test", 257, "NODATA 300"},
	    {"x.a.wild.test", 257, "NXDOMAIN 300"},
	    {"b.wild.test", 257, "NODATA 300"},
	    {"x.b.wild.test", 257, "NXDOMAIN 300"},
	    {"x.cw.test", 257, "RECORDS 300 host.test [one] [two]"},
	    /* aliases */
	    {"loop1.test", 257, "ALIAS-LOOP 0 loop2.test loop1.test"},
	    {"self.test", 257, "ALIAS-LOOP 0 self.test"},
	    {"out.test", 257,
		"NODATA 60 elsewhere.example "
		">elsewhere.example"},
	    {"out2.test", 257,
		"NODATA 30 out.test elsewhere.example "
		">elsewhere.example"},
	    {"c16.test", 257,
		"RECORDS 3600 c15.test c14.test c13.test "
		"c12.test c11.test c10.test c9.test c8.test c7.test c6.test "
		"c5.test c4.test c3.test c2.test c1.test c0.test [end]"},
	    {"c17.test", 257,
		"ALIAS-LONG 0 c16.test c15.test c14.test "
		"c13.test c12.test c11.test c10.test c9.test c8.test c7.test "
		"c6.test c5.test c4.test c3.test c2.test c1.test c0.test"},
	    /* RFC 6672: below, not at */
	    {"tree.test", 257, "RECORDS 3600 [own]"},
	    {"x.tree.test", 257, "NXDOMAIN 300 x.host.test"},
	    {"a.b.dn.test", 257,
		"NODATA 3600 a.b.target.example "
		">a.b.target.example"},
	    {"x.up.test", 257, "NXDOMAIN 300 x.under.test"},
	    {"aaaaaaaaaaaaaaaaaaaa.long.test", 257, "YXDOMAIN 0"},
	};
	struct dns_zone *z = zt_zone(zt_zone_text);

	(void)state;
	assert_string_equal(dns_zone_origin(z), "test");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *told = zt_told(z, cases[i].name, cases[i].type);

		if (strcmp(told, cases[i].says) != 0)
			fail_msg("%s: %s, want %s", cases[i].name, told,
			    cases[i].says);
		free(told);
	}
	dns_zone_free(&z);
	assert_null(z);
	dns_zone_free(&z);
}

static void
caa_rdata_reaches_the_hook_as_written(void **state)
{
	static const struct {
		const char *line, *rdata;
	} cases[] = {
	    {"a CAA 0 issue ca.example", "0 issue ca.example"},
	    {"a CAA 0 issue ca.example ; a=1", "0 issue ca.example"},
	    {"a CAA 0 issue \"ca.example; a=1\"",
		"0 issue \"ca.example; a=1\""},
	    {"a CAA 0 issue \";\" ;", "0 issue \";\""},
	    {"a CAA 0 issue \"\\;\"", "0 issue \"\\;\""},
	    {"a CAA 0 issue \"a\\\"b\"", "0 issue \"a\\\"b\""},
	    {"a CAA 0 issue ca\\;x", "0 issue ca\\;x"},
	    {"a CAA 0 issue \"\"ca.example\"\"", "0 issue \"\"ca.example\"\""},
	    {"a CAA 0 issue \"a\" \"b\"", "0 issue \"a\" \"b\""},
	    {"a CAA 0 issue ;", "0 issue"},
	    {"a CAA (0 issue ; why\n\"(ca)\" )", " 0 issue  \"(ca)\""},
	    {"a CAA 256 Issue \"x\"\r", "256 Issue \"x\""},
	    {"a caa \\# 3 00 01 61", "\\# 3 00 01 61"},
	    {"a TYPE257 \\# 3 000161", "\\# 3 000161"},
	    {"a type257 0 issue \"x\"", "0 issue \"x\""},
	    {"a IN 60 CAA\t0\tissue\t\"a\tb\"", "0 issue \"a\tb\""},
	    {"a 60 IN CAA x\\ ", "x\\ "},
	    {"a CLASS1 CAA x", "x"},
	    {"a CAA", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;
		char target[DNS_NAME_SIZE];
		struct dns_answer *a;
		struct dns_zone *z;
		const char *want = cases[i].rdata;

		buf_printf(&text, "$ORIGIN test.\n%s", cases[i].line);
		z = zt_zone(buf_text(&text));
		a = dns_zone_answer(z, "a.test", DNS_TYPE_CAA, target);
		assert_int_equal(a->n_records, 1);
		want += strspn(want, " ");
		if (a->records[0].len != strlen(want) ||
		    memcmp(a->records[0].data, want, strlen(want)) != 0)
			fail_msg("%s: [%.*s]", cases[i].line,
			    (int)a->records[0].len,
			    (const char *)a->records[0].data);
		dns_answer_free(&a);
		dns_zone_free(&z);
		buf_fini(&text);
	}
}

static void
other_rdata_is_wire_format(void **state)
{
	static const struct {
		const char *line;
		uint16_t type;
		const char *rdata;
		size_t len;
	} cases[] = {
	    {"a MX 10 mx", DNS_TYPE_MX, "\0\12\2mx\4test\0", 11},
	    {"a MX 10 mx.example.", DNS_TYPE_MX, "\0\12\2mx\7example\0", 14},
	    {"a MX 0 .", DNS_TYPE_MX, "\0\0\0", 3},
	    {"a A 192.0.2.1", DNS_TYPE_A, "\300\0\2\1", 4},
	    {"a TXT \"v=STSv1; id=1\"", DNS_TYPE_TXT, "\15v=STSv1; id=1", 14},
	    {"a TXT \"a\" b ; c", DNS_TYPE_TXT, "\1a\1b", 4},
	    {"a TXT \"a(b\"", DNS_TYPE_TXT, "\3a(b", 4},
	    {"a TLSA 3 1 1 00ff", DNS_TYPE_TLSA, "\3\1\1\0\377", 5},
	    {"a TLSA 3 1 1 ( 00\n ff )", DNS_TYPE_TLSA, "\3\1\1\0\377", 5},
	    {"a AAAA ::1", DNS_TYPE_AAAA, "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1",
		16},
	    {"a TYPE65280 \\# 2 0102", 65280, "\1\2", 2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;
		char target[DNS_NAME_SIZE];
		struct dns_answer *a;
		struct dns_zone *z;

		buf_printf(&text, "$ORIGIN test.\n%s\n", cases[i].line);
		z = zt_zone(buf_text(&text));
		a = dns_zone_answer(z, "a.test", cases[i].type, target);
		assert_int_equal(a->n_records, 1);
		assert_int_equal(a->records[0].len, cases[i].len);
		assert_memory_equal(
		    a->records[0].data, cases[i].rdata, cases[i].len);
		dns_answer_free(&a);
		dns_zone_free(&z);
		buf_fini(&text);
	}
}

static void
what_is_no_zone_is_told_by_line(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {"", "z: neither SOA nor $ORIGIN"},
	    {"a. CAA x\n", "z: neither SOA nor $ORIGIN"},
	    {"$ORIGIN test.\n\n CAA x\n", "z:3: the first record has no owner"},
	    {"$ORIGIN test.\na CAA bad\n", "z:2: CAA is bad"},
	    {"$ORIGIN test.\na CAA (\n\n bad)\n", "z:2: CAA is bad"},
	    {"$ORIGIN test.\na CAA x\n\n\"\n", "z:4: a quotation mark"},
	    {"$ORIGIN test.\na CAA \"x\\\n", "z:2: a backslash"},
	    {"$ORIGIN test.\na CAA (x\n", "z:2: a parenthesis"},
	    {"$ORIGIN test.\na CAA x)\n", "z:2: a parenthesis"},
	    {"$ORIGIN test.\na CAA ((x))\n", "z:2: a parenthesis"},
	    {"$ORIGIN test.\na MX ten mx\n", "z:2: MX ten mx: "},
	    {"$ORIGIN test.\na MX\n", "z:2: MX"},
	    {"$ORIGIN test.\na NOTYPE x\n", "z:2: \"NOTYPE\", want a record"},
	    {"$ORIGIN test.\na CH TXT x\n", "z:2: \"CH\", want a record"},
	    {"$ORIGIN test.\na 60\n", "z:2: a record without a type"},
	    {"$ORIGIN test.\na\n", "z:2: a record without a type"},
	    {"$ORIGIN test.\na..b CAA x\n", "z:2: \"a..b\" is no domain name"},
	    {"$ORIGIN\n", "z:1: \"\" is no domain name"},
	    {"$ORIGIN a b\n", "z:1: $ORIGIN has more than one value"},
	    {"$TTL x\n", "z:1: $TTL \"x\", want a time"},
	    {"$TTL 99999999999\n", "z:1: $TTL"},
	    {"$INCLUDE /etc/passwd\n", "z:1: $INCLUDE, want a record"},
	    {"$ORIGIN test.\na CAA x\nb.example. CAA x\n",
		"z:3: b.example lies outside of the zone test"},
	    {"test. SOA a. b. 1 2 3 4 5\ntest. SOA a. b. 2 2 3 4 5\n",
		"z:2: a second SOA record"},
	    {"$ORIGIN test.\na CAA x\na CNAME b\n",
		"z:3: a.test has other records beside its CNAME"},
	    {"$ORIGIN test.\na CNAME b\na A 192.0.2.1\n",
		"z:3: a.test has other records beside its CNAME"},
	    {"$ORIGIN test.\na CNAME b\na CNAME c\n",
		"z:3: a.test has a second CNAME"},
	    {"$ORIGIN test.\na DNAME b\na DNAME c\n",
		"z:3: a.test has a second DNAME"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_zone *z = NULL;
		struct error err = {""};
		const char *text = cases[i].text[0] ? cases[i].text : " ";

		assert_int_equal(zt_read(text, &z, &err), -1);
		assert_null(z);
		if (strncmp(err.text, cases[i].says, strlen(cases[i].says)))
			fail_msg("%s: %s", cases[i].says, err.text);
	}
}

static void
the_origin_is_the_soas_owner(void **state)
{
	struct dns_zone *z;
	char *told;

	(void)state;
	z = zt_zone("$ORIGIN example.\n$ORIGIN sub.example.\na CAA x\n");
	assert_string_equal(dns_zone_origin(z), "example");
	told = zt_told(z, "b.example", 257);
	assert_string_equal(told, "NXDOMAIN 0");
	free(told);
	dns_zone_free(&z);
	z = zt_zone("$ORIGIN example.\n"); /* of no record at all */
	told = zt_told(z, "example", 257);
	assert_string_equal(told, "NODATA 0");
	free(told);
	dns_zone_free(&z);
	z = zt_zone("$ORIGIN example.\nTest 60 SOA a b 1 2 3 4 600\n");
	assert_string_equal(dns_zone_origin(z), "test.example");
	told = zt_told(z, "test.example", 257);
	assert_string_equal(told, "NODATA 60");
	free(told);
	dns_zone_free(&z);
}

static void
ttls_are_inherited_as_the_rfcs_say(void **state)
{
	static const struct {
		const char *text, *says;
	} cases[] = {
	    {"a CAA x", "RECORDS 3600 [x]"},
	    {"b 60 CAA x\na CAA x", "RECORDS 60 [x]"},
	    {"$TTL 1w\nb 60 CAA x\na CAA x", "RECORDS 604800 [x]"},
	    {"$TTL 1h30M\na CAA x", "RECORDS 5400 [x]"},
	    {"a 0 CAA x", "RECORDS 0 [x]"},
	    {"a 60 CAA x\na 30 CAA x", "RECORDS 30 [x]"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf text = BUF_INIT;
		struct dns_zone *z;
		char *told;

		buf_printf(&text, "$ORIGIN test.\n%s\n", cases[i].text);
		z = zt_zone(buf_text(&text));
		told = zt_told(z, "a.test", 257);
		assert_string_equal(told, cases[i].says);
		free(told);
		dns_zone_free(&z);
		buf_fini(&text);
	}
}

static void
files_are_read_and_missing_ones_told(void **state)
{
	char path[] = "/tmp/caagate-zone-XXXXXX";
	int fd = mkstemp(path);
	struct dns_zone *z = NULL;
	struct error err = {""};

	(void)state;
	assert_int_not_equal(fd, -1);
	assert_int_equal(write(fd, "$ORIGIN test.\n", 14), 14);
	(void)close(fd);
	assert_int_equal(dns_zone_load(path, zt_read_caa, &z, &err), 0);
	assert_string_equal(dns_zone_origin(z), "test");
	dns_zone_free(&z);
	(void)unlink(path);
	assert_int_equal(dns_zone_load(path, zt_read_caa, &z, &err), -1);
	assert_non_null(strstr(err.text, "No such file"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(names_are_answered_as_a_server_would),
	    cmocka_unit_test(caa_rdata_reaches_the_hook_as_written),
	    cmocka_unit_test(other_rdata_is_wire_format),
	    cmocka_unit_test(what_is_no_zone_is_told_by_line),
	    cmocka_unit_test(the_origin_is_the_soas_owner),
	    cmocka_unit_test(ttls_are_inherited_as_the_rfcs_say),
	    cmocka_unit_test(files_are_read_and_missing_ones_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
