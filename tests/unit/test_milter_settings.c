/* SPDX-License-Identifier: BSD-2-Clause */
/* Each setting of the milter refuses what it can't be, and says what it can. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "milter/terms.h"
#include "settings/settings.h"
#include "tests/unit/unit_file.h"

#define HUNDRED(text) text text text text text text text text text text
#define REPLIES "\"accept\", \"quarantine\", \"tempfail\", \"reject\""

/* What stands in group milter, on a line of its own, and what is said of it
 * after the name of the file. */
static const struct bad {
	const char *key, *text, *sentence;
} bad[] = {
    {"listen", "listen = \"127.0.0.1:8891\";",
	":2: milter.listen: found 127.0.0.1:8891, want inet:ADDRESS:PORT or "
	"unix:PATH"},
    {"listen", "listen = \"inet:localhost:8891\";",
	":2: milter.listen: found inet:localhost:8891, want a numeric address "
	"and port, as inet:127.0.0.1:10050 or inet:[::1]:10050"},
    {"listen", "listen = \"unix:run/x\";",
	":2: milter.listen: found unix:run/x, want a path that begins with a "
	"slash"},
    {"listen", "listen = \"\";",
	":2: milter.listen: found , want inet:ADDRESS:PORT or unix:PATH"},
    {"listen", "listen = 8891;",
	":2: milter.listen: found a number, want a text"},
    {"socket_group", "socket_group = \"no such\";",
	": milter.socket_group: found \"no such\", want the name of a group of "
	"this system"},
    {"socket_mode", "socket_mode = \"0680\";",
	":2: milter.socket_mode: found 0680, want an octal mode such as 0660"},
    {"socket_mode", "socket_mode = \"\";",
	":2: milter.socket_mode: found , want an octal mode such as 0660"},
    {"authserv_id",
	"authserv_id = \"" HUNDRED("0123456789") HUNDRED("0123456789")
	    HUNDRED("0123456789") "\";",
	":2: milter.authserv_id: found a text that is too long, want at most "
	"253 octets"},
    {"strip", "strip = \"none\";",
	":2: milter.strip: found none, want \"all\", \"own\""},
    {"deadline", "deadline = \"61s\";",
	":2: milter.deadline: found 61, want 1 to 60 seconds"},
    {"deadline", "deadline = 3;",
	":2: milter.deadline: found a number, want a duration such as \"90s\", "
	"\"5m\", \"8h\" or \"7d\""},
    {"probe", "probe = \"no\";",
	":2: milter.probe: found a text, want true or false"},
    {"own_domains", "own_domains = 1;",
	":2: milter.own_domains: found a number, want true or false"},
    {"client", "client = \"sender\";",
	":2: milter.client: found sender, want \"off\", \"recipient\", "
	"\"subject\", \"both\""},
    {"smime", "smime = \"yes\";",
	":2: milter.smime: found a text, want true or false"},
    {"smime_max", "smime_max = \"1K\";",
	":2: milter.smime_max: found 1024, want 65536 to 1099511627776 octets"},
    {"smime_max", "smime_max = \"100 MB\";",
	":2: milter.smime_max: found 100 MB, want a size such as \"64K\", "
	"\"10M\" or \"1G\""},
    {"spool", "spool = \"spool\";",
	":2: milter.spool: found spool, want a folder such as /tmp, with its "
	"whole path"},
    {"spool", "spool = \"\";",
	":2: milter.spool: found , want a folder such as /tmp, with its whole "
	"path"},
    {"quiet", "quiet = 0;",
	":2: milter.quiet: found a number, want true or false"},
    {"headers", "headers = ( );",
	":2: milter.headers: found a list, want true or false"},
    {"dry_run", "dry_run = 1.0;",
	":2: milter.dry_run: found a fraction, want true or false"},
    {"learn", "learn = { };",
	":2: milter.learn: found a group, want true or false"},
    {"block", "block = ( \"a.test\", \"a..b\" );",
	":2: milter.block: found a..b, want a domain name (a..b: label 2 "
	"is empty)"},
    {"issuance", "block_tls = { issuance = \"defer\"; };",
	":2: milter.block_tls.issuance: found defer, want " REPLIES},
    {"now", "block_tls = { now = \"deny\"; };",
	":2: milter.block_tls.now: found deny, want " REPLIES},
    {"issuance", "block_smime = { issuance = \"\"; };",
	":2: milter.block_smime.issuance: found , want " REPLIES},
    {"now", "block_smime = { now = 5; };",
	":2: milter.block_smime.now: found a number, want " REPLIES},
    {"on_unfinished", "on_unfinished = \"retry\";",
	":2: milter.on_unfinished: found retry, want " REPLIES},
    {"gate_from", "gate_from = \"enforce\";",
	":2: milter.gate_from: found a text, want true or false"},
    {"http", "http = \"0.0.0.0:10053\";",
	":2: milter.http: found 0.0.0.0:10053, want a loopback address and "
	"port such as 127.0.0.1:10052 or [::1]:10052, or unix:PATH: it tells "
	"of your domains, so put a proxy that asks who comes before it where "
	"others are to read"},
};

static void
what_is_wrong_is_named_with_what_is_wanted(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		char *text = mem_printf("milter: {\n%s\n};\n", bad[i].text);
		char *path = unit_file(text);
		char *sentence = mem_printf("%s%s", path, bad[i].sentence);
		struct terms *terms = NULL;
		struct error err = {""};

		if (terms_load(path, &terms, &err) != -1)
			fail_msg("%s\nis taken", bad[i].text);
		assert_string_equal(err.text, sentence);
		unit_file_drop(path);
		free(sentence);
		free(text);
	}
}

static bool
has_a_case(const char *key)
{
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (strcmp(bad[i].key, key) == 0)
			return true;
	return false;
}

static void
each_setting_has_a_case(void **state)
{
	struct buf sample = BUF_INIT;
	char *rest, *line, key[64];
	unsigned seen = 0;
	int end = 0;

	(void)state;
	settings_sample(&sample);
	rest = strstr(sample.data, "\nmilter: {");
	assert_non_null(rest);
	*strstr(rest, "\n};") = '\0';
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (sscanf(line, " %63[a-z_]%n", key, &end) != 1 ||
		    strncmp(line + end, " = ", 3) != 0)
			continue;
		if (!has_a_case(key))
			fail_msg("milter.%s has none", key);
		seen++;
	}
	assert_true(seen > 20);
	buf_fini(&sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_wrong_is_named_with_what_is_wanted),
	    cmocka_unit_test(each_setting_has_a_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
