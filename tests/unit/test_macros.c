/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix 3.7 and Sendmail 8.17 were seen to send, read as one thing. */

#include "tests/unit/unit.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/buf.h"
#include "milter/macros.h"

struct tls_case {
	const char *name;
	struct macros_tls sent;
	enum macros_peer peer;
	const char *subject, *issuer, *organisation;
};

#define SENDMAIL_ISSUER                                                      \
	"/C=US/O=Example+20Trust+20Services/CN=Example+20Issuing+20CA+20E5," \
	"+20+28test+29+20+3Cx+3E"

static const struct tls_case tls_cases[] = {
    {"no TLS", {.cert_issuer = "R10"}, MACROS_NO_TLS, NULL, NULL, NULL},
    {"an empty version is none", {.version = ""}, MACROS_NO_TLS, NULL, NULL,
	NULL},
    {"Postfix: no certificate, or one that is not trusted",
	{.version = "TLSv1.3", .cipher = "TLS_AES_256_GCM_SHA384"},
	MACROS_NO_CERTIFICATE, NULL, NULL, NULL},
    {"Postfix: bare common names in UTF-8",
	{.version = "TLSv1.3",
	    .cert_subject = "mx.partner.example",
	    .cert_issuer = "M\xc3\xbcller CA"},
	MACROS_TRUSTED, "mx.partner.example", "M\xc3\xbcller CA", NULL},
    {"Postfix: an empty issuer is trusted and has no name",
	{.version = "TLSv1.3", .cert_subject = "", .cert_issuer = ""},
	MACROS_TRUSTED, NULL, NULL, NULL},
    {"Postfix: a plus is a plus",
	{.version = "TLSv1.3", .cert_issuer = "A+20B"}, MACROS_TRUSTED, NULL,
	"A+20B", NULL},
    {"Sendmail: xtext, whole names and {verify}",
	{.version = "TLSv1.3",
	    .verify = "OK",
	    .cert_subject = "/C=US/CN=mx.partner.example",
	    .cert_issuer = SENDMAIL_ISSUER,
	    .cn_subject = "mx.partner.example",
	    .cn_issuer = "Example+20Issuing+20CA+20E5,+20+28test+29+20+3Cx+3E"},
	MACROS_TRUSTED, "mx.partner.example",
	"Example Issuing CA E5, (test) <x>", "Example Trust Services"},
    {"Sendmail: TRUSTED is as good as OK",
	{.version = "TLSv1.2", .verify = "TRUSTED", .cn_issuer = "A"},
	MACROS_TRUSTED, NULL, "A", NULL},
    {"Sendmail: a self-signed certificate may name any issuer",
	{.version = "TLSv1.3", .verify = "FAIL", .cn_issuer = "R10"},
	MACROS_UNTRUSTED, NULL, NULL, NULL},
    {"Sendmail: without {verify} nothing is believed",
	{.version = "TLSv1.3", .cert_issuer = "/CN=R10"}, MACROS_UNTRUSTED,
	NULL, NULL, NULL},
    {"Sendmail: DANE_FAIL is no OK",
	{.version = "TLSv1.3", .verify = "DANE_FAIL", .cn_issuer = "R10"},
	MACROS_UNTRUSTED, NULL, NULL, NULL},
    {"Sendmail: asked for none", {.version = "TLSv1.3", .verify = "NOT"},
	MACROS_NO_CERTIFICATE, NULL, NULL, NULL},
    {"Sendmail: none was given", {.version = "TLSv1.3", .verify = "NO"},
	MACROS_NO_CERTIFICATE, NULL, NULL, NULL},
    {"Sendmail: BadCertificateUnknown is no CA",
	{.version = "TLSv1.3",
	    .verify = "OK",
	    .cn_issuer = "BadCertificateUnknown",
	    .cn_subject = "BadCertificateContainsNUL"},
	MACROS_TRUSTED, NULL, NULL, NULL},
    {"Sendmail: without a common name the whole name is read",
	{.version = "TLSv1.3",
	    .verify = "OK",
	    .cert_issuer = "/O=M+5CxC3+5CxBCller/CN=Sub+20CA"},
	MACROS_TRUSTED, NULL, "Sub CA", "M\xc3\xbcller"},
    {"Sendmail: a slash in a value may hide another: not told",
	{.version = "TLSv1.3", .verify = "OK", .cert_issuer = "/O=a/CN=b/CN=c"},
	MACROS_TRUSTED, NULL, NULL, "a"},
    {"control characters make a name no name",
	{.version = "TLSv1.3", .cert_issuer = "a\nb"}, MACROS_TRUSTED, NULL,
	NULL, NULL},
    {"broken UTF-8 makes a name no name",
	{.version = "TLSv1.3", .cert_issuer = "a\xff"}, MACROS_TRUSTED, NULL,
	NULL, NULL},
};

static void
assert_text(const char *name, const char *found, const char *wanted)
{
	if ((found == NULL) != (wanted == NULL) ||
	    (found != NULL && strcmp(found, wanted) != 0))
		fail_msg("%s: found %s, want %s", name,
		    found != NULL ? found : "(none)",
		    wanted != NULL ? wanted : "(none)");
}

static void
both_mtas_are_read_as_one(void **state)
{
	size_t n = sizeof(tls_cases) / sizeof(tls_cases[0]);

	(void)state;
	for (size_t i = 0; i < n; i++) {
		const struct tls_case *c = &tls_cases[i];
		struct macros_names names;
		enum macros_peer peer = macros_tls(&c->sent, &names);

		assert_text(
		    c->name, macros_peer_text(peer), macros_peer_text(c->peer));
		assert_text(c->name, names.subject_cn, c->subject);
		assert_text(c->name, names.issuer_cn, c->issuer);
		assert_text(c->name, names.issuer_o, c->organisation);
		macros_names_fini(&names);
	}
}

static void
a_name_that_is_too_long_is_none(void **state)
{
	char *name = malloc(MACROS_VALUE_MAX + 2);
	struct macros_tls sent = {.version = "TLSv1.3"};
	struct macros_names names;

	(void)state;
	memset(name, 'x', MACROS_VALUE_MAX + 1);
	name[MACROS_VALUE_MAX + 1] = '\0';
	sent.cert_issuer = name;
	assert_int_equal(macros_tls(&sent, &names), MACROS_TRUSTED);
	assert_null(names.issuer_cn);
	macros_names_fini(&names);
	free(name);
}

static void
mail_stays_here_by_the_transport(void **state)
{
	(void)state;
	assert_true(macros_is_local("local"));
	assert_true(macros_is_local("LMTP"));
	assert_true(macros_is_local("*file*"));
	assert_true(macros_is_local("error"));
	assert_false(macros_is_local("esmtp"));
	assert_false(macros_is_local("relay"));
	assert_false(macros_is_local("smtp-slow"));
	assert_false(macros_is_local(""));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(both_mtas_are_read_as_one),
	    cmocka_unit_test(a_name_that_is_too_long_is_none),
	    cmocka_unit_test(mail_stays_here_by_the_transport),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
