/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages to the certificates of their S/MIME parts. */

#include "tests/unit/unit.h"

#include <openssl/err.h>

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "smime/smime.h"
#include "tests/unit/smime_say.h"

#define SIGNED "2 signed: A#1005 valid 2"
#define OPAQUE "1 signed-opaque: A#1005 valid 2"
#define BOTH "B#1006 key-transport A#1007 key-agreement"

static const struct {
	const char *what, *file, *found;
} cases[] = {
    /* signatures */
    {"a detached signature", "signed", SIGNED},
    {"the content was altered", "signed-altered", "2 signed: A#1005 invalid 2"},
    {"the signature was altered", "signed-forged",
	"2 signed: A#1005 invalid 2"},
    {"no signed attributes", "signed-no-attributes", SIGNED},
    {"no signed attributes, by RSA", "signed-no-attributes-rsa",
	"2 signed: B#1006 valid 1"},
    {"no signed attributes, and altered", "signed-no-attributes-altered",
	"2 signed: A#1005 invalid 2"},
    {"RSA-PSS", "signed-pss", "2 signed: B#1006 valid 1"},
    {"SHA-512", "signed-sha512", SIGNED},
    {"two signers", "signed-by-two", "2 signed: A#1005 valid 2 B#1006 valid 1"},
    {"a signer named by key identifier", "signed-keyid",
	"2 signed: key-id valid 2"},
    {"no certificates", "signed-without-certs",
	"2 signed: A#1005 not-checked 0"},
    {"the leaf alone", "signed-leaf-alone", "2 signed: A#1005 valid 1"},
    {"made into multipart/mixed: what was signed is not told", "signed-mixed",
	"2 signed: A#1005 not-checked 2"},
    {"bare line feeds in the content", "signed-bare-lf", SIGNED},
    {"an empty part", "signed-empty", SIGNED},
    {"an opaque signature", "opaque", OPAQUE},
    {"an opaque one of indefinite length, in pieces", "opaque-ber", OPAQUE},
    {"an opaque one that was altered", "opaque-altered",
	"1 signed-opaque: A#1005 invalid 2"},
    /* encryption */
    {"encrypted to RSA and ECDH", "enveloped", "1 enveloped: " BOTH},
    {"encrypted with indefinite lengths", "enveloped-ber",
	"1 enveloped: " BOTH},
    {"encrypted and authenticated", "auth-enveloped",
	"1 auth-enveloped: " BOTH},
    {"recipients by key identifier", "enveloped-keyid",
	"1 enveloped: key-id key-transport key-id key-agreement"},
    {"a password", "enveloped-password", "1 enveloped: nobody password"},
    {"a key that both have", "enveloped-shared-key",
	"1 enveloped: nobody shared-key"},
    {"cut in its recipients", "enveloped-cut",
	"1 unreadable: +1 its recipients can't be read: after 163 octets it "
	"ends too early"},
    /* others */
    {"certificates alone", "certs-only", "1 certs-only: 1005/2 1008/2"},
    {"certificates of CAs alone", "certs-only-ca", "1 certs-only: 1002/1"},
    {"compressed", "compressed", "1 compressed:"},
    {"of another type", "other-type",
	"1 unreadable: its type is none of signed, enveloped, authEnveloped "
	"and compressed"},
    {"labelled so, and a text", "no-cms", "1 unreadable: it is no CMS object"},
    {"a plain message", "plain", ""},
    /* in one another */
    {"encrypted, in multipart/signed", "encrypted-in-signed",
	"1 enveloped: B#1006 key-transport | " SIGNED},
    {"encrypted, in signed content", "encrypted-in-opaque",
	OPAQUE " | 1.1 enveloped: B#1006 key-transport"},
    {"signed, in encrypted: can't be seen", "signed-in-encrypted",
	"1 enveloped: B#1006 key-transport"},
    {"signed, in signed content in pieces", "signed-in-opaque",
	"1 signed-opaque: A#1007 valid 2 | 1.2 signed: A#1005 valid 2"},
    {"signed content three times", "opaque-in-opaque-in-opaque",
	OPAQUE " | 1.1 signed-opaque: A#1005 valid 2 | 1.1.1 signed-opaque: "
	       "A#1005 valid 2"},
    {"deeper than the limit", "opaque-too-deep",
	"1 signed-opaque: A#1005 not-checked 0 | 1.1 signed-opaque: A#1005 "
	"not-checked 0 | 1.1.1 signed-opaque: A#1005 not-checked 0 | 1.1.1.1 "
	"signed-opaque: A#1005 not-checked 0 | 1.1.1.1.1 signed-opaque: "
	"A#1005 not-checked 0 ..."},
    {"forwarded", "forwarded", "2.2 signed: A#1005 valid 2"},
    {"forwarded in base64", "forwarded-base64", "2.2 signed: A#1005 valid 2"},
    {"forwarded in a digest", "forwarded-digest", "1.2 signed: A#1005 valid 2"},
    {"forwarded, signed content", "forwarded-opaque",
	"1.1 signed-opaque: A#1005 valid 2"},
    /* structures of mail programs */
    {"as Thunderbird signs", "like-thunderbird", SIGNED},
    {"as Outlook signs", "like-outlook", SIGNED},
    {"as Outlook encrypts", "like-outlook-encrypted", "1 enveloped: " BOTH},
    {"as Apple Mail signs", "like-apple", SIGNED},
    /* one message in the ways in which mail arrives */
    {"as made", "trap-01", SIGNED},
    {"LF line ends", "trap-02", SIGNED},
    {"CRLF line ends", "trap-03", SIGNED},
    {"Content-Type folded", "trap-04", SIGNED},
    {"names in upper case", "trap-05", SIGNED},
    {"boundary without quotes", "trap-06", SIGNED},
    {"boundary split by RFC 2231", "trap-07", SIGNED},
    {"boundary encoded by RFC 2231", "trap-08", SIGNED},
    {"comment in Content-Type", "trap-09", SIGNED},
    {"x-pkcs7-signature", "trap-10", SIGNED},
    {"preamble and epilogue", "trap-11", SIGNED},
    {"a list added a third part", "trap-12", SIGNED},
    {"wrapped in multipart/mixed", "trap-13", "1.2 signed: A#1005 valid 2"},
    {"opaque as made", "trap-14", OPAQUE},
    {"base64 on one line", "trap-15", OPAQUE},
    {"base64 in lines of 76", "trap-16", OPAQUE},
    {"base64 with an empty line inside", "trap-17", OPAQUE},
    {"base64 with spaces at line ends", "trap-18", OPAQUE},
    {"base64 with a junk character", "trap-19", OPAQUE},
    {"base64 without padding", "trap-20", OPAQUE},
    {"base64 then a text footer", "trap-21", OPAQUE},
    {"transfer encoding binary", "trap-22", OPAQUE},
    {"transfer encoding quoted-printable", "trap-23", OPAQUE},
    {"x-pkcs7-mime", "trap-24", OPAQUE},
    {"application/octet-stream, name smime.p7m", "trap-25", OPAQUE},
    {"smime-type says enveloped-data", "trap-26", OPAQUE},
    {"no smime-type", "trap-27", OPAQUE},
    {"a header line of 2000 octets", "trap-28", OPAQUE},
    {"NUL in a header", "trap-29", OPAQUE},
    {"cut off half way", "trap-30",
	"1 unreadable: its signed-data can't be read: after 699 octets it "
	"ends too early"},
};

static void
the_s_mime_parts_of_a_message_are_found(void **state)
{
	unsigned failed = 0;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smime_message *m = smime_load(cases[i].file);
		char *found = smime_say(m);

		if (strcmp(found, cases[i].found) != 0) {
			print_error("%s (%s):\n  found  %s\n  wanted %s\n",
			    cases[i].what, cases[i].file, found,
			    cases[i].found);
			failed++;
		}
		free(found);
		smime_message_free(&m);
	}
	assert_int_equal(failed, 0);
}

static void
why_a_signature_is_not_valid_is_told(void **state)
{
	static const struct {
		const char *file, *why;
	} reasons[] = {
	    {"signed-altered", "the content is not what was signed"},
	    {"signed-forged", "it was not made with the certificate's key"},
	    {"signed-no-attributes-altered",
		"the certificate's key has not signed this content"},
	    {"signed-without-certs",
		"the message does not hold its certificate"},
	    {"signed-mixed", "what was signed is not in the message"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(reasons) / sizeof(reasons[0]); i++) {
		struct smime_message *m = smime_load(reasons[i].file);

		assert_string_equal(m->parts[0].signers[0].why, reasons[i].why);
		smime_message_free(&m);
	}
}

#define THREADS 4

/* Every case, from one thread of several: how many were found otherwise. */
static void *
read_all(void *arg)
{
	unsigned *differ = arg;

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smime_message *m = smime_load(cases[i].file);
		char *found = smime_say(m);

		*differ += strcmp(found, cases[i].found) != 0;
		free(found);
		smime_message_free(&m);
	}
	return NULL;
}

static void
threads_do_not_see_each_other(void **state)
{
	pthread_t threads[THREADS];
	unsigned differ[THREADS] = {0};

	(void)state;
	for (size_t i = 0; i < THREADS; i++)
		assert_int_equal(
		    pthread_create(&threads[i], NULL, read_all, &differ[i]), 0);
	for (size_t i = 0; i < THREADS; i++) {
		assert_int_equal(pthread_join(threads[i], NULL), 0);
		assert_int_equal(differ[i], 0);
	}
}

static void
openssl_keeps_no_error_of_ours(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct smime_message *m = smime_load(cases[i].file);

		if (ERR_peek_error() != 0)
			fail_msg("%s leaves an error behind", cases[i].file);
		smime_message_free(&m);
	}
}

static void
the_position_of_the_descriptor_does_not_matter(void **state)
{
	struct smime_message *m;
	char text[] = "Content-Type: application/pkcs7-mime\r\n\r\nx";
	FILE *file = tmpfile();

	(void)state;
	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, strlen(text), file), strlen(text));
	assert_int_equal(fflush(file), 0);
	assert_int_equal(smime_read(fileno(file), &m, NULL), 0);
	assert_int_equal(m->n_parts, 1);
	smime_message_free(&m);
	fclose(file);
}

static void
what_is_no_file_is_refused_with_a_sentence(void **state)
{
	struct smime_message *m = NULL;
	struct error err = {""};
	int ends[2];

	(void)state;
	assert_int_equal(smime_read(-1, &m, &err), -1);
	assert_non_null(strstr(err.text, "Bad file descriptor"));
	assert_int_equal(pipe(ends), 0);
	assert_int_equal(smime_read(ends[0], &m, &err), -1);
	assert_non_null(strstr(err.text, "no regular file"));
	assert_null(m);
	close(ends[0]);
	close(ends[1]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(the_s_mime_parts_of_a_message_are_found),
	    cmocka_unit_test(why_a_signature_is_not_valid_is_told),
	    cmocka_unit_test(threads_do_not_see_each_other),
	    cmocka_unit_test(openssl_keeps_no_error_of_ours),
	    cmocka_unit_test(the_position_of_the_descriptor_does_not_matter),
	    cmocka_unit_test(what_is_no_file_is_refused_with_a_sentence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
