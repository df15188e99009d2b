/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate selftest: does the resolver show the CAA records that exist? */

#include "cli/selftest.h"

#include <event2/event.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "cli/cli.h"
#include "cli/say.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/resolver.h"

/* Names that have published CAA for years; any one of them will do. */
static const char *const default_controls[] = {
    "google.com", "letsencrypt.org", "mozilla.org"};

#define SIGNED_NAME "com" /* signed since 2011, and no trust anchor needed */
static int
control_failed(
    struct selftest *test, const char *what, const struct caa_climb *climb)
{
	struct buf b = BUF_INIT;

	if (caa_climb_outcome(climb) == CAA_CLIMB_FAILED)
		say_failure(climb, &b);
	else
		buf_puts(&b,
		    "no CAA records found; the resolver or something before "
		    "it drops them");
	selftest_report(test, MARK_NOTE, what, buf_text(&b));
	buf_fini(&b);
	return 1;
}

/* 0: CAA records were found; 1: not, and it was said; else an exit code. */
static int
run_control(struct cli *cli, struct selftest *test, const char *operand)
{
	struct caa_climb *climb = NULL;
	char name[DNS_NAME_SIZE], what[DNS_NAME_SIZE + 16];
	struct buf b = BUF_INIT;
	int code = cli_name(cli, operand, name);

	if (code == CLI_GOOD)
		code = cli_climb(cli, name, false, &climb);
	if (code != CLI_GOOD)
		return code;
	snprintf(what, sizeof(what), "control %s", name);
	if (caa_climb_outcome(climb) != CAA_CLIMB_FOUND) {
		code = control_failed(test, what, climb);
	} else {
		const struct dns_answer *answer =
		    caa_climb_level_answer(climb, 0);

		buf_printf(&b, "CAA records found at %s, server %s",
		    caa_climb_name(climb),
		    answer != NULL && answer->server != NULL ? answer->server
							     : "?");
		selftest_report(test, MARK_OK, what, buf_text(&b));
	}
	buf_fini(&b);
	caa_climb_free(&climb);
	return code;
}

int
selftest_controls(
    struct cli *cli, struct selftest *test, const struct cli_list *given)
{
	const char *const *names =
	    given->n > 0 ? given->list : default_controls;
	size_t n = given->n > 0
		       ? given->n
		       : sizeof(default_controls) / sizeof(default_controls[0]);
	size_t found = 0;
	int code = CLI_GOOD;

	for (size_t i = 0; code < CLI_USAGE && i < n; i++) {
		code = run_control(cli, test, names[i]);
		found += code == CLI_GOOD;
	}
	if (code >= CLI_USAGE)
		return code;
	/* A well-known name may have stopped; one that was named may not. */
	test->resolver_failed = given->n > 0 ? found < n : found == 0;
	selftest_report(test, test->resolver_failed ? MARK_FAIL : MARK_OK,
	    "resolver",
	    test->resolver_failed ? "it does not show CAA records that exist"
				  : "it shows CAA records");
	return CLI_GOOD;
}

static void
keep_answer(struct dns_answer *answer, void *arg)
{
	struct dns_answer **out = arg;

	*out = dns_answer_ref(answer);
}

static struct dns_answer *
ask(struct cli *cli, const char *name, uint16_t type)
{
	struct dns_answer *answer = NULL;
	struct dns_query *query = NULL;

	dns_ask(cli->resolver, name, type, keep_answer, &answer, &query);
	while (answer == NULL)
		if (event_base_loop(cli->loop, EVLOOP_ONCE) != 0)
			break;
	dns_cancel(&query);
	return answer;
}

void
selftest_dnssec(struct cli *cli, struct selftest *test)
{
	struct dns_answer *answer = ask(cli, SIGNED_NAME, DNS_TYPE_SOA);
	struct buf b = BUF_INIT;

	if (answer == NULL || !dns_answer_is_definite(answer)) {
		buf_puts(&b, SIGNED_NAME ". was not answered: ");
		if (answer != NULL)
			dns_answer_put_reason(answer, &b);
		selftest_report(test, MARK_NOTE, "DNSSEC", buf_text(&b));
	} else if (answer->ad) {
		selftest_report(test, MARK_OK, "DNSSEC",
		    "the resolver validates (AD for " SIGNED_NAME ".)");
	} else {
		selftest_report(test, MARK_NOTE, "DNSSEC",
		    "no AD for " SIGNED_NAME ".: the resolver does not "
		    "validate, or is not trusted (resolver.trust_ad)");
	}
	buf_fini(&b);
	dns_answer_free(&answer);
}
