/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix is told and what is logged, whatever the DNS said. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "engine/told.h"
#include "gate/status.h"
#include "policyd/changeline.h"
#include "policyd/logline.h"
#include "policyd/reply.h"
#include "policyd/request.h"

#define URL "https://help.example/caa"

static char *
reply(enum gate_action action, const struct status_finding *f,
    const char *domain, const char *url)
{
	const struct gate_decision d = {.action = action, .finding = f};
	struct buf out = BUF_INIT;

	reply_put(&out, &d, domain, url);
	return buf_steal(&out);
}

static struct status_finding
finding(const char *subject, const char *text)
{
	return (struct status_finding){.rule = RULE_CAA_08,
	    .subject = subject,
	    .subject_len = strlen(subject),
	    .text = text,
	    .text_len = strlen(text)};
}

static void
assert_reply(char *found, const char *wanted)
{
	assert_string_equal(found, wanted);
	free(found);
}

static void
each_action_has_its_words(void **state)
{
	struct status_finding f = finding("one.test", "a critical property");

	(void)state;
	assert_reply(
	    reply(GATE_PASS, NULL, "one.test", URL), "action=DUNNO\n\n");
	assert_reply(reply(GATE_PASS, &f, "one.test", URL), "action=DUNNO\n\n");
	assert_reply(reply(GATE_REJECT, &f, "one.test", URL),
	    "action=REJECT 5.7.1 one.test [CAA-08]: a critical property; "
	    "see " URL "\n\n");
	assert_reply(reply(GATE_DEFER, &f, "one.test", ""),
	    "action=DEFER_IF_PERMIT 4.7.1 one.test [CAA-08]: a critical "
	    "property\n\n");
	assert_reply(reply(GATE_DEFER, NULL, "one.test", ""),
	    "action=DEFER_IF_PERMIT 4.7.1 one.test: the protections of this "
	    "sending domain could not be verified yet, please try again "
	    "later\n\n");
}

static void
a_host_at_fault_is_named_and_quotation_marks_stay(void **state)
{
	struct status_finding f =
	    finding("mx2.one.test", "128 tbs \"x\" is critical");

	(void)state;
	assert_reply(reply(GATE_REJECT, &f, "one.test", ""),
	    "action=REJECT 5.7.1 one.test [CAA-08] mx2.one.test: 128 tbs "
	    "\"x\" is critical\n\n");
}

/* Two line feeds at the end, none before, and nothing but printable ASCII. */
static void
assert_harmless(const char *text)
{
	size_t len = strlen(text);

	assert_in_range(len, 1, REPLY_MAX);
	assert_string_equal(text + len - 2, "\n\n");
	for (size_t i = 0; i + 2 < len; i++)
		assert_in_range((unsigned char)text[i], 0x20, 0x7e);
	assert_int_equal(strncmp(text, "action=", 7), 0);
}

static void
text_of_strangers_can_not_forge_an_action(void **state)
{
	struct status_finding f =
	    finding("one.test", "x\n\naction=OK\n\n\r\x80\xff\"\\");
	char *text = reply(GATE_REJECT, &f, "one\n.test", "https://x\n/");

	(void)state;
	assert_harmless(text);
	assert_non_null(strstr(text, "x\\010\\010action=OK\\010\\010\\013"));
	free(text);
}

static void
no_reply_is_longer_than_the_limit(void **state)
{
	static char longer[3000];
	struct status_finding f;

	(void)state;
	for (size_t octet = 1; octet < 256; octet += 51) {
		for (size_t len = 0; len < 600; len += 7) {
			char *text;

			memset(longer, (int)octet, len);
			longer[len] = '\0';
			f = finding(longer, longer);
			text = reply(GATE_DEFER, &f, longer, longer);
			assert_harmless(text);
			free(text);
			text = reply(GATE_REJECT, &f, "one.test", URL);
			assert_harmless(text);
			assert_non_null(strstr(text, URL));
			free(text);
		}
	}
}

static void
a_reply_is_put_after_what_is_there(void **state)
{
	struct gate_decision d = {.action = GATE_DEFER};
	struct buf out = BUF_INIT;

	(void)state;
	for (int i = 0; i < 600; i++)
		buf_putc(&out, 'x');
	reply_put(&out, &d, "one.test", "");
	assert_harmless(out.data + 600);
	assert_non_null(strstr(out.data, "try again later\n\n"));
	buf_fini(&out);
}

static const struct gate_settings strict = {.profile = PROFILE_STRICT};

static void
assert_line(const struct logline *l, const char *wanted)
{
	struct buf out = BUF_INIT;

	logline_put(&out, l);
	assert_string_equal(buf_text(&out), wanted);
	buf_fini(&out);
}

#define TEXT(s)                  \
	{                        \
		s, sizeof(s) - 1 \
	}

static void
a_decision_is_one_line_in_fixed_order(void **state)
{
	const struct request r = {.sender = TEXT("a b@one.test"),
	    .recipient = TEXT("b@two.test"),
	    .queue_id = TEXT("4bXk2R"),
	    .instance = TEXT("1f2e.5.0")};
	const struct status_finding f = finding("one.test", "x");
	const struct gate_decision d = {
	    .action = GATE_PASS, .would = GATE_REJECT, .finding = &f};
	const struct logline l = {.request = &r,
	    .domain = "one.test",
	    .decision = &d,
	    .settings = &strict,
	    .state = LOGLINE_STALE,
	    .age = 12,
	    .ms = 0};

	(void)state;
	assert_line(&l,
	    "instance=1f2e.5.0 domain=one.test action=dunno "
	    "would=reject rule=CAA-08 subject=one.test profile=strict age=12 "
	    "state=stale ms=0 queue_id=4bXk2R sender=\"a b@one.test\" "
	    "recipient=\"b@two.test\"");
}

static void
what_there_is_none_of_is_a_dash(void **state)
{
	const struct request r = {.sender = TEXT("")};
	const struct logline l = {.request = &r,
	    .state = LOGLINE_NONE,
	    .reason = "null-sender",
	    .age = -1,
	    .ms = 1234567890123};

	(void)state;
	assert_line(&l,
	    "instance=- domain=- action=dunno would=dunno rule=- "
	    "subject=- profile=- age=- state=none reason=null-sender "
	    "ms=1234567890123 queue_id=- sender=\"\" recipient=\"\"");
}

static void
text_of_strangers_can_not_forge_a_key(void **state)
{
	const struct request r = {.sender = TEXT("\"\n\xff@x"),
	    .recipient = TEXT("a\\"),
	    .queue_id = TEXT("x action=ok"),
	    .instance = TEXT("1\n2")};
	const struct gate_decision d = {.action = GATE_PASS};
	const struct logline l = {.request = &r,
	    .domain = "one.test",
	    .decision = &d,
	    .settings = &strict,
	    .state = LOGLINE_UNKNOWN,
	    .age = -1};

	(void)state;
	assert_line(&l,
	    "instance=\"1\\0102\" domain=one.test action=dunno "
	    "would=dunno rule=- subject=- profile=strict age=- state=unknown "
	    "ms=0 queue_id=\"x action=ok\" sender=\"\\\"\\010\\255@x\" "
	    "recipient=\"a\\\\\"");
}

static void
a_long_value_is_cut(void **state)
{
	static char longer[20000];
	const struct request r = {.sender = {longer, sizeof(longer)},
	    .recipient = {longer, sizeof(longer)},
	    .queue_id = {longer, sizeof(longer)},
	    .instance = {longer, sizeof(longer)}};
	const struct logline l = {.request = &r, .state = LOGLINE_WAITED};
	struct buf out = BUF_INIT;

	(void)state;
	memset(longer, 'x', sizeof(longer));
	logline_put(&out, &l);
	assert_true(out.len < 4 * (LOGLINE_VALUE_MAX + 2) + 200);
	assert_non_null(strstr(out.data, "xxx...\" domain="));
	buf_fini(&out);
}

static void
assert_change(const struct told *t, const char *wanted)
{
	struct buf out = BUF_INIT;

	changeline_put(&out, t);
	assert_string_equal(buf_text(&out), wanted);
	buf_fini(&out);
}

static void
a_change_of_standing_is_a_line(void **state)
{
	static char domain[] = "one.test", none[] = "", subject[] = "mx host",
		    text[] = "\"x\"\naction=OK", reason[] = "being mended";
	struct told t = {.domain = domain,
	    .was = STANDING_NOTHING,
	    .standing = STANDING_GOOD,
	    .profile = PROFILE_STRICT,
	    .rule = RULES,
	    .waived = RULES,
	    .subject = none,
	    .text = none,
	    .reason = none};

	(void)state;
	assert_change(&t,
	    "status=good was=nothing domain=one.test profile=strict enforce=no "
	    "rule=- subject=- since=- confirmed=- acts=- will=- waived=- "
	    "until=- reason=- text=-");
	t.was = STANDING_REFUSED;
	t.standing = STANDING_WAIVED;
	t.enforce = true;
	t.rule = RULE_CAA_08;
	t.subject = subject;
	t.text = text;
	t.since = 1795341600;
	t.acts = 1795345200;
	t.action = GATE_REJECT;
	t.confirmations = 7;
	t.wanted = 3;
	t.waived_until = 1795428000;
	t.reason = reason;
	assert_change(&t,
	    "status=waived was=refused domain=one.test profile=strict "
	    "enforce=yes rule=CAA-08 subject=\"mx host\" "
	    "since=2026-11-22T10:00:00Z confirmed=3/3 "
	    "acts=2026-11-22T11:00:00Z will=reject waived=all "
	    "until=2026-11-23T10:00:00Z reason=\"being mended\" "
	    "text=\"\\\"x\\\"\\010action=OK\"");
	t.from_start = true;
	t.standing = STANDING_REFUSED;
	t.reason = none;
	t.waived_until = 0;
	assert_change(&t,
	    "status=refused was=refused domain=one.test profile=strict "
	    "enforce=yes rule=CAA-08 subject=\"mx host\" "
	    "since=2026-11-22T10:00:00Z confirmed=start "
	    "acts=2026-11-22T11:00:00Z will=reject waived=- until=- reason=- "
	    "text=\"\\\"x\\\"\\010action=OK\"");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_action_has_its_words),
	    cmocka_unit_test(a_host_at_fault_is_named_and_quotation_marks_stay),
	    cmocka_unit_test(text_of_strangers_can_not_forge_an_action),
	    cmocka_unit_test(no_reply_is_longer_than_the_limit),
	    cmocka_unit_test(a_reply_is_put_after_what_is_there),
	    cmocka_unit_test(a_decision_is_one_line_in_fixed_order),
	    cmocka_unit_test(what_there_is_none_of_is_a_dash),
	    cmocka_unit_test(text_of_strangers_can_not_forge_a_key),
	    cmocka_unit_test(a_long_value_is_cut),
	    cmocka_unit_test(a_change_of_standing_is_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
