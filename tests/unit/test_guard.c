/* SPDX-License-Identifier: BSD-2-Clause */
/* The address guard: what is connected to, and what never. */

#include "tests/unit/unit.h"

#include <ifaddrs.h>
#include <netdb.h>
#include <stdio.h>

#include "base/buf.h"
#include "base/error.h"
#include "probe/guard.h"

#define CARRIES "an address that carries one of no public use"

static const struct {
	const char *address;
	const char *kind; /* NULL: public */
} gt_kinds[] = {
    {"8.8.8.8", NULL},
    {"1.0.0.1", NULL},
    {"9.255.255.255", NULL},
    {"11.0.0.0", NULL},
    {"100.63.255.255", NULL},
    {"100.128.0.0", NULL},
    {"126.255.255.255", NULL},
    {"128.0.0.0", NULL},
    {"169.253.255.255", NULL},
    {"172.15.255.255", NULL},
    {"172.32.0.0", NULL},
    {"192.0.1.0", NULL},
    {"192.167.255.255", NULL},
    {"192.169.0.0", NULL},
    {"198.17.255.255", NULL},
    {"198.20.0.0", NULL},
    {"223.255.255.255", NULL},
    {"0.0.0.0", "the unspecified address"},
    {"0.1.2.3", "an address of this network (RFC 791)"},
    {"10.0.0.1", "a private address"},
    {"10.255.255.255", "a private address"},
    {"100.64.0.0", "a shared address (RFC 6598)"},
    {"100.127.255.255", "a shared address (RFC 6598)"},
    {"127.0.0.1", "a loopback address"},
    {"127.255.255.255", "a loopback address"},
    {"169.254.169.254", "a link-local address"},
    {"172.16.0.0", "a private address"},
    {"172.31.255.255", "a private address"},
    {"192.0.0.8", "a reserved address"},
    {"192.0.2.1", "a documentation address"},
    {"192.88.99.1", "a reserved address"},
    {"192.168.1.1", "a private address"},
    {"198.18.0.1", "a benchmarking address"},
    {"198.19.255.255", "a benchmarking address"},
    {"198.51.100.7", "a documentation address"},
    {"203.0.113.9", "a documentation address"},
    {"224.0.0.1", "a multicast address"},
    {"239.255.255.255", "a multicast address"},
    {"240.0.0.1", "a reserved address"},
    {"255.255.255.255", "the broadcast address"},
    {"2600::1", NULL},
    {"2a00:1450:4001:81b::200e", NULL},
    {"2001:200::1", NULL},
    {"::", "the unspecified address"},
    {"::1", "a loopback address"},
    {"::7f00:1", "an IPv4-compatible address"},
    {"::8.8.8.8", "an IPv4-compatible address"},
    {"::ffff:8.8.8.8", NULL},
    {"::ffff:127.0.0.1", "a loopback address"},
    {"::ffff:10.0.0.1", "a private address"},
    {"::ffff:0:10.0.0.1", "a reserved address"}, /* RFC 2765 translated */
    {"64:ff9b::8.8.8.8", NULL},
    {"64:ff9b::127.0.0.1", CARRIES},
    {"64:ff9b::a00:1", CARRIES},
    {"64:ff9b:1::1", "a local NAT64 address (RFC 8215)"},
    {"64:ff9b:0:1::808:808", "a reserved address"},
    {"100::1", "a discard-only address"},
    {"2001:0:0808:0808::f7f7:f7f7", NULL},    /* Teredo, 8.8.8.8 twice */
    {"2001:0:0808:0808::80ff:fffe", CARRIES}, /* client 127.0.0.1 */
    {"2001:0:a00:1::f7f7:f7f7", CARRIES},     /* server 10.0.0.1 */
    {"2001:1::1", "a reserved address"},
    {"2001:2::1", "a benchmarking address"},
    {"2001:10::1", "an ORCHID address"},
    {"2001:2f::1", "an ORCHID address"},
    {"2001:db8::1", "a documentation address"},
    {"2002:808:808::1", NULL},
    {"2002:7f00:1::1", CARRIES},
    {"2002:c0a8:101::1", CARRIES},
    {"2600::5efe:8.8.8.8", NULL},
    {"2600::5efe:10.0.0.1", CARRIES},
    {"2600::200:5efe:10.0.0.1", CARRIES},
    {"3fff::1", "a documentation address"},
    {"4000::1", "a reserved address"},
    {"5f00::1", "a reserved address"},
    {"fc00::1", "a private address"},
    {"fdff::1", "a private address"},
    {"fe80::1", "a link-local address"},
    {"febf::1", "a link-local address"},
    {"fec0::1", "a site-local address"},
    {"ff02::1", "a multicast address"},
};

static void
every_address_is_of_its_kind(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(gt_kinds) / sizeof(gt_kinds[0]); i++) {
		struct guard_address a;
		const char *kind;

		assert_int_equal(
		    guard_address_parse(gt_kinds[i].address, &a), 0);
		kind = guard_address_kind(&a);
		if (kind == NULL || gt_kinds[i].kind == NULL
			? kind != gt_kinds[i].kind
			: strcmp(kind, gt_kinds[i].kind) != 0)
			fail_msg("%s: found %s, wanted %s", gt_kinds[i].address,
			    kind != NULL ? kind : "public",
			    gt_kinds[i].kind != NULL ? gt_kinds[i].kind
						     : "public");
	}
}

static void
what_is_no_address_is_refused(void **state)
{
	static const char *const bad[] = {"", "127.1", "0x7f.0.0.1",
	    "017.0.0.1", "2130706433", "8.8.8.8 ", " 8.8.8.8", "8.8.8.8:25",
	    "[2600::1]", "fe80::1%eth0", "2600::1%1", "localhost", "8.8.8.8.",
	    "8.8.8.256", ":::", "1:2:3:4:5:6:7:8:9", "8.8.8.8\n"};
	struct guard *guard = NULL;
	struct guard_address a;

	(void)state;
	assert_int_equal(guard_new(NULL, 0, &guard, NULL), 0);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct buf why = BUF_INIT;

		assert_int_equal(guard_address_parse(bad[i], &a), -1);
		assert_false(guard_allows(guard, bad[i], &why));
		assert_string_equal(why.data, "no address");
		buf_fini(&why);
	}
	guard_free(&guard);
	assert_null(guard);
}

static const struct {
	const char *net;
	bool good;
	const char *in, *out;
} gt_nets[] = {
    {"127.0.0.0/8", true, "127.9.9.9", "128.0.0.0"},
    {"127.0.0.0/8", true, "::ffff:127.0.0.1", "::127.0.0.1"},
    {"10.1.2.3", true, "10.1.2.3", "10.1.2.4"},
    {"10.1.2.2/31", true, "10.1.2.3", "10.1.2.4"},
    {"0.0.0.0/0", true, "255.255.255.255", "::1"},
    {"::/0", true, "::1", NULL},
    {"::/0", true, "10.0.0.1", NULL},
    {"fd00::/9", true, "fd7f::1", "fd80::1"},
    {"::1", true, "::1", "::2"},
    {"::1/128", true, "::1", "127.0.0.1"},
    {"::ffff:10.0.0.0/104", true, "10.9.9.9", "11.0.0.0"},
    {"10.0.0.1/8", false, NULL, NULL},
    {"10.0.0.0/33", false, NULL, NULL},
    {"10.0.0.0/", false, NULL, NULL},
    {"10.0.0.0/-1", false, NULL, NULL},
    {"10.0.0.0/+8", false, NULL, NULL},
    {"10.0.0.0/8 ", false, NULL, NULL},
    {"10.0.0.0/0008", false, NULL, NULL},
    {"10.0.0.0/99999999999", false, NULL, NULL},
    {"10.0.0/8", false, NULL, NULL},
    {"10.0.0.0/8/8", false, NULL, NULL},
    {"::/129", false, NULL, NULL},
    {"2001:db8::/16", false, NULL, NULL},
    {"fe80::%eth0/10", false, NULL, NULL},
    {"", false, NULL, NULL},
    {"/8", false, NULL, NULL},
    {"example.org", false, NULL, NULL},
    {"11111111111111111111111111111111111111111111111111111111111111111111111",
	false, NULL, NULL},
};

static void
a_network_holds_what_shares_its_prefix(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(gt_nets) / sizeof(gt_nets[0]); i++) {
		struct error err = {""};
		struct guard_net net;
		struct guard_address a;
		bool good = guard_net_parse(gt_nets[i].net, &net, &err) == 0;

		if (good != gt_nets[i].good)
			fail_msg("%s: %s", gt_nets[i].net, err.text);
		assert_true(good || strstr(err.text, "network \"") != NULL);
		if (gt_nets[i].in != NULL) {
			assert_int_equal(
			    guard_address_parse(gt_nets[i].in, &a), 0);
			assert_true(guard_net_holds(&net, &a));
		}
		if (gt_nets[i].out != NULL) {
			assert_int_equal(
			    guard_address_parse(gt_nets[i].out, &a), 0);
			assert_false(guard_net_holds(&net, &a));
		}
	}
}

static void
what_is_allowed_passes_and_nothing_else(void **state)
{
	static const char *const allow[] = {"127.0.0.0/8", "fd00::/8"};
	static const struct {
		const char *address;
		bool passes;
	} cases[] = {{"127.0.0.1", true}, {"::ffff:127.0.0.1", true},
	    {"fd00::1", true}, {"8.8.8.8", true}, {"10.0.0.1", false},
	    {"::1", false}, {"64:ff9b::127.0.0.1", false},
	    {"2002:7f00:1::", false}};
	struct guard *guard = NULL;

	(void)state;
	assert_int_equal(guard_new(allow, 2, &guard, NULL), 0);
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf why = BUF_INIT;

		if (guard_allows(guard, cases[i].address, &why) !=
		    cases[i].passes)
			fail_msg("%s", cases[i].address);
		assert_true(cases[i].passes == (why.len == 0));
		buf_fini(&why);
	}
	guard_free(&guard);
	guard_free(&guard); /* empty is fine */
}

static void
a_bad_network_stops_the_start(void **state)
{
	static const char *const allow[] = {"127.0.0.0/8", "127.0.0.1/8"};
	struct guard *guard = NULL;
	struct error err = {""};

	(void)state;
	assert_int_equal(guard_new(allow, 2, &guard, &err), -1);
	assert_null(guard);
	assert_string_equal(
	    err.text, "network \"127.0.0.1/8\" has bits set beyond its prefix");
}

/* Whatever addresses the machine that runs the test has. */
static void
no_address_of_this_machine_passes(void **state)
{
	struct guard *guard = NULL;
	struct ifaddrs *list = NULL;
	unsigned n = 0;

	(void)state;
	assert_int_equal(guard_new(NULL, 0, &guard, NULL), 0);
	assert_int_equal(getifaddrs(&list), 0);
	for (const struct ifaddrs *i = list; i != NULL; i = i->ifa_next) {
		struct buf why = BUF_INIT;
		char text[NI_MAXHOST];
		int family = i->ifa_addr != NULL ? i->ifa_addr->sa_family : 0;

		if ((family != AF_INET && family != AF_INET6) ||
		    getnameinfo(i->ifa_addr,
			family == AF_INET ? sizeof(struct sockaddr_in)
					  : sizeof(struct sockaddr_in6),
			text, sizeof(text), NULL, 0, NI_NUMERICHOST) != 0)
			continue;
		text[strcspn(text, "%")] = '\0';
		assert_false(guard_allows(guard, text, &why));
		assert_non_null(
		    strstr(why.data, " address, which probe.allow does not "));
		buf_fini(&why);
		n++;
	}
	assert_true(n > 0);
	freeifaddrs(list);
	guard_free(&guard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(every_address_is_of_its_kind),
	    cmocka_unit_test(what_is_no_address_is_refused),
	    cmocka_unit_test(a_network_holds_what_shares_its_prefix),
	    cmocka_unit_test(what_is_allowed_passes_and_nothing_else),
	    cmocka_unit_test(a_bad_network_stops_the_start),
	    cmocka_unit_test(no_address_of_this_machine_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
