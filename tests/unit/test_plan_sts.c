/* SPDX-License-Identifier: BSD-2-Clause */
/* What is asked about MTA-STS and TLS-RPT, and when. */

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <stdlib.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "probe/result.h"
#include "verify/evidence.h"
#include "verify/plan.h"

#define NOW 1795341600

static void
ask(void *arg, const char *name, uint16_t type)
{
	buf_printf(arg, "%s %s;", name, dns_type_text(type));
}

static void
probe(void *arg, const struct probe_target *target, const char *address)
{
	buf_puts(arg, "probe ");
	probe_target_put(target, arg);
	buf_printf(arg, " %s;", address);
}

static void
plans(const struct evidence *e, void (*family)(const struct plan *),
    const char *wanted)
{
	struct buf named = BUF_INIT;
	const struct plan plan = {e, ask, probe, &named};

	family(&plan);
	assert_string_equal(buf_text(&named), wanted);
	buf_fini(&named);
}

static void
put(struct evidence *e, const char *name, uint16_t type, const char *text)
{
	struct dns_answer *a =
	    dns_answer_new(name, type, text != NULL ? DNS_RECORDS : DNS_NODATA);
	struct buf rdata = BUF_INIT;
	struct in_addr address;

	if (text != NULL && type == DNS_TYPE_A) {
		assert_int_equal(inet_pton(AF_INET, text, &address), 1);
		buf_put(&rdata, &address, sizeof(address));
	} else if (text != NULL) {
		buf_u8(&rdata, (uint8_t)strlen(text));
		buf_puts(&rdata, text);
	}
	if (text != NULL)
		dns_answer_add_record(a, rdata.data, rdata.len);
	evidence_put(e, a);
	dns_answer_free(&a);
	buf_fini(&rdata);
}

static void
the_policy_host_is_looked_at_before_the_record_is_known(void **state)
{
	struct evidence *e = evidence_new("good.test", NOW, NULL);

	(void)state;
	plans(e, plan_sts,
	    "_mta-sts.good.test TXT;mta-sts.good.test A;"
	    "mta-sts.good.test AAAA;");
	put(e, "mta-sts.good.test", DNS_TYPE_A, "192.0.2.80");
	plans(e, plan_sts,
	    "_mta-sts.good.test TXT;mta-sts.good.test AAAA;"
	    "probe https://mta-sts.good.test/.well-known/mta-sts.txt "
	    "192.0.2.80;");
	evidence_free(&e);
}

static void
the_parent_of_a_subdomain_is_asked_at_once(void **state)
{
	struct evidence *e = evidence_new("sub.good.test", NOW, NULL);

	(void)state;
	plans(e, plan_sts,
	    "_mta-sts.sub.good.test TXT;_mta-sts.good.test TXT;"
	    "mta-sts.sub.good.test A;mta-sts.sub.good.test AAAA;");
	evidence_free(&e);
}

static void
where_reports_go_is_asked_when_the_record_is_known(void **state)
{
	struct evidence *e = evidence_new("good.test", NOW, NULL);

	(void)state;
	plans(e, plan_rpt, "_smtp._tls.good.test TXT;");
	put(e, "_smtp._tls.good.test", DNS_TYPE_TXT,
	    "v=TLSRPTv1; rua=mailto:r@a.test,https://b.test:8443/x,mailto:c!");
	plans(e, plan_rpt, "a.test MX;b.test A;b.test AAAA;");
	put(e, "a.test", DNS_TYPE_MX, NULL);
	put(e, "b.test", DNS_TYPE_A, "192.0.2.90");
	plans(e, plan_rpt,
	    "a.test A;a.test AAAA;b.test AAAA;"
	    "probe https://b.test:8443 192.0.2.90;");
	evidence_free(&e);
}

static void
several_records_lead_nowhere(void **state)
{
	struct evidence *e = evidence_new("good.test", NOW, NULL);
	struct dns_answer *a =
	    dns_answer_new("_smtp._tls.good.test", DNS_TYPE_TXT, DNS_RECORDS);

	(void)state;
	dns_answer_add_record(a, "\037v=TLSRPTv1; rua=mailto:r@a.test", 32);
	dns_answer_add_record(a, "\037v=TLSRPTv1; rua=mailto:r@b.test", 32);
	evidence_put(e, a);
	dns_answer_free(&a);
	plans(e, plan_rpt, "");
	evidence_free(&e);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(
		the_policy_host_is_looked_at_before_the_record_is_known),
	    cmocka_unit_test(the_parent_of_a_subdomain_is_asked_at_once),
	    cmocka_unit_test(
		where_reports_go_is_asked_when_the_record_is_known),
	    cmocka_unit_test(several_records_lead_nowhere),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
