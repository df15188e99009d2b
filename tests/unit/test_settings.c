/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings: defaults, what is refused and how, and the sample file. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "cert/ca_table.h"
#include "gate/domains.h"
#include "probe/probe.h"
#include "settings/settings.h"
#include "tests/unit/unit_file.h"
#include "verify/about.h"
#include "verify/judge.h"

static char path[] = "/tmp/caagate-settings-XXXXXX";

static int
load(const char *text, struct settings **out, struct error *err)
{
	FILE *f = fopen(path, "w");

	assert_non_null(f);
	(void)fputs(text, f);
	(void)fclose(f);
	return settings_load(path, out, err);
}

static int
make_path(void **state)
{
	int fd = mkstemp(path);

	(void)state;
	return fd != -1 ? close(fd) : -1;
}

static int
remove_path(void **state)
{
	(void)state;
	return unlink(path);
}

static void
the_defaults_change_no_mail(void **state)
{
	struct settings *s = NULL;
	struct error err;

	(void)state;
	assert_int_equal(settings_load(NULL, &s, &err), 0);
	assert_false(s->gate.enforce);
	assert_int_equal(s->gate.profile, PROFILE_STRICT);
	assert_int_equal(s->gate.on_unknown, ON_UNKNOWN_PERMIT);
	assert_int_equal(s->gate.grace[HARM_H1], GATE_GRACE_PROFILE);
	assert_int_equal(s->policy_deadline, 8);
	assert_string_equal(s->policy_listen.list[0], "inet:127.0.0.1:10050");
	assert_int_equal(s->store_size, 1 << 30);
	assert_int_equal(domains_count(s->domains), 0);
	settings_free(&s);
	assert_null(s);
}

static void
every_kind_of_value_is_read(void **state)
{
	struct settings *s = NULL;
	struct error err = {""};
	const struct gate_settings *g;

	(void)state;
	if (load(
		"resolver: { servers = \"127.0.0.1:53\"; trust_ad = true; };\n"
		"store = { size = \"64M\"; };\n"
		"gate: { profile = \"standard\"; enforce = true;\n"
		"  grace = { H1 = \"0\"; }; rules = { CAA_10 = \"H1\"; }; };\n"
		"domains = ( { name = \"a.test\"; profile = \"bulk\";\n"
		"    enforce = false; require = ( \"caa\" ); },\n"
		"  { name = \"*\"; } );\n"
		"policy: { listen = ( \"inet:[::1]:10050\", \"unix:/run/x\" ); "
		"};\n",
		&s, &err) == -1)
		fail_msg("%s", err.text);
	assert_int_equal(s->resolver_servers.n, 1);
	assert_int_equal(s->policy_listen.n, 2);
	assert_int_equal(s->store_size, 64 << 20);
	g = domains_find(s->domains, "a.test");
	assert_int_equal(g->profile, PROFILE_BULK);
	assert_false(g->enforce);
	assert_true(g->rules[RULE_CAA_01].set);
	assert_int_equal(g->rules[RULE_CAA_01].harm, HARM_H2);
	assert_int_equal(g->rules[RULE_CAA_10].harm, HARM_H1);
	g = domains_find(s->domains, "other.test");
	assert_int_equal(g->profile, PROFILE_STANDARD);
	assert_true(g->enforce);
	assert_int_equal(g->grace[HARM_H1], 0);
	settings_free(&s);
}

static void
what_is_wrong_is_named_with_its_line(void **state)
{
	static const struct {
		const char *text, *sentence;
	} cases[] = {
	    {"gate: { enforce = 1; };",
		":1: gate.enforce: found a number, want true or false"},
	    {"\ngate: { enforced = true; };",
		":2: gate.enforced: found an unknown key, want perhaps "
		"gate.enforce"},
	    {"nonsense = 1;",
		":1: nonsense: found an unknown key, want a key of "
		"caagate.conf(5)"},
	    {"gate: { profile = \"lax\"; };",
		":1: gate.profile: found lax, want \"standard\", \"strict\", "
		"\"bulk\""},
	    {"policy: { deadline = \"91s\"; };",
		":1: policy.deadline: found 91, want 1 to 90 seconds"},
	    {"policy: { deadline = \"soon\"; };",
		":1: policy.deadline: found soon, want a duration"},
	    {"policy: { listen = 10050; };",
		":1: policy.listen: found a number, want a text"},
	    {"policy: { domain_from = \"header\"; };",
		":1: policy.domain_from: found header, want \"sender\", "
		"\"sasl\", \"sasl-or-sender\""},
	    {"policy: { contexts = { a = \"lax\"; }; };",
		"found lax, want \"standard\", \"strict\" or \"bulk\""},
	    {"http: { listen = \"0.0.0.0:10052\"; };",
		":1: http.listen: found 0.0.0.0:10052, want a loopback "
		"address and port"},
	    {"store: { size = \"1T\"; };",
		":1: store.size: found 1T, want a size"},
	    {"store = \"x\";", ":1: store: found a text, want a group"},
	    {"gate: { rules = { CAA_99 = \"H1\"; }; };",
		"gate.rules: CAA_99 is no rule"},
	    {"gate: { rules = { CAA_08 = \"high\"; }; };",
		"CAA_08: found \"high\", want H1, H2, H3 or H4"},
	    {"domains = ( { profile = \"bulk\"; } );",
		":1: name: found nothing, want this key"},
	    {"domains = ( { name = \"a.test\"; nam = \"\"; } );",
		"nam: found an unknown key, want perhaps name"},
	    {"domains = ( { name = \"a.test\"; }, { name = \"A.test\"; } );",
		"a.test is named twice"},
	    {"domains = ( { name = \"a.test\"; require = (\"tlsa\"); } );",
		":1: require: found tlsa, want \"caa\", \"mta-sts\""},
	    {"domains = ( { name = \"a.test\"; require = (\"dkim\"); } );",
		"a.test: require: found \"dkim\" without selectors"},
	    {"probe: {\n allow = ( \"127.0.0.0/8\",\n \"10.1/8\" ); };",
		":3: probe.allow: found 10.1/8, want a network such as"},
	    {"probe: { allow = ( \"\" ); };", ":1: probe.allow: found , want"},
	    {"probe: { jobs = 0; };", ":1: probe.jobs: found 0, want 1 to"},
	    {"probe: { timeout = \"0\"; };",
		":1: probe.timeout: found 0, want 1 to 120 seconds"},
	    {"probe: { every = \"8d\"; };", ":1: probe.every: found"},
	    {"probe: { helo = \"a b\"; };",
		":1: probe.helo: found a b, want a domain name"},
	    {"probe: { enabled = \"yes\"; };",
		":1: probe.enabled: found a text, want true or false"},
	    {"ca: { internal = ( \"00ff\" ); };",
		":1: ca.internal: found 00ff, want 64 hexadecimal digits"},
	    {"mail: { egress = ( \"192.0.2.0/24\" ); };",
		":1: mail.egress: found 192.0.2.0/24, want an address"},
	    {"mail: { helo = \"a..b\"; };", ":1: mail.helo: found a..b, want"},
	    {"gate: { renewal_window = \"1s\"; };",
		":1: gate.renewal_window: found 1, want 3600 to"},
	    {"domains = ( { name = \"a.test\";\n"
	     "  services = ( \"imaps://192.0.2.1\" ); } );",
		":2: services: found imaps://192.0.2.1, want a service"},
	    {"domains = ( { name = \"a.test\"; egress = ( \"x\" ); } );",
		":1: egress: found x, want an address"},
	    {"domains = ( { name = \"a.test\"; selectors = ( \"\" ); } );",
		":1: selectors: found , want a selector"},
	    {"domains = ( { name = \"a.test\";\n"
	     "  selectors = ( \"s1=/nonexistent.pem\" ); } );",
		":2: selectors: found s1=/nonexistent.pem, want a selector "
		"such as s1 or s1=/path/to/key.pem (/nonexistent.pem: No "
		"such file"},
	    {"domains = ( { name = \"a.test\";\n"
	     "  selectors = ( \"s1=/etc/passwd\" ); } );",
		"(/etc/passwd: found no key"},
	    {"domains = ( { name = \"a.test\"; accounts = ( \"1\" ); } );",
		":1: accounts: found 1, want the URI"},
	    {"domains = ( { name = \"a.test\"; methods = ( \"a b\" ); } );",
		":1: methods: found a b, want a validation method"},
	    {"policy: { socket_mode = \"00660\"; };",
		":1: policy.socket_mode: found 00660, want an octal mode"},
	    {"policy: { socket_mode = \"\"; };",
		":1: policy.socket_mode: found , want an octal mode"},
	    {"policy: { listen = ( \"127.0.0.1:1\" ); };",
		":1: policy.listen: found 127.0.0.1:1, want inet:ADDRESS:PORT"},
	    {"store: { history = \"4000d\"; };",
		":1: store.history: found 345600000, want 0 to 316224000 "
		"seconds"},
	    {"gate: {", ":1: syntax error"},
	    {"domains_file = \"/nonexistent/domains\";",
		"/nonexistent/domains: No such file"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings *s = NULL;
		struct error err = {""};

		if (load(cases[i].text, &s, &err) != -1)
			fail_msg("%s\nis taken", cases[i].text);
		assert_null(s);
		if (strstr(err.text, cases[i].sentence) == NULL)
			fail_msg("%s\ngives: %s\nwant:  %s", cases[i].text,
			    err.text, cases[i].sentence);
	}
}

/* The first key of RFC 8032 section 7.1; it signs nothing but this test. */
static const char private_key[] =
    "-----BEGIN PRIVATE KEY-----\n"
    "MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g\n"
    "-----END PRIVATE KEY-----\n";
static const char public_key[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=\n"
    "-----END PUBLIC KEY-----\n";

static void
what_is_said_of_a_domain_is_its_own_or_general(void **state)
{
	char *private_path = unit_file(private_key);
	char *public_path = unit_file(public_key);
	char *text = mem_printf(
	    "mail: { egress = ( \"192.0.2.1\" ); helo = \"Out.test\"; };\n"
	    "domains = ( { name = \"A.test\"; selectors = ( \"s1=%s\",\n"
	    "    \"s2=%s\", \"S3\" );\n"
	    "    services = ( \"imaps://imap.a.test\" );\n"
	    "    egress = ( \"2001:DB8:0::1\" );\n"
	    "    accounts = ( \"https://ca.test/1\" );\n"
	    "    methods = ( \"dns-01\" ); },\n"
	    "  { name = \"*\"; methods = ( \"http-01\" ); } );\n",
	    private_path, public_path);
	struct evidence_about about;
	struct settings *s = NULL;
	struct error err = {""};

	(void)state;
	if (load(text, &s, &err) == -1)
		fail_msg("%s", err.text);
	settings_about(s, "a.test", &about);
	assert_true(about.probe);
	assert_string_equal(about.helo, "out.test");
	assert_int_equal(about.egress.n, 1);
	assert_string_equal(about.egress.list[0], "2001:db8::1");
	assert_string_equal(about.services.list[0], "imaps://imap.a.test");
	assert_string_equal(about.accounts.list[0], "https://ca.test/1");
	assert_string_equal(about.methods.list[0], "dns-01");
	assert_int_equal(about.n_selectors, 3);
	assert_string_equal(about.selectors[0].name, "s1");
	assert_int_equal(about.selectors[0].spki_len, 44);
	assert_int_equal(about.selectors[1].spki_len, 44);
	assert_memory_equal(
	    about.selectors[0].spki, about.selectors[1].spki, 44);
	assert_string_equal(about.selectors[2].name, "s3");
	assert_null(about.selectors[2].spki);
	about_fini(&about);
	settings_about(s, "other.test", &about);
	assert_string_equal(about.methods.list[0], "http-01");
	assert_string_equal(about.egress.list[0], "192.0.2.1");
	about_fini(&about);
	settings_free(&s);
	free(text);
	unit_file_drop(private_path);
	unit_file_drop(public_path);
}

static void
a_domain_of_the_file_has_what_is_general(void **state)
{
	char *names = unit_file("b.test\n");
	char *text = mem_printf(
	    "probe: { enabled = false; };\n"
	    "domains = ( { name = \"*\"; methods = ( \"http-01\" ); } );\n"
	    "domains_file = \"%s\";\n",
	    names);
	struct evidence_about about;
	struct settings *s = NULL;
	struct error err = {""};

	(void)state;
	if (load(text, &s, &err) == -1)
		fail_msg("%s", err.text);
	settings_about(s, "b.test", &about);
	assert_int_equal(about.methods.n, 0);
	assert_false(about.probe);
	assert_null(about.helo);
	about_fini(&about);
	settings_free(&s);
	free(text);
	unit_file_drop(names);
}

static void
what_is_required_blocks_by_its_rule(void **state)
{
	static const struct {
		const char *word;
		enum rule_id rule;
		enum harm harm;
	} words[] = {
	    {"caa", RULE_CAA_01, HARM_H2},
	    {"mta-sts", RULE_STS_01, HARM_H2},
	    {"tls-rpt", RULE_RPT_01, HARM_H2},
	    {"spf", RULE_SPF_01, HARM_H1},
	    {"dkim", RULE_DKIM_01, HARM_H1},
	    {"dmarc", RULE_DMARC_01, HARM_H2},
	    {"dane", RULE_DANE_01, HARM_H2},
	    {"dane", RULE_DANE_05, HARM_H2},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		char *text = mem_printf(
		    "domains = ( { name = \"a.test\"; require = \"%s\";\n"
		    "selectors = \"s1\"; } );",
		    words[i].word);
		const struct gate_settings *g;
		struct evidence_about about;
		struct settings *s = NULL;
		struct error err = {""};

		if (load(text, &s, &err) == -1)
			fail_msg("%s", err.text);
		g = domains_find(s->domains, "a.test");
		settings_about(s, "a.test", &about);
		assert_int_equal(
		    about.dane, strcmp(words[i].word, "dane") == 0);
		about_fini(&about);
		assert_true(g->rules[words[i].rule].set);
		assert_int_equal(g->rules[words[i].rule].harm, words[i].harm);
		assert_false(s->gate.rules[words[i].rule].set);
		settings_free(&s);
		free(text);
	}
}

static void
probes_and_rules_get_their_settings(void **state)
{
	struct settings *s = NULL;
	struct error err = {""};
	struct probe_settings probe;
	struct judge_context context;

	(void)state;
	if (load("probe: { allow = \"::1\"; timeout = \"3s\"; jobs = 2;\n"
		 "  every = \"0\"; helo = \"me.test\"; ca_file = \"/x\"; };\n"
		 "gate: { renewal_window = \"7d\"; };\n"
		 "ca: { internal = \"AB000000000000000000000000000000"
		 "00000000000000000000000000000000\"; };\n"
		 "domains = ( { name = \"a.test\"; } );\n",
		&s, &err) == -1)
		fail_msg("%s", err.text);
	settings_probe(s, &probe);
	assert_string_equal(probe.allow[0], "::1");
	assert_int_equal(probe.n_allow, 1);
	assert_int_equal(probe.timeout_ms, 3000);
	assert_int_equal(probe.jobs, 2);
	assert_int_equal(probe.every, 0);
	assert_string_equal(probe.helo, "me.test");
	assert_string_equal(probe.ca_file, "/x");
	settings_judge(s, NULL, &context);
	assert_null(context.table);
	assert_int_equal(context.renewal_window, 7 * 86400);
	assert_int_equal(context.n_internal, 1);
	assert_memory_equal(context.internal[0], "ab00", 4);
	assert_true(context.controls("mx.a.test", context.controls_arg));
	assert_false(context.controls("b.test", context.controls_arg));
	settings_free(&s);
}

static void
the_table_of_cas_is_loaded_with_what_extends_it(void **state)
{
	char *csv = mem_printf(
	    "%s/tests/evidence/ca-identifiers.csv", getenv("CAAGATE_SRCDIR"));
	char *extra =
	    unit_file("subject_dn,spki_sha256,cert_sha256,caa_domains,"
		      "caa_domains_weak\nCN=Own,,,own.test,\n");
	char *text = mem_printf(
	    "ca: { table = \"%s\"; extra = ( \"%s\" ); };", csv, extra);
	const struct ca_table *kept = NULL, *again = NULL;
	struct ca_table *table = NULL;
	struct settings *s = NULL;
	struct error err = {""};

	(void)state;
	if (load(text, &s, &err) == -1 ||
	    settings_load_table(s, NULL, &table, &err) == -1)
		fail_msg("%s", err.text);
	assert_true(ca_table_recognises(table, "a-ca.test"));
	assert_true(ca_table_recognises(table, "own.test"));
	ca_table_free(&table);
	assert_int_equal(settings_ca_table(s, &kept, &err), 0);
	assert_true(ca_table_recognises(kept, "own.test"));
	unit_file_drop(extra);
	assert_int_equal(settings_ca_table(s, &again, &err), 0);
	assert_ptr_equal(again, kept); /* it is read once */
	assert_int_equal(settings_load_table(s, NULL, &table, &err), -1);
	assert_null(table);
	settings_free(&s);
	free(text);
	free(csv);
}

static void
a_context_names_a_profile(void **state)
{
	struct settings *s = NULL;
	struct error err = {""};
	enum gate_profile profile = PROFILE_BULK;

	(void)state;
	if (load("policy: { contexts = { submission = \"strict\"; mx-2 = "
		 "\"standard\"; }; };",
		&s, &err) == -1)
		fail_msg("%s", err.text);
	assert_true(settings_context(s, "submission", 10, &profile));
	assert_int_equal(profile, PROFILE_STRICT);
	assert_true(settings_context(s, "mx-2", 4, &profile));
	assert_int_equal(profile, PROFILE_STANDARD);
	assert_false(settings_context(s, "mx-2", 3, &profile));
	assert_false(settings_context(s, "", 0, &profile));
	settings_free(&s);
}

static void
http_is_answered_on_this_machine_only(void **state)
{
	static const char *const good[] = {"", "127.0.0.1:10052", "[::1]:1",
	    "inet:127.1.2.3:65535", "unix:/run/caagate/http"};
	static const char *const bad[] = {"0.0.0.0:1", "192.0.2.1:80",
	    "localhost:80", "[::]:80", "[::ffff:127.0.0.1]:80", "::1:80",
	    "127.0.0.1", "127.0.0.1:", "127.0.0.1:65536", "127.0.0.1:1x", ":80",
	    "[]:80", "[::1:80", "unix:", "unix:run", "10052", "x"};
	char text[128];
	struct settings *s = NULL;
	struct error err = {""};

	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		(void)snprintf(
		    text, sizeof(text), "http: { listen = \"%s\"; };", good[i]);
		if (load(text, &s, &err) == -1)
			fail_msg("%s", err.text);
		assert_string_equal(s->http_listen, good[i]);
		settings_free(&s);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		(void)snprintf(
		    text, sizeof(text), "http: { listen = \"%s\"; };", bad[i]);
		if (load(text, &s, &err) == 0)
			fail_msg("%s was taken", bad[i]);
		assert_non_null(strstr(err.text, "want a loopback address"));
	}
}

static void
a_missing_file_is_named(void **state)
{
	struct settings *s = NULL;
	struct error err;

	(void)state;
	assert_int_equal(settings_load("/nonexistent.conf", &s, &err), -1);
	assert_string_equal(err.text, "/nonexistent.conf: can't be read");
}

/* The sample says everything, and says it at the defaults. */
static void
the_sample_file_is_the_defaults(void **state)
{
	struct buf sample = BUF_INIT;
	struct settings *from_file = NULL, *defaults = NULL;
	struct error err = {""};

	(void)state;
	settings_sample(&sample);
	if (load(buf_text(&sample), &from_file, &err) == -1)
		fail_msg("%s", err.text);
	assert_int_equal(settings_load(NULL, &defaults, &err), 0);
	assert_memory_equal(
	    &from_file->gate, &defaults->gate, sizeof(defaults->gate));
	assert_string_equal(from_file->store_path, defaults->store_path);
	assert_int_equal(from_file->policy_listen.n, 1);
	settings_free(&from_file);
	settings_free(&defaults);
	buf_fini(&sample);
}

/* text with every `from` replaced by `to`; the caller frees. */
static char *
replaced(const char *text, const char *from, const char *to)
{
	struct buf out = BUF_INIT;
	const char *at;

	while ((at = strstr(text, from)) != NULL) {
		buf_put(&out, text, (size_t)(at - text));
		buf_puts(&out, to);
		text = at + strlen(from);
	}
	buf_puts(&out, text);
	return buf_steal(&out);
}

/* The text of a file of the source folder; the caller calls buf_fini. */
static struct buf
shipped(const char *name)
{
	char *file = mem_printf("%s/%s", getenv("CAAGATE_SRCDIR"), name);
	struct buf text = BUF_INIT;
	struct error err = {""};

	if (file_read(file, 1 << 20, &text, &err) == -1)
		fail_msg("%s", err.text);
	free(file);
	return text;
}

static void
the_shipped_sample_is_the_one_that_the_table_makes(void **state)
{
	struct buf text = shipped("conf/caagate.conf"), sample = BUF_INIT;
	char *usual, *made;

	(void)state;
	settings_sample(&sample);
	usual = replaced(
	    buf_text(&sample), CAAGATE_DATADIR, "/usr/local/share/caagate");
	made = replaced(usual, CAAGATE_STATEDIR, "/usr/local/var/lib/caagate");
	assert_string_equal(buf_text(&text), made);
	free(usual);
	free(made);
	buf_fini(&text);
	buf_fini(&sample);
}

static void
the_manual_page_has_every_setting(void **state)
{
	struct buf page = shipped("doc/caagate.conf.5");
	struct buf sample = shipped("conf/caagate.conf");
	char *line, *rest = sample.data;
	char key[64], entry[80];
	int end = 0;

	(void)state;
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (sscanf(line, " %63[a-zA-Z0-9_]%n", key, &end) != 1 ||
		    strncmp(line + end, " = ", 3) != 0)
			continue;
		(void)snprintf(entry, sizeof(entry), "Cm %s", key);
		if (strstr(buf_text(&page), entry) == NULL)
			fail_msg("caagate.conf(5) lacks %s", key);
	}
	buf_fini(&page);
	buf_fini(&sample);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_defaults_change_no_mail),
	    cmocka_unit_test(every_kind_of_value_is_read),
	    cmocka_unit_test(what_is_wrong_is_named_with_its_line),
	    cmocka_unit_test(what_is_said_of_a_domain_is_its_own_or_general),
	    cmocka_unit_test(a_domain_of_the_file_has_what_is_general),
	    cmocka_unit_test(what_is_required_blocks_by_its_rule),
	    cmocka_unit_test(probes_and_rules_get_their_settings),
	    cmocka_unit_test(the_table_of_cas_is_loaded_with_what_extends_it),
	    cmocka_unit_test(a_context_names_a_profile),
	    cmocka_unit_test(http_is_answered_on_this_machine_only),
	    cmocka_unit_test(a_missing_file_is_named),
	    cmocka_unit_test(the_sample_file_is_the_defaults),
	    cmocka_unit_test(
		the_shipped_sample_is_the_one_that_the_table_makes),
	    cmocka_unit_test(the_manual_page_has_every_setting),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
