/* SPDX-License-Identifier: BSD-2-Clause */
/* Figures: counted where they belong, and read by a parser that is strict. */

#include "tests/unit/unit.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "daemon/figures.h"
#include "engine/engine.h"
#include "gate/status.h"
#include "policyd/counters.h"
#include "policyd/domain_json.h"
#include "policyd/metrics.h"
#include "store/store.h"

#define NAMES "abcdefghijklmnopqrstuvwxyz_"

/* What the parser knows of the family under way. */
struct family {
	char name[96], type[16];
	bool has_type;
	uint64_t bucket; /* the last one's value */
	int samples;
	bool is_ended; /* its +Inf was seen */
};

static void
read_header(struct family *f, const char *line)
{
	char word[8], name[96];
	int n = 0;

	assert_int_equal(sscanf(line, "# %7s %95s %n", word, name, &n), 2);
	assert_int_equal(strspn(name, NAMES), strlen(name));
	if (strcmp(word, "HELP") == 0) {
		assert_string_not_equal(name, f->name); /* one group a family */
		*f = (struct family){.is_ended = false};
		(void)snprintf(f->name, sizeof(f->name), "%s", name);
		assert_null(strchr(line + n, '\\'));
		assert_true(line[n] != '\0');
		return;
	}
	assert_string_equal(word, "TYPE");
	assert_string_equal(name, f->name);
	assert_false(f->has_type);
	f->has_type = true;
	(void)snprintf(f->type, sizeof(f->type), "%s", line + n);
	if (strcmp(f->type, "counter") == 0)
		assert_non_null(strstr(name, "_total"));
	else if (strcmp(f->type, "gauge") != 0)
		assert_string_equal(f->type, "histogram");
}

/* `{name="value",...}`; returns what follows. */
static const char *
read_labels(const char *at)
{
	do {
		size_t n = strspn(++at, NAMES);

		assert_true(n > 0);
		at += n;
		assert_int_equal(strncmp(at, "=\"", 2), 0);
		at += 2;
		at += strcspn(at, "\"\\\n");
		assert_int_equal(*at, '"');
		at++;
	} while (*at == ',');
	assert_int_equal(*at, '}');
	return at + 1;
}

static void
read_histogram(struct family *f, const char *suffix, const char *value)
{
	uint64_t n = strtoull(value, NULL, 10);

	if (strncmp(suffix, "_bucket{le=", 11) == 0) {
		assert_true(n >= f->bucket);
		assert_false(f->is_ended);
		f->bucket = n;
		f->is_ended = strstr(suffix, "+Inf") != NULL;
	} else if (strncmp(suffix, "_count ", 7) == 0) {
		assert_true(f->is_ended);
		assert_int_equal(n, f->bucket);
	} else {
		assert_int_equal(strncmp(suffix, "_sum ", 5), 0);
	}
}

static void
read_sample(struct family *f, const char *line)
{
	size_t n = strspn(line, NAMES);
	const char *value = line[n] == '{' ? read_labels(line + n) : line + n;
	char *end;

	assert_true(f->has_type);
	assert_int_equal(strncmp(line, f->name, strlen(f->name)), 0);
	assert_int_equal(*value, ' ');
	assert_true(strtod(value + 1, &end) >= 0);
	assert_int_equal(*end, '\0');
	f->samples++;
	if (strcmp(f->type, "histogram") == 0)
		read_histogram(f, line + strlen(f->name), value + 1);
	else
		assert_int_equal(n, strlen(f->name));
}

/* The text is all there is, line by line; returns the samples in it. */
static int
read_metrics(const char *text)
{
	struct family f = {.is_ended = false};
	char *copy = strdup(text), *rest = copy, *line;
	int samples = 0;

	assert_int_equal(text[strlen(text) - 1], '\n');
	copy[strlen(copy) - 1] = '\0';
	while ((line = strsep(&rest, "\n")) != NULL) {
		if (line[0] == '#') {
			read_header(&f, line);
		} else {
			read_sample(&f, line);
			samples++;
		}
	}
	free(copy);
	return samples;
}

static void
assert_sample(const char *text, const char *line)
{
	char wanted[256];

	(void)snprintf(wanted, sizeof(wanted), "\n%s\n", line);
	if (strstr(text, wanted) == NULL)
		fail_msg("no %s in:\n%s", line, text);
}

static void
count(struct counters *c, enum gate_action action, enum gate_action would,
    const struct status_finding *f, enum logline_state state, int64_t us)
{
	const struct gate_decision d = {
	    .action = action, .would = would, .finding = f};
	const struct logline line = {.decision = &d, .state = state};

	counters_count(c, &line, us);
}

static void
what_is_counted_is_told(void **state)
{
	static struct counters c;
	const struct status_finding f = {.rule = RULE_CAA_08};
	const struct logline passed = {.state = LOGLINE_NONE};
	const struct store_report store = {.put_aside = 4};
	struct metrics m = {.policy = &c,

	    .server = {3, 7, 1},
	    .domains = 8};
	const struct engine_counters engine = {
	    .started = 11, .queued = 5, .dns = {.timeouts = 6}};
	const struct figures_process process = {
	    .started = 1795341600, .reload_failures = 2};
	struct buf out = BUF_INIT;

	(void)state;
	count(&c, GATE_REJECT, GATE_REJECT, &f, LOGLINE_FRESH, 10);
	count(&c, GATE_PASS, GATE_REJECT, &f, LOGLINE_STALE, 11);
	count(&c, GATE_PASS, GATE_REJECT, &f, LOGLINE_WAITED, 999999999);
	counters_count(&c, &passed, 0);
	metrics_put(&out, &m);
	figures_put_store(&out, &store);
	figures_put_engine(&out, &engine, 1500);
	figures_put_process(&out, &process);
	assert_true(read_metrics(buf_text(&out)) > 50);
#define HAS(line) assert_sample(buf_text(&out), "caagate_" line)
	HAS("policy_requests_total{action=\"reject\",would=\"reject\"} 1");
	HAS("policy_requests_total{action=\"dunno\",would=\"reject\"} 2");
	HAS("policy_requests_total{action=\"dunno\",would=\"dunno\"} 1");
	HAS("policy_request_states_total{state=\"waited\"} 1");
	HAS("policy_request_states_total{state=\"none\"} 1");
	HAS("policy_rule_requests_total{rule=\"CAA-08\",would=\"reject\"} 3");
	HAS("policy_request_duration_seconds_bucket{le=\"0.000010\"} 2");
	HAS("policy_request_duration_seconds_bucket{le=\"0.000100\"} 3");
	HAS("policy_request_duration_seconds_bucket{le=\"30.000000\"} 3");
	HAS("policy_request_duration_seconds_bucket{le=\"+Inf\"} 4");
	HAS("policy_request_duration_seconds_sum 1000.000020");
	HAS("policy_request_duration_seconds_count 4");
	HAS("policy_connections 3");
	HAS("policy_connections_total 7");
	HAS("policy_protocol_errors_total 1");
	HAS("domains 8");
	HAS("store_sound 1");
	HAS("store_put_aside_total 4");
	HAS("verifications_started_total 11");
	HAS("verifications_queued 5");
	HAS("dns_timeouts_total 6");
	HAS("engine_silent_seconds 1.500000");
	HAS("start_time_seconds 1795341600");
	HAS("settings_reloads_total{result=\"failed\"} 2");
	buf_fini(&out);
}

static json_t *
json_of(const struct gate_settings *g, const struct status *s, int64_t now)
{
	struct buf out = BUF_INIT;
	json_t *o;

	domain_json_put(&out, "one.test", g, s, NULL, now);
	o = json_loads(buf_text(&out), JSON_REJECT_DUPLICATES, NULL);
	assert_non_null(o);
	buf_fini(&out);
	return o;
}

static void
assert_member(json_t *o, const char *name, const char *wanted)
{
	const char *found = json_string_value(json_object_get(o, name));

	if (found == NULL || strcmp(found, wanted) != 0)
		fail_msg("%s: %s, want %s", name, found, wanted);
}

/* What a store may hold at the worst. */
static const struct status_finding hostile = {
    .rule = RULE_CAA_08,
    .result = FINDING_FAIL,
    .severity = SEVERITY_BLOCK,
    .from_start = true,
    .confirmations = 3,
    .since = 1795341600,
    .subject = "one.test\xff\"",
    .subject_len = 10,
    .text = "a\nb",
    .text_len = 3,
};

static void
a_domain_is_told_as_json(void **state)
{
	struct gate_settings g = {
	    .profile = PROFILE_STRICT, .confirmations = 3};
	struct status s = {.checked = 1795341600,
	    .definite = 1795341600,
	    .fresh_until = 1795341660,
	    .n_findings = 1,
	    .findings = {hostile}};
	json_t *o, *f;

	(void)state;
	o = json_of(&g, &s, 1795341601);
	assert_member(o, "domain", "one.test");
	assert_member(o, "checked", "2026-11-22T10:00:00Z");
	assert_member(o, "fresh_until", "2026-11-22T10:01:00Z");
	assert_member(o, "profile", "strict");
	assert_member(o, "action", "dunno");
	assert_member(o, "would", "reject");
	assert_member(o, "rule", "CAA-08");
	f = json_array_get(json_object_get(o, "findings"), 0);
	assert_member(f, "id", "CAA-08");
	assert_member(f, "severity", "block");
	assert_member(f, "harm", "H1");
	assert_member(f, "since", "2026-11-22T10:00:00Z");
	assert_member(f, "grace_until", "2026-11-22T10:00:00Z");
	assert_member(f, "text", "a\nb");
	assert_member(f, "subject", "one.test\\255\\\"");
	assert_int_equal(
	    json_integer_value(json_object_get(f, "confirmations")), 3);
	json_decref(o);
	o = json_of(NULL, &s, 1795341601);
	assert_true(json_is_false(json_object_get(o, "gated")));
	assert_member(o, "would", "dunno");
	json_decref(o);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(what_is_counted_is_told),
	    cmocka_unit_test(a_domain_is_told_as_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
