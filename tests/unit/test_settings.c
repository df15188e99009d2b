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
#include "gate/domains.h"
#include "settings/settings.h"

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
	    {"domains = ( { name = \"a.test\"; require = (\"dane\"); } );",
		"require: found \"dane\", want \"caa\""},
	    {"policy: { socket_mode = \"00660\"; };",
		":1: policy.socket_mode: found a text that is too long, want "
		"at most 4 octets"},
	    {"gate: {", ":1: syntax error"},
	    {"domains_file = \"/nonexistent/domains\";",
		"/nonexistent/domains: No such file"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct settings *s = NULL;
		struct error err = {""};

		assert_int_equal(load(cases[i].text, &s, &err), -1);
		assert_null(s);
		if (strstr(err.text, cases[i].sentence) == NULL)
			fail_msg("%s\ngives: %s\nwant:  %s", cases[i].text,
			    err.text, cases[i].sentence);
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
	    cmocka_unit_test(a_missing_file_is_named),
	    cmocka_unit_test(the_sample_file_is_the_defaults),
	    cmocka_unit_test(
		the_shipped_sample_is_the_one_that_the_table_makes),
	    cmocka_unit_test(the_manual_page_has_every_setting),
	};

	return cmocka_run_group_tests(tests, make_path, remove_path);
}
