/* SPDX-License-Identifier: BSD-2-Clause */
/* The resolver with zone files, and its settings. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/resolver.h"
#include "dns/zone.h"
#include "tests/support/fakedns.h"
#include "tests/unit/resolver_world.h"

static int
rt_read_caa(const char *text, size_t len, struct buf *wire, struct error *err)
{
	(void)err;
	buf_puts(wire, "zone of ");
	buf_put(wire, text, len);
	return 0;
}

static void
rt_add_zone(struct rt *rt, const char *text)
{
	FILE *f = fmemopen((void *)(uintptr_t)text, strlen(text), "r");
	struct dns_zone *z = NULL;

	assert_int_equal(dns_zone_read(f, "z", rt_read_caa, &z, NULL), 0);
	(void)fclose(f);
	dns_resolver_add_zone(rt->resolver, &z);
	assert_null(z);
}

static void
zones_answer_before_servers(void **state)
{
	static const struct {
		const char *name, *says;
	} cases[] = {
	    {"zone.test", "NOERROR 60 1x apex"},
	    {"nothere.zone.test", "NXDOMAIN 30"},
	    {"sub.zone.test", "NOERROR 3600 1x sub"},
	    {"x.sub.zone.test", "NXDOMAIN 0"},
	    {"other.test", "NOERROR ad 300 1xca"},
	    {"out.zone.test", "NOERROR 40 plain.test 1xca"},
	    {"outloop.zone.test", "NOERROR 40 chain.test a.test b.test 1xb"},
	    {"tosub.zone.test", "NOERROR 30 sub.zone.test 1x sub"},
	    {"toloop.zone.test", "ALIAS-LOOP 0 loop.sub.zone.test "
				 "toloop.zone.test"},
	    {"outnx.zone.test", "NXDOMAIN 60 nx.test"},
	    {"outfail.zone.test", "REFUSED 0 refused.test"},
	};
	struct fakedns *f = fakedns_start(rt_script, &rt_ad, 0);
	struct rt rt;

	(void)state;
	rt_open_one(&rt, 1, f);
	rt_add_zone(&rt, "$ORIGIN zone.test.\n$TTL 60\n"
			 "@ SOA a b 1 2 3 4 30\n@ CAA apex\n"
			 "out 40 CNAME plain.test.\n"
			 "outloop 40 CNAME chain.test.\n"
			 "tosub CNAME sub\n"
			 "toloop CNAME loop.sub\n"
			 "outnx CNAME nx.test.\n"
			 "outfail CNAME refused.test.\n");
	rt_add_zone(&rt, "$ORIGIN sub.zone.test.\n@ CAA sub\n"
			 "loop CNAME toloop.zone.test.\n");
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		rt_expect(&rt, cases[i].name, cases[i].says);
	rt_add_zone(&rt, "$ORIGIN b.test.\n$TTL 10\n@ CAA mine\n");
	rt_expect(&rt, "chain.test", "NOERROR 10 a.test b.test 1x mine");
	rt_expect(
	    &rt, "half.test", "NOERROR 10 chain.test a.test b.test 1x mine");
	rt_close(&rt);
	fakedns_stop(&f);
}

static void
none_answers_servfail_to_all_but_zones(void **state)
{
	static const char *const none[] = {"none"};
	struct dns_answer *a;
	struct rt rt;

	(void)state;
	rt_open(&rt, RT_PATIENCE, 1, 1, none);
	rt_add_zone(&rt, "$ORIGIN zone.test.\n@ CAA apex\n");
	a = rt_ask(&rt, "other.test");
	assert_int_equal(a->status, DNS_FAILED);
	assert_int_equal(a->rcode, 2);
	dns_answer_free(&a);
	rt_expect(&rt, "zone.test", "NOERROR 3600 1x apex");
	a = rt_ask(&rt, "zone.test");
	assert_string_equal(a->server, "zone z");
	dns_answer_free(&a);
	rt_close(&rt);
}

static void
bad_settings_are_told(void **state)
{
	static const char *const names[] = {"localhost"};
	static const char *const mixed[] = {"127.0.0.1", "none"};
	static const struct {
		struct dns_settings s;
		const char *says;
	} cases[] = {
	    {{names, 1, false, 2000, 2}, "localhost"},
	    {{mixed, 2, false, 2000, 2}, "none"},
	    {{NULL, 0, false, 0, 2}, "timeout of 0 ms"},
	    {{NULL, 0, false, 2000, 0}, "0 DNS tries"},
	};
	struct event_base *base = event_base_new();

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct dns_resolver *r = NULL;
		struct error err = {""};

		assert_int_equal(
		    dns_resolver_new(base, &cases[i].s, &r, &err), -1);
		assert_null(r);
		assert_non_null(strstr(err.text, cases[i].says));
	}
	event_base_free(base);
}

static void
the_systems_servers_are_the_default(void **state)
{
	struct dns_settings s = DNS_SETTINGS_DEFAULT;
	struct rt rt;

	(void)state;
	rt_open_settings(&rt, &s);
	rt_close(&rt);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(zones_answer_before_servers),
	    cmocka_unit_test(none_answers_servfail_to_all_but_zones),
	    cmocka_unit_test(bad_settings_are_told),
	    cmocka_unit_test(the_systems_servers_are_the_default),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
