/* SPDX-License-Identifier: BSD-2-Clause */
/* What programs read: the keys of --json, their order and their values. */

#include "tests/unit/unit.h"

#include <jansson.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "cli/lint.h"
#include "cli/vectors.h"
#include "tests/unit/clirun.h"

#define GOOD "--zone", "conf/examples/good.example.zone"
#define BROKEN "--zone", "conf/examples/broken.example.zone"
#define SHAPES "--zone", "tests/data/cli/shapes.zone"

/* `pairs`: what the object must hold, as JSON itself. */
static const struct {
	int code;
	const char *keys; /* all of them, in order */
	const char *pairs;
	const char *args[CLIRUN_ARGS];
} cases[] = {
    {0, "schema name kind issuer verdict reason relevant property trace",
	"{\"schema\":1,\"name\":\"two.shapes.test\",\"kind\":\"tls\","
	"\"issuer\":\"ca.example\",\"verdict\":\"permit\","
	"\"reason\":\"authorized\",\"relevant\":\"two.shapes.test\","
	"\"property\":{\"flags\":0,\"tag\":\"issue\","
	"\"value\":\"ca.example\",\"text\":\"0 issue \\\"ca.example\\\"\"},"
	"\"trace\":[{\"name\":\"two.shapes.test\",\"rcode\":\"NOERROR\","
	"\"ttl\":300,\"ad\":false,\"alias\":[],"
	"\"records\":[\"0 issue \\\"ca.example\\\"\","
	"\"0 issue \\\"other.example\\\"\"],"
	"\"server\":\"zone tests/data/cli/shapes.zone\"}]}",
	{"eval", "--json", "TWO.shapes.test.", "--issuer", "ca.example",
	    SHAPES}},
    {2, NULL,
	"{\"kind\":\"tls-wildcard\",\"name\":\"wild.shapes.test\","
	"\"issuer\":[\"a.example\",\"b.example\"],\"verdict\":\"deny\","
	"\"reason\":\"not-authorized\"}",
	{"eval", "*.wild.shapes.test", "--issuer", "a.example", "--issuer",
	    "b.example", SHAPES, "--json"}},
    {0, NULL,
	"{\"kind\":\"smime\",\"name\":\"mail.shapes.test\","
	"\"verdict\":\"permit\",\"reason\":\"authorized\"}",
	{"eval", "some.body@mail.shapes.test", "--smime", "--issuer",
	    "MAIL.example", SHAPES, "--json"}},
    {0, NULL,
	"{\"kind\":\"vmc\",\"reason\":\"no-restriction\",\"property\":null}",
	{"eval", "mail.shapes.test", "--vmc", "--issuer", "a.example", SHAPES,
	    "--json"}},
    {3, NULL,
	"{\"verdict\":\"error\",\"reason\":\"lookup-failure\","
	"\"relevant\":null,\"property\":null}",
	{"eval", "elsewhere.test", "--issuer", "a.example", "--json"}},
    {0, "ok wire canonical warnings", "{\"ok\":true}",
	{"lint", "--json", "--", "0 ISSUE ca.example"}},
    {2, "ok reason error repaired changes warnings",
	"{\"ok\":false,\"repaired\":\"0 issue \\\"ca.example\\\"\"}",
	{"lint", "--json", "--", "\"0 issue ca.example\""}},
    {2, "ok reason error warnings", "{\"ok\":false,\"reason\":\"flags\"}",
	{"lint", "--json", "--", "256 issue ca.example"}},
    {0, "ok flags tag value canonical warnings",
	"{\"ok\":true,\"flags\":128,\"tag\":\"issue\",\"value\":\"\","
	"\"canonical\":\"128 issue \\\"\\\"\",\"warnings\":[]}",
	{"lint", "--json", "--wire", "80 05 6973737565"}},
    {2, "ok reason error warnings", "{\"ok\":false,\"reason\":\"short\"}",
	{"lint", "--json", "--wire", ""}},
    {0, "ok issuer parameters warnings",
	"{\"ok\":true,\"issuer\":\"ca\",\"parameters\":[[\"a\",\"1\"]]}",
	{"lint", "--json", "--issue-value", "63613b613d31"}},
    {0, "ok issuer parameters warnings",
	"{\"ok\":true,\"issuer\":\"\",\"parameters\":[]}",
	{"lint", "--json", "--issue-value", ""}},
    {2, "ok offset warnings", "{\"ok\":false}",
	{"lint", "--json", "--issue-value", "40"}},
    {1, NULL, "{\"ok\":true}",
	{"lint", "--json", "--strict", "--", "0 issue \"@\""}},
    {0,
	"schema name outcome relevant dnssec records kinds issuers bindings "
	"problems trace",
	"{\"outcome\":\"found\",\"relevant\":\"good.example\","
	"\"dnssec\":\"not-authenticated\",\"problems\":[]}",
	{"explain", "good.example", "--json", GOOD}},
    {3, NULL, "{\"outcome\":\"error\",\"relevant\":null}",
	{"explain", "elsewhere.test", "--json", "--issuer", "a.example"}},
    {0, "schema tool time domain profile verdict action findings",
	"{\"schema\":1,\"time\":\"2026-11-22T10:00:00Z\","
	"\"domain\":\"good.example\",\"profile\":\"strict\","
	"\"verdict\":\"pass\",\"action\":\"dunno\"}",
	{"check", "good.example", GOOD, "--json", "--profile", "strict",
	    "--now", "2026-11-22T10:00:00Z"}},
    {2, NULL, "{\"verdict\":\"fail\",\"action\":\"reject\"}",
	{"check", "broken.example", BROKEN, "--json", "--profile", "strict"}},
    {3, NULL, "{\"verdict\":\"unknown\"}",
	{"check", "elsewhere.test", "--json"}},
};

static void
assert_keys(const json_t *object, const char *wanted, size_t number)
{
	struct buf b = BUF_INIT;
	void *at = json_object_iter((json_t *)(uintptr_t)object);

	for (; at != NULL;
	     at = json_object_iter_next((json_t *)(uintptr_t)object, at)) {
		const char *key = json_object_iter_key(at);

		if (b.len == 0 && strcmp(key, "schema") == 0 &&
		    strncmp(wanted, "schema", 6) != 0)
			continue;
		buf_puts(&b, b.len > 0 ? " " : "");
		buf_puts(&b, key);
	}
	if (strcmp(buf_text(&b), wanted) != 0)
		fail_msg("case %zu: keys %s", number, buf_text(&b));
	buf_fini(&b);
}

static void
assert_pairs(const json_t *object, const char *wanted, size_t number)
{
	json_t *pairs = json_loads(wanted, 0, NULL);
	const char *key;
	json_t *value;

	assert_non_null(pairs);
	json_object_foreach(pairs, key, value)
	{
		json_t *found = json_object_get(object, key);
		char *text = json_dumps(found, JSON_ENCODE_ANY);

		if (!json_equal(found, value))
			fail_msg("case %zu: %s is %s", number, key, text);
		free(text);
	}
	json_decref(pairs);
}

static void
json_has_the_keys_and_values_of_the_contract(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct clirun r = clirun(cases[i].args);
		json_t *object = json_loads(r.out, 0, NULL);

		if (object == NULL || r.code != cases[i].code)
			fail_msg("case %zu: exit %d, out %s, err %s", i, r.code,
			    r.out, r.err);
		assert_int_equal(r.out[strlen(r.out) - 1], '\n');
		if (cases[i].keys != NULL)
			assert_keys(object, cases[i].keys, i);
		assert_pairs(object, cases[i].pairs, i);
		json_decref(object);
		clirun_fini(&r);
	}
}

static void
every_finding_has_all_its_keys(void **state)
{
	static const char *const args[] = {"check", "broken.example", BROKEN,
	    "--json", "--profile", "strict", NULL};
	struct clirun r = clirun(args);
	json_t *object = json_loads(r.out, 0, NULL);
	json_t *finding;
	size_t i;

	(void)state;
	assert_true(json_array_size(json_object_get(object, "findings")) > 10);
	json_array_foreach(json_object_get(object, "findings"), i, finding)
	    assert_keys(finding,
		"id result severity harm subject text fix spec since "
		"grace_until args evidence",
		i);
	json_decref(object);
	clirun_fini(&r);
}

static void
several_domains_are_a_line_each(void **state)
{
	static const char *const args[] = {"check", "good.example",
	    "broken.example", GOOD, BROKEN, "--json", NULL};
	struct clirun r = clirun(args);
	char *line = strchr(r.out, '\n');

	(void)state;
	assert_int_equal(r.code, 2);
	assert_non_null(line);
	*line = '\0';
	for (const char *text = r.out; text != NULL;
	     text = text == r.out ? line + 1 : NULL) {
		json_t *object = json_loads(text, 0, NULL);

		assert_non_null(object);
		json_decref(object);
	}
	assert_null(strchr(line + 1, '\n')[1] ? line : NULL);
	clirun_fini(&r);
}

static size_t
octets(const char *hex, uint8_t *out, size_t size)
{
	int n = text_from_hex(hex, strlen(hex), out, size);

	assert_true(n >= 0);
	return (size_t)n;
}

static json_t *
lint_of(const struct vectors_record *v)
{
	static uint8_t data[70000];
	struct caa_lint lint;
	struct buf rdata = BUF_INIT;
	json_t *o = NULL;
	size_t len;

	switch (v->form) {
	case VECTORS_PRESENTATION:
		caa_lint(v->input, strlen(v->input), NULL, &lint);
		o = lint_text_json(&lint);
		break;
	case VECTORS_WIRE:
		len = octets(v->input, data, sizeof(data));
		lint_rdata(data, len, NULL, &lint);
		o = lint_wire_json(&lint);
		break;
	case VECTORS_ISSUEVALUE:
		len = octets(v->input, data, sizeof(data));
		lint_value_rdata(data, len, &rdata);
		lint_rdata((uint8_t *)rdata.data, rdata.len, NULL, &lint);
		o = lint_value_json(data, len, &lint);
		break;
	}
	caa_lint_fini(&lint);
	buf_fini(&rdata);
	return o;
}

static void
assert_text(const struct vectors_record *v, const json_t *o, const char *key,
    const char *wanted)
{
	const char *found = json_string_value(json_object_get(o, key));

	if (wanted != NULL && (found == NULL || strcmp(found, wanted) != 0))
		fail_msg("%s: %s is %s, wanted %s", v->id, key,
		    found != NULL ? found : "absent", wanted);
}

/* As vectors_record has them: `tag=value` each, with `;` between. */
static void
assert_parameters(const struct vectors_record *v, const json_t *o)
{
	struct buf b = BUF_INIT;
	json_t *pair;
	size_t i;

	json_array_foreach(json_object_get(o, "parameters"), i, pair)
	    buf_printf(&b, "%s%s=%s", i > 0 ? ";" : "",
		json_string_value(json_array_get(pair, 0)),
		json_string_value(json_array_get(pair, 1)));
	if (v->parameters != NULL)
		assert_string_equal(buf_text(&b), v->parameters);
	buf_fini(&b);
}

static void
lint_agrees_with_every_vector(void **state)
{
	const struct vectors_record *list;
	struct vectors *vectors;
	struct error err;
	size_t n;

	(void)state;
	assert_int_equal(vectors_load("tests/vectors", &vectors, &err), 0);
	list = vectors_records(vectors, &n);
	assert_true(n >= 115);
	for (size_t i = 0; i < n; i++) {
		const struct vectors_record *v = &list[i];
		json_t *o = lint_of(v);

		if (json_is_true(json_object_get(o, "ok")) != v->ok)
			fail_msg("%s: ok is not %d", v->id, v->ok);
		if (v->flags != -1)
			assert_int_equal(
			    json_integer_value(json_object_get(o, "flags")),
			    v->flags);
		assert_text(v, o, "tag", v->tag);
		assert_text(v, o, "value", v->value);
		assert_text(v, o, "wire", v->wire);
		assert_text(v, o, "canonical", v->presentation);
		assert_text(v, o, "issuer", v->issuer);
		assert_text(v, o, "reason", v->ok ? NULL : v->reason);
		if (v->ok)
			assert_parameters(v, o);
		json_decref(o);
	}
	vectors_free(&vectors);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(json_has_the_keys_and_values_of_the_contract),
	    cmocka_unit_test(every_finding_has_all_its_keys),
	    cmocka_unit_test(several_domains_are_a_line_each),
	    cmocka_unit_test(lint_agrees_with_every_vector),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
