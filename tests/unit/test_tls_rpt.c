/* SPDX-License-Identifier: BSD-2-Clause */
/* The record of TLS-RPT: what records/tls_rpt.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "records/tls_rpt.h"

/* uris: `mailto HOST;`, `https HOST PORT;` or `bad FAULT;` each. */
static const struct {
	const char *text;
	const char *error; /* NULL: none */
	const char *uris;
} records[] = {
    {"v=TLSRPTv1; rua=mailto:r@a.test", NULL, "mailto a.test;"},
    {"v=TLSRPTv1;rua=mailto:r@a.test;", NULL, "mailto a.test;"},
    {"v=TLSRPTv1 ; rua=mailto:r@A.test. ; x=1", NULL, "mailto a.test;"},
    {"v=TLSRPTv1; rua=https://b.test/report?x=1", NULL, "https b.test 443;"},
    {"v=TLSRPTv1; rua=https://b.test:8443", NULL, "https b.test 8443;"},
    {"v=TLSRPTv1; rua=HTTPS://B.TEST/,MAILTO:r@a.test", NULL,
	"https b.test 443;mailto a.test;"},
    {"v=TLSRPTv1; rua=mailto:a@a.test , mailto:b@b.test,https://c.test/", NULL,
	"mailto a.test;mailto b.test;https c.test 443;"},
    {"v=TLSRPTv1; rua=mailto:a%21%2C%3B@a.test", NULL, "mailto a.test;"},
    {"v=TLSRPTv1; rua=mailto:r@a.test?subject=x", NULL, "mailto a.test;"},
    {"v=TLSRPTv1; rua=mailto:a!b@a.test", NULL,
	"bad it holds `!`, to be written %21;"},
    {"v=TLSRPTv1; rua=mailto:r@a.test!10m", NULL,
	"bad it holds `!`, to be written %21;"},
    {"v=TLSRPTv1; rua=mailto:a b@a.test", NULL,
	"bad it holds an octet that no URI may hold;"},
    {"v=TLSRPTv1; rua=mailto:a%2@a.test", NULL,
	"bad it holds `%` without two hexadecimal digits;"},
    {"v=TLSRPTv1; rua=r@a.test", NULL, "bad wanted mailto: before it;"},
    {"v=TLSRPTv1; rua=http://a.test/", NULL, "bad wanted mailto: or https://;"},
    {"v=TLSRPTv1; rua=mailto:a.test", NULL,
	"bad wanted mailto:MAILBOX@DOMAIN;"},
    {"v=TLSRPTv1; rua=mailto:@a.test", NULL,
	"bad wanted mailto:MAILBOX@DOMAIN;"},
    {"v=TLSRPTv1; rua=mailto:r@test", NULL, "bad the host has one label only;"},
    {"v=TLSRPTv1; rua=mailto:r@a.test,", NULL,
	"mailto a.test;bad nothing stands between two commas;"},
    {"v=TLSRPTv1; rua=https://u@a.test/", NULL,
	"bad it holds user information;"},
    {"v=TLSRPTv1; rua=https://a.test:0/", NULL,
	"bad wanted a port of 1 to 65535;"},
    {"v=TLSRPTv1; rua=https://a.test:65536/", NULL,
	"bad wanted a port of 1 to 65535;"},
    {"v=TLSRPTv1; rua=https://a.test:8x/", NULL,
	"bad wanted https://HOST[:PORT]/PATH;"},
    {"v=TLSRPTv1; rua=mailto:r@a.test; rua=mailto:r@b.test", NULL,
	"mailto a.test;"},
    {"v=TLSRPTv1;", "no field", ""},
    {"v=TLSRPTv1; x=1", "there is no rua", ""},
    {"v=TLSRPTv1; RUA=mailto:r@a.test", "there is no rua", ""},
    {"v=TLSRPTv1; rua=", "without a value", ""},
    {"v=TLSRPTv1; rua=mailto:r@a.test; x", "wanted NAME=VALUE",
	"mailto a.test;"},
    {"v=TLSRPTv1; rua=mailto:r@a.test; x=a b", "value of x", "mailto a.test;"},
};

static void
put_uris(const struct tls_rpt *r, struct buf *out)
{
	for (size_t i = 0; i < r->n_uris; i++) {
		const struct tls_rpt_uri *u = &r->uris[i];

		switch (u->kind) {
		case TLS_RPT_MAILTO:
			buf_printf(out, "mailto %s;", u->host);
			break;
		case TLS_RPT_HTTPS:
			buf_printf(out, "https %s %u;", u->host, u->port);
			break;
		case TLS_RPT_BAD:
			buf_printf(out, "bad %s;", u->fault);
			break;
		}
	}
}

static void
records_are_read_with_a_fault_for_each_address(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(records) / sizeof(records[0]); i++) {
		size_t len = strlen(records[i].text);
		struct buf uris = BUF_INIT;
		struct tls_rpt r;
		struct error err = {""};
		int ret;

		print_message("%s\n", records[i].text);
		assert_int_equal(
		    tls_rpt_version(records[i].text, len), STS_VERSION_IS);
		ret = tls_rpt_parse(records[i].text, len, &r, &err);
		assert_int_equal(ret, records[i].error != NULL ? -1 : 0);
		if (ret == -1)
			assert_non_null(strstr(err.text, records[i].error));
		put_uris(&r, &uris);
		assert_string_equal(buf_text(&uris), records[i].uris);
		buf_fini(&uris);
	}
}

static void
addresses_over_the_limit_are_counted(void **state)
{
	struct buf text = BUF_INIT;
	struct tls_rpt r;

	(void)state;
	buf_puts(&text, "v=TLSRPTv1; rua=mailto:r@a.test");
	for (int i = 0; i < 20; i++)
		buf_puts(&text, ",mailto:r@a.test");
	assert_int_equal(tls_rpt_parse(buf_text(&text), text.len, &r, NULL), 0);
	assert_int_equal(r.n_uris, TLS_RPT_URIS_MAX);
	assert_int_equal(r.n_uris_total, 21);
	buf_fini(&text);
}

static void
other_records_are_told_apart(void **state)
{
	(void)state;
	assert_int_equal(tls_rpt_version("v=TLSRPTv1", 10), STS_VERSION_CLOSE);
	assert_int_equal(tls_rpt_version("v=tlsrptv1;", 11), STS_VERSION_CLOSE);
	assert_int_equal(tls_rpt_version("v=STSv1; id=1", 13), STS_VERSION_NOT);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(records_are_read_with_a_fault_for_each_address),
	    cmocka_unit_test(addresses_over_the_limit_are_counted),
	    cmocka_unit_test(other_records_are_told_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
