/* SPDX-License-Identifier: BSD-2-Clause */
/* Requests as Postfix sends them, and as it never would. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/error.h"
#include "policyd/request.h"
#include "policyd/sender.h"

#define POSTFIX                                                              \
	"request=smtpd_access_policy\nprotocol_state=RCPT\n"                 \
	"protocol_name=ESMTP\nclient_address=192.0.2.1\nsender=a@one.test\n" \
	"recipient=b@two.test\nrecipient_count=0\nqueue_id=4bXk2R\n"         \
	"instance=1f2e.5.0\nsize=1\nstress=\nsasl_username=u@three.test\n"   \
	"policy_context=submission\n\n"

static const struct {
	const char *name;
	const char *text;
	const char *sender, *recipient, *queue_id, *instance;
} good[] = {
    {"as Postfix sends it", POSTFIX, "a@one.test", "b@two.test", "4bXk2R",
	"1f2e.5.0"},
    {"missing groups", "request=smtpd_access_policy\n\n", "", "", "", ""},
    {"any order, unknown names",
	"later=1\nsender=a@b\nx=\nrequest=smtpd_access_policy\n\n", "a@b", "",
	"", ""},
    {"no type", "sender=a@b\n\n", "a@b", "", "", ""},
    {"the first of a repeated name", "sender=a\nsender=b\n\n", "a", "", "", ""},
    {"the first, even if empty", "sender=\nsender=b\n\n", "", "", "", ""},
    {"a value with equals signs", "sender=a=b@c=\n\n", "a=b@c=", "", "", ""},
    {"names are not cut", "sende=x\nsenders=y\nSender=z\n\n", "", "", "", ""},
    {"octets of all kinds", "sender=\xff\x01\r@x\n\n", "\xff\x01\r@x", "", "",
	""},
};

static const struct {
	const char *text;
	const char *clue;
} bad[] = {
    {"\n", "no attribute"},
    {"GET / HTTP/1.1\r\n", "no name=value: \"GET / HTTP/1.1\\013\""},
    {"sender=a\n=b\n\n", "no name=value: \"=b\""},
    {"request=junk_access\n\n", "a request other than smtpd_access_policy: "
				"\"junk_access\""},
    {"request=\n\n", "a request other than smtpd_access_policy"},
    {"\r\n", "no name=value: \"\\013\""},
};

static void
assert_text(struct request_text found, const char *wanted)
{
	assert_int_equal(found.len, strlen(wanted));
	if (found.len > 0)
		assert_memory_equal(found.at, wanted, found.len);
}

/* Feed the text in steps, each time from memory of the exact size. */
static enum request_state
feed(const char *text, size_t step, size_t *used, struct error *err,
    struct request *r, char **data)
{
	struct request_parser p = {0};
	enum request_state state = REQUEST_MORE;

	for (size_t n = step; state == REQUEST_MORE; n += step) {
		size_t len = n < strlen(text) ? n : strlen(text);

		free(*data);
		*data = malloc(len);
		assert_non_null(*data);
		memcpy(*data, text, len);
		state = request_parse(&p, *data, len, r, used, err);
		if (len == strlen(text))
			break;
	}
	return state;
}

static void
good_requests_are_read_whole_and_in_any_pieces(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		for (size_t step = 1; step < 60; step++) {
			struct request r;
			struct error err;
			char *data = NULL;
			size_t used = 0;

			assert_int_equal(
			    feed(good[i].text, step, &used, &err, &r, &data),
			    REQUEST_DONE);
			assert_int_equal(used, strlen(good[i].text));
			assert_text(r.sender, good[i].sender);
			assert_text(r.recipient, good[i].recipient);
			assert_text(r.queue_id, good[i].queue_id);
			assert_text(r.instance, good[i].instance);
			free(data);
		}
	}
}

static void
bad_requests_are_named(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		for (size_t step = 1; step < 60; step += 7) {
			struct request r;
			struct error err = {""};
			char *data = NULL;
			size_t used = 0;

			assert_int_equal(
			    feed(bad[i].text, step, &used, &err, &r, &data),
			    REQUEST_BAD);
			if (strstr(err.text, bad[i].clue) == NULL)
				fail_msg("%s: %s", bad[i].clue, err.text);
			free(data);
		}
	}
}

static void
one_request_ends_where_the_next_begins(void **state)
{
	static const char text[] = "sender=a\n\nsender=b\n\nsend";
	struct request_parser p = {0};
	struct request r;
	size_t used = 0;

	(void)state;
	assert_int_equal(request_parse(&p, text, strlen(text), &r, &used, NULL),
	    REQUEST_DONE);
	assert_int_equal(used, 10);
	assert_text(r.sender, "a");
	assert_int_equal(
	    request_parse(&p, text + 10, strlen(text) - 10, &r, &used, NULL),
	    REQUEST_DONE);
	assert_text(r.sender, "b");
	assert_int_equal(
	    request_parse(&p, text + 20, strlen(text) - 20, &r, &used, NULL),
	    REQUEST_MORE);
}

/* n times `unit`, then the end of a request. */
static char *
repeat(const char *unit, size_t n)
{
	size_t len = strlen(unit);
	char *text = malloc(n * len + 3);

	assert_non_null(text);
	for (size_t i = 0; i < n; i++)
		memcpy(text + i * len, unit, len);
	memcpy(text + n * len, "\n\n", 3);
	return text;
}

static enum request_state
parse_at_once(char *text, size_t len, struct error *err)
{
	struct request_parser p = {0};
	struct request r;
	size_t used;
	enum request_state found = request_parse(&p, text, len, &r, &used, err);

	free(text);
	return found;
}

static void
each_limit_holds_and_is_named(void **state)
{
	struct error err;
	char *text;

	(void)state;
	text = repeat("a=b\n", REQUEST_ATTRIBUTES_MAX);
	assert_int_equal(
	    parse_at_once(text, strlen(text) - 1, &err), REQUEST_DONE);
	text = repeat("a=b\n", REQUEST_ATTRIBUTES_MAX + 1);
	assert_int_equal(parse_at_once(text, strlen(text), &err), REQUEST_BAD);
	assert_non_null(strstr(err.text, "too many attributes"));
	text = repeat("a=", REQUEST_LINE_MAX / 2);
	assert_int_equal(parse_at_once(text, strlen(text), &err), REQUEST_DONE);
	text = repeat("a=", REQUEST_LINE_MAX / 2 + 1);
	assert_int_equal(parse_at_once(text, strlen(text), &err), REQUEST_BAD);
	assert_non_null(strstr(err.text, "a line that is too long"));
	text = repeat("a=", REQUEST_LINE_MAX / 2 + 1);
	assert_int_equal(parse_at_once(text, strlen(text) - 2, &err),
	    REQUEST_BAD); /* before its end is seen */
	text = repeat("a=0123456789012345678901234567890123456789012345678901"
		      "23456789012345678901234567890123456789012345678901234"
		      "56789012345678901234567890123456789012345678901234567"
		      "89012345678901234567890123456789012345678901234567890"
		      "12345678901234567890123456789012345678901234567890123"
		      "4567890123456789012345678901234567890123456789\n",
	    230);
	assert_true(strlen(text) > REQUEST_MAX);
	assert_int_equal(parse_at_once(text, strlen(text), &err), REQUEST_BAD);
	assert_non_null(strstr(err.text, "a request without an end"));
}

static void
a_copy_outlives_what_it_was_made_of(void **state)
{
	char text[] = POSTFIX;
	struct request_parser p = {0};
	struct request r, *copy;
	size_t used;

	(void)state;
	assert_int_equal(request_parse(&p, text, strlen(text), &r, &used, NULL),
	    REQUEST_DONE);
	copy = request_dup(&r);
	memset(text, 'x', sizeof(text));
	assert_text(copy->sender, "a@one.test");
	assert_text(copy->recipient, "b@two.test");
	assert_text(copy->queue_id, "4bXk2R");
	assert_text(copy->instance, "1f2e.5.0");
	assert_text(copy->sasl_username, "u@three.test");
	assert_text(copy->policy_context, "submission");
	free(copy);
}

static const struct {
	const char *sender, *recipient;
	enum sender_kind kind;
	const char *domain;
} senders[] = {
    {"a@one.test", "b@two.test", SENDER_DOMAIN, "one.test"},
    {"BOB@One.Test", "", SENDER_DOMAIN, "one.test"},
    {"a b@one.test", "", SENDER_DOMAIN, "one.test"},
    {"a@b@one.test", "", SENDER_DOMAIN, "one.test"},
    {"a@one.test.", "", SENDER_DOMAIN, "one.test"},
    {"\xc3\xbc@b\xc3\xbc"
     "cher.test",
	"", SENDER_DOMAIN, "xn--bcher-kva.test"},
    {"@one.test", "", SENDER_DOMAIN, "one.test"},
    {"", "b@two.test", SENDER_NULL, NULL},
    {"nodomain", "b@two.test", SENDER_NO_DOMAIN, NULL},
    {"x@[192.0.2.1]", "", SENDER_LITERAL, NULL},
    {"x@[IPv6:2001:db8::1]", "", SENDER_LITERAL, NULL},
    {"a@", "", SENDER_UNPARSABLE, NULL},
    {"a@b..test", "", SENDER_UNPARSABLE, NULL},
    {"a@one test", "", SENDER_UNPARSABLE, NULL},
    {"a@\xff\xfe", "", SENDER_UNPARSABLE, NULL},
    {"postmaster@one.test", "b@two.test", SENDER_EXEMPT, NULL},
    {"PostMaster@one.test", "b@two.test", SENDER_EXEMPT, NULL},
    {"postmaster", "b@two.test", SENDER_EXEMPT, NULL},
    {"a@one.test", "postmaster", SENDER_EXEMPT, NULL},
    {"a@one.test", "abuse+x@two.test", SENDER_EXEMPT, NULL},
    {"a@one.test", "tlsrpt@two.test", SENDER_EXEMPT, NULL},
    {"dmarc-reports@one.test", "b@two.test", SENDER_EXEMPT, NULL},
    {"postmasters@one.test", "b@two.test", SENDER_DOMAIN, "one.test"},
    {"a@postmaster", "b@two.test", SENDER_DOMAIN, "postmaster"},
    {"a@one.test", "x@abuse", SENDER_DOMAIN, "one.test"},
};

static void
senders_as_they_come_have_their_domain(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(senders) / sizeof(senders[0]); i++) {
		struct request r = {
		    .sender = {senders[i].sender, strlen(senders[i].sender)},
		    .recipient = {senders[i].recipient,
			strlen(senders[i].recipient)},
		};
		char domain[DNS_NAME_SIZE] = "untouched";
		enum sender_kind kind =
		    sender_domain(&r, SENDER_FROM_SENDER, domain);

		if (kind != senders[i].kind)
			fail_msg("<%s>: %s", senders[i].sender,
			    sender_kind_text(kind));
		if (senders[i].domain != NULL)
			assert_string_equal(domain, senders[i].domain);
	}
}

static const struct {
	const char *sender, *sasl;
	enum sender_from from;
	enum sender_kind kind;
	const char *domain;
} users[] = {
    {"a@one.test", "u@two.test", SENDER_FROM_SENDER, SENDER_DOMAIN, "one.test"},
    {"a@one.test", "u@two.test", SENDER_FROM_SASL, SENDER_DOMAIN, "two.test"},
    {"a@one.test", "U@TWO.Test.", SENDER_FROM_SASL, SENDER_DOMAIN, "two.test"},
    {"a@one.test", "u", SENDER_FROM_SASL, SENDER_NO_DOMAIN, NULL},
    {"a@one.test", "", SENDER_FROM_SASL, SENDER_NO_DOMAIN, NULL},
    {"a@one.test", "u@b..test", SENDER_FROM_SASL, SENDER_UNPARSABLE, NULL},
    {"a@one.test", "u@two.test", SENDER_FROM_SASL_OR, SENDER_DOMAIN,
	"two.test"},
    {"a@one.test", "u", SENDER_FROM_SASL_OR, SENDER_DOMAIN, "one.test"},
    {"a@one.test", "", SENDER_FROM_SASL_OR, SENDER_DOMAIN, "one.test"},
    {"a@one.test", "u@[::1]", SENDER_FROM_SASL_OR, SENDER_DOMAIN, "one.test"},
    {"nodomain", "", SENDER_FROM_SASL_OR, SENDER_NO_DOMAIN, NULL},
    {"", "u@two.test", SENDER_FROM_SASL, SENDER_NULL, NULL},
    {"", "u@two.test", SENDER_FROM_SASL_OR, SENDER_NULL, NULL},
    {"abuse@one.test", "u@two.test", SENDER_FROM_SASL, SENDER_EXEMPT, NULL},
};

static void
the_domain_is_whose_the_settings_say(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(users) / sizeof(users[0]); i++) {
		struct request r = {
		    .sender = {users[i].sender, strlen(users[i].sender)},
		    .recipient = {"b@two.test", 10},
		    .sasl_username = {users[i].sasl, strlen(users[i].sasl)},
		};
		char domain[DNS_NAME_SIZE] = "untouched";

		if (sender_domain(&r, users[i].from, domain) != users[i].kind)
			fail_msg("<%s> as %s", users[i].sender, users[i].sasl);
		if (users[i].domain != NULL)
			assert_string_equal(domain, users[i].domain);
	}
}

/* Everything that Postfix 3.0 to 3.10 sends, and 3.12 will, in its order. */
static const char *const attributes[] = {"request", "protocol_state",
    "protocol_name", "client_address", "client_name", "client_port",
    "reverse_client_name", "server_address", "server_port", "helo_name",
    "sender", "recipient", "recipient_count", "queue_id", "instance", "size",
    "etrn_domain", "stress", "sasl_method", "sasl_username", "sasl_sender",
    "ccert_subject", "ccert_issuer", "ccert_fingerprint",
    "ccert_pubkey_fingerprint", "encryption_protocol", "encryption_cipher",
    "encryption_keysize", "tls_sni", "policy_context", "compatibility_level",
    "mail_version"};

#define N_ATTRIBUTES (sizeof(attributes) / sizeof(attributes[0]))

/* One request of them all but `without`, from the nth on and round again. */
static size_t
put_attributes(char *out, size_t size, size_t first, size_t without)
{
	size_t len = 0;

	for (size_t i = 0; i < N_ATTRIBUTES; i++) {
		const char *name = attributes[(first + i) % N_ATTRIBUTES];

		if ((first + i) % N_ATTRIBUTES != without)
			len += (size_t)snprintf(out + len, size - len,
			    "%s=%s%s\n", name,
			    strcmp(name, "request") == 0 ? "" : "v-",
			    strcmp(name, "request") == 0 ? "smtpd_access_policy"
							 : name);
	}
	return len + (size_t)snprintf(out + len, size - len, "\n");
}

static void
assert_taken(struct request_text found, const char *name, size_t without)
{
	char wanted[64];

	(void)snprintf(wanted, sizeof(wanted), "v-%s", name);
	if (without < N_ATTRIBUTES && strcmp(attributes[without], name) == 0)
		wanted[0] = '\0';
	assert_text(found, wanted);
}

static void
whatever_postfix_sends_is_read_or_passed_over(void **state)
{
	(void)state;
	for (size_t first = 0; first < N_ATTRIBUTES; first++) {
		for (size_t without = 0; without <= N_ATTRIBUTES; without++) {
			struct request_parser p = {0};
			struct request r;
			char text[2048];
			size_t used, len = put_attributes(
					 text, sizeof(text), first, without);

			assert_int_equal(
			    request_parse(&p, text, len, &r, &used, NULL),
			    REQUEST_DONE);
			assert_int_equal(used, len);
			assert_taken(r.sender, "sender", without);
			assert_taken(r.recipient, "recipient", without);
			assert_taken(r.queue_id, "queue_id", without);
			assert_taken(r.instance, "instance", without);
			assert_taken(r.sasl_username, "sasl_username", without);
			assert_taken(
			    r.policy_context, "policy_context", without);
		}
	}
}

static void
a_domain_with_a_nul_or_without_an_end_is_none(void **state)
{
	static char longer[5000];
	struct request r = {
	    .sender = {"a@b.test\0.x", 11},
	    .recipient = {"", 0},
	};
	char domain[DNS_NAME_SIZE];

	(void)state;
	assert_int_equal(
	    sender_domain(&r, SENDER_FROM_SENDER, domain), SENDER_UNPARSABLE);
	memset(longer, 'x', sizeof(longer));
	longer[0] = '@';
	r.sender = (struct request_text){longer, sizeof(longer)};
	assert_int_equal(
	    sender_domain(&r, SENDER_FROM_SENDER, domain), SENDER_UNPARSABLE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(good_requests_are_read_whole_and_in_any_pieces),
	    cmocka_unit_test(bad_requests_are_named),
	    cmocka_unit_test(one_request_ends_where_the_next_begins),
	    cmocka_unit_test(each_limit_holds_and_is_named),
	    cmocka_unit_test(a_copy_outlives_what_it_was_made_of),
	    cmocka_unit_test(senders_as_they_come_have_their_domain),
	    cmocka_unit_test(the_domain_is_whose_the_settings_say),
	    cmocka_unit_test(whatever_postfix_sends_is_read_or_passed_over),
	    cmocka_unit_test(a_domain_with_a_nul_or_without_an_end_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
