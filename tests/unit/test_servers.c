/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses of servers: what dns/servers.h promises. */

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/servers.h"

static void
addresses_are_read_with_and_without_port(void **state)
{
	static const struct {
		const char *text, *is; /* NULL: none */
		bool loopback;
	} cases[] = {
	    {"127.0.0.1", "127.0.0.1:53", true},
	    {"127.8.0.1:5353", "127.8.0.1:5353", true},
	    {"192.0.2.1:1", "192.0.2.1:1", false},
	    {"::1", "[::1]:53", true},
	    {"[::1]:65535", "[::1]:65535", true},
	    {"[2001:db8::1]", "[2001:db8::1]:53", false},
	    {"2001:db8::1", "[2001:db8::1]:53", false},
	    {"", NULL, false},
	    {"localhost", NULL, false},
	    {"192.0.2.1:", NULL, false},
	    {"192.0.2.1:0", NULL, false},
	    {"192.0.2.1:65536", NULL, false},
	    {"192.0.2.1:99999999999999999999", NULL, false},
	    {"192.0.2.1:53x", NULL, false},
	    {"192.0.2.256", NULL, false},
	    {"[192.0.2.1]", NULL, false},
	    {"[::1", NULL, false},
	    {"[::1]53", NULL, false},
	    {"[::1]:", NULL, false},
	    {"none", NULL, false},
	    {"1111111111111111111111111111111111111111111111111", NULL, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct server_address a;
		struct error err = {""};
		struct buf b = BUF_INIT;

		if (servers_parse(cases[i].text, &a, &err) == -1) {
			if (cases[i].is != NULL)
				fail_msg("%s", err.text);
			assert_non_null(strstr(err.text, cases[i].text));
			continue;
		}
		servers_put(&b, &a);
		assert_non_null(cases[i].is);
		assert_string_equal(buf_text(&b), cases[i].is);
		assert_int_equal(servers_is_loopback(&a), cases[i].loopback);
		buf_fini(&b);
	}
}

static void
the_systems_servers_are_those_of_resolv_conf(void **state)
{
	static const struct {
		const char *text, *first;
		int n;
		bool trust_ad;
	} cases[] = {
	    {"nameserver 192.0.2.1\nnameserver 2001:db8::1\n", "192.0.2.1:53",
		2, false},
	    {"nameserver 192.0.2.1\noptions edns0 trust-ad\n", "192.0.2.1:53",
		1, true},
	    {"nameserver 192.0.2.1\noptions trust-adx\n", "192.0.2.1:53", 1,
		false},
	    {"# options trust-ad\nnameserver 192.0.2.1\n", "192.0.2.1:53", 1,
		false},
	    {"", "127.0.0.1:53", 1, false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char path[] = "/tmp/caagate-resolv-XXXXXX";
		int fd = mkstemp(path);
		size_t len = strlen(cases[i].text);
		struct server_address a[SERVERS_MAX];
		struct buf b = BUF_INIT;
		bool trust_ad = !cases[i].trust_ad;

		assert_int_equal(write(fd, cases[i].text, len), (int)len);
		(void)close(fd);
		assert_int_equal(
		    servers_system(path, a, &trust_ad, NULL), cases[i].n);
		assert_int_equal(trust_ad, cases[i].trust_ad);
		servers_put(&b, &a[0]);
		assert_string_equal(buf_text(&b), cases[i].first);
		buf_fini(&b);
		(void)unlink(path);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_are_read_with_and_without_port),
	    cmocka_unit_test(the_systems_servers_are_those_of_resolv_conf),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
