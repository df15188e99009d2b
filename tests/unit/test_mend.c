/* SPDX-License-Identifier: BSD-2-Clause */
/* Which records may be told as a cure. */

#include "tests/unit/unit.h"

#include "base/error.h"
#include "verify/mend.h"

static const struct {
	const char *line;
	const char *why; /* part of the sentence; NULL: it is sound */
} lines[] = {
    {"a.test. IN CAA 0 issue \"ca.test\"", NULL},
    {"a.test. 3600 IN CAA 0 issuewild \";\"", NULL},
    {"a.test. IN CAA 0 iodef \"mailto:a@a.test\"", NULL},
    {"a.test. IN CAA 0 issue \"ca test\"", "does not match the grammar"},
    {"a.test. IN CAA 128 tbs \"x\"", "no CA would issue"},
    {"a.test. IN CAA 256 issue \"ca.test\"", "256"},
    {"a.test. IN MX 10 mx.a.test.", NULL},
    {"a.test. IN TXT \"what you like\"", NULL},
    {"_mta-sts.a.test. IN TXT \"v=STSv1; id=20260101T000000\"", NULL},
    {"_mta-sts.a.test. IN TXT \"v=STSv1; id=1-2\"", "other octets"},
    {"_mta-sts.a.test. IN TXT \"v=STSv1 ; id=1\"", "would not take it"},
    {"_mta-sts.a.test. IN TXT \"v=STSv1; id=1; id=2\"", "would not take it"},
    {"_mta-sts.a.test. IN TXT \"v=STSv1; id\"", "NAME=VALUE"},
    {"_mta-sts.a.test. IN TXT \"id=1\"", "does not begin"},
    {"_smtp._tls.a.test. IN TXT \"v=TLSRPTv1; rua=mailto:r@a.test\"", NULL},
    {"_smtp._tls.a.test. IN TXT \"v=TLSRPTv1; rua=a!b\"", "written %21"},
    {"_smtp._tls.a.test. IN TXT \"v=TLSRPTv1 ; rua=mailto:r@a.test\"",
	"would not take it"},
    {"_smtp._tls.a.test. IN TXT \"v=TLSRPTv1; x=1\"", "there is no rua"},
    {"_smtp._tls.a.test. IN TXT \"rua=mailto:r@a.test\"", "does not begin"},
    {"_25._tcp.a.test. IN TLSA 3 1 1 "
     "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff",
	NULL},
    {"_25._tcp.a.test. IN TLSA 3 1 1 0011", "digest of 2 octets"},
    {"_25._tcp.a.test. IN TLSA 4 1 1 0011", "usage 4"},
    {"s._domainkey.a.test. IN TXT \"v=DKIM1; k=ed25519; "
     "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"",
	NULL},
    {"s._domainkey.a.test. IN TXT \"v=DKIM1; k=ed25519; p=\"", "revoked"},
    {"s._domainkey.a.test. IN TXT \"k=ed25519; v=DKIM1; "
     "p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\"",
	"first tag"},
    {"a.test. IN TXT \"v=spf1 ip4:192.0.2.1 -all\"", NULL},
    {"a.test. IN TXT \"v=spf1 ip:192.0.2.1 -all\"", "no such mechanism"},
    {"a.test. IN TXT \"v=spf1 include=b.test -all\"", "as a modifier"},
    {"a.test. IN TXT \"v=spf1 +all\"", "everybody would pass"},
    {"_dmarc.a.test. IN TXT \"v=DMARC1; p=none\"", NULL},
    {"_dmarc.a.test. IN TXT \"v=DMARC1\"", "no policy"},
    {"_dmarc.a.test. IN TXT \"v=DMARC1; p=none; pct=5\"", "does not count"},
    {"_dmarc.a.test. IN TXT \"p=none\"", "does not begin v=DMARC1"},
    {"a.test._report._dmarc.b.test. IN TXT \"v=DMARC1\"", NULL},
    {"a.test._report._dmarc.b.test. IN TXT \"v=DMARC1; x=y\"",
	"does not count"},
    {"a.test. IN TXT \"not ended", "record"},
    {"a.test. IN CAA", "wanted NAME. IN TYPE RDATA"},
    {"a.test. IN FROB x", "wanted NAME. IN TYPE RDATA"},
    {"a b.test. IN A 192.0.2.1", ""},
    {"a.test. IN A 192.0.2.1\nb.test. IN A 192.0.2.1", "one line"},
    {"a.test. IN A 192.0.2.256", "record"},
    {"", ""},
};

static void
only_a_sound_record_is_told_as_a_cure(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct error err = {""};
		int ret = mend_check(lines[i].line, &err);

		if ((ret == 0) != (lines[i].why == NULL) ||
		    (ret == -1 && strstr(err.text, lines[i].why) == NULL))
			fail_msg("%s: %d, %s", lines[i].line, ret, err.text);
		assert_int_equal(mend_check(lines[i].line, NULL), ret);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(only_a_sound_record_is_told_as_a_cure),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
