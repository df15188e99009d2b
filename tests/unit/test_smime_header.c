/* SPDX-License-Identifier: BSD-2-Clause */
/* What a message's header says: addresses, selectors, media types. */

#include "tests/unit/unit.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "smime/media.h"
#include "smime/smime.h"
#include "tests/unit/smime_say.h"

/* A list as one text, a comma between. */
static char *
joined(char *const *list, size_t n)
{
	struct buf out = BUF_INIT;

	for (size_t i = 0; i < n; i++)
		buf_printf(&out, "%s%s", i > 0 ? "," : "", list[i]);
	return out.data != NULL ? buf_steal(&out) : mem_strdup("");
}

static void
addresses_of_from_and_sender_are_read(void **state)
{
	static const struct {
		const char *header, *from;
	} cases[] = {
	    {"From: a@x.test", "a@x.test"},
	    {"from : Al <a@X.test>", "a@x.test"},
	    {"From: \"B, C\" <a@x.test>, b@y.test", "a@x.test,b@y.test"},
	    {"From: a@x.test (c (d) \\) <e@f.test>), g@h.test",
		"a@x.test,g@h.test"},
	    {"From: a@x.test\r\nSender: s@y.test", "a@x.test,s@y.test"},
	    {"From: a@x.test\r\nSender: a@x.test", "a@x.test"},
	    {"From: Al\r\n <a@x.test\r\n >", "a@x.test"},
	    {"From: friends: a@x.test, b@x.test;, c@x.test",
		"a@x.test,b@x.test,c@x.test"},
	    {"From: <@r.test,@q.test:a@x.test>", "a@x.test"},
	    {"From: \"a b\"@x.test", "a b@x.test"},
	    {"From: j\xc3\xbcrgen@ex\xc3\xa4mple.test",
		"j\xc3\xbcrgen@xn--exmple-cua.test"},
	    {"From: =?utf-8?q?a=40b.test?= <a@x.test>", "a@x.test"},
	    {"From: a@[192.0.2.1]", ""},
	    {"From: nobody", ""},
	    {"From: @x.test", ""},
	    {"From: <>", ""},
	    {"From: a\x01@x.test", ""},
	    {"From: (never closed <a@x.test>", ""},
	    {"From: \"never closed <a@x.test>", ""},
	    {"From: \\", ""},
	    {"From:", ""},
	    {"From", ""},
	    {"X-From: a@x.test", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = mem_printf("%s\r\n\r\n", cases[i].header);
		struct smime_message *m = smime_load_text(text, strlen(text));
		char *from = joined(m->from, m->n_from);

		if (strcmp(from, cases[i].from) != 0)
			fail_msg("%s: found `%s`, wanted `%s`", cases[i].header,
			    from, cases[i].from);
		free(from);
		free(text);
		smime_message_free(&m);
	}
}

static void
recipients_of_the_header_are_read_apart(void **state)
{
	static const char text[] = "To: a@x.test\r\nCc: B <b@y.test>\r\n"
				   "From: f@x.test\r\nBcc: c@z.test\r\n\r\n";
	struct smime_message *m = smime_load_text(text, strlen(text));
	char *to = joined(m->to, m->n_to), *from = joined(m->from, m->n_from);

	(void)state;
	assert_string_equal(to, "a@x.test,b@y.test,c@z.test");
	assert_string_equal(from, "f@x.test");
	free(to);
	free(from);
	smime_message_free(&m);
}

static void
addresses_are_bounded(void **state)
{
	struct buf text = BUF_INIT;
	struct smime_message *m;

	(void)state;
	for (int line = 0; line < 50; line++) {
		buf_puts(&text, "From: ");
		for (int i = 0; i < 100; i++)
			buf_printf(&text, "a%d.%d@x.test, ", line, i);
		buf_puts(&text, "\r\n");
	}
	m = smime_load_text(text.data, text.len);
	assert_int_equal(m->n_from, SMIME_ADDRESSES_MAX);
	smime_message_free(&m);
	buf_fini(&text);
}

static void
selectors_and_domains_of_dkim_signatures_are_read(void **state)
{
	static const char text[] =
	    "DKIM-Signature: v=1; a=rsa-sha256; d=X.test;\r\n\ts=S1; b=abc\r\n"
	    "Dkim-signature: v=1; d=y.test; s=s2._sub\r\n"
	    "DKIM-Signature: v=1; d=y.test\r\n"
	    "DKIM-Signature: v=1; d=y.test; s=bad label\r\n"
	    "DKIM-Signature: nonsense\r\n\r\nDKIM-Signature: d=b.test; s=b\r\n";
	struct smime_message *m = smime_load_text(text, strlen(text));
	char *dkim = joined(m->dkim, m->n_dkim);

	(void)state;
	assert_string_equal(dkim, "s1 x.test,s2._sub y.test");
	free(dkim);
	smime_message_free(&m);
}

static void
a_content_type_tells_whether_the_body_is_wanted(void **state)
{
	static const struct {
		const char *value;
		bool may, says;
	} cases[] = {
	    {NULL, false, false},
	    {"", false, false},
	    {"text/plain", false, false},
	    {" text/html; charset=utf-8", false, false},
	    {"text/plain; name=smime.p7m", true, false},
	    {"multipart/mixed; boundary=x", true, false},
	    {"message/rfc822", true, false},
	    {"application/octet-stream", true, false},
	    {"application/pdf; name=x.pdf", false, false},
	    {" Application/PKCS7-MIME;\r\n\tsmime-type=enveloped-data", true,
		true},
	    {"application/x-pkcs7-signature; name=smime.p7s", true, true},
	    {"multipart/signed;\r\n protocol=\"application/pkcs7-signature\"; "
	     "boundary=x",
		true, true},
	    {"multipart/signed; protocol=\"application/pgp-signature\"", true,
		false},
	    {"(c) multipart (c) / (c) signed; protocol*=''application%2Fpkcs7-"
	     "signature",
		true, true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		assert_int_equal(smime_may_hold(cases[i].value), cases[i].may);
		assert_int_equal(smime_says_so(cases[i].value), cases[i].says);
	}
}

static void
parameters_are_put_together_by_rfc_2231(void **state)
{
	static const struct {
		const char *value, *name, *found; /* NULL: none */
	} cases[] = {
	    {"a/b; x=1", "x", "1"},
	    {"a/b; X = 1 ; y=2", "x", "1"},
	    {"a/b; x=\"a;\\\"b\"; y=2", "x", "a;\"b"},
	    {"a/b; x=\"a;y=3\"; y=2", "y", "2"},
	    {"a/b; x=1; x=2", "x", "1"},
	    {"a/b; x*0=a; x*1=b; x*2=c", "x", "abc"},
	    {"a/b; x*1=b; x*0=a", "x", "ab"},
	    {"a/b; x*0=a; x*2=c", "x", "a"},
	    {"a/b; x*0*=utf-8'en'%41; x*1=%42; x*2*=%43", "x", "A%42C"},
	    {"a/b; x*=utf-8''a%20b; x=c", "x", "a b"},
	    {"a/b; x*=%zz%4", "x", "%zz%4"},
	    {"a/b; x*99999999999999999999=a", "x", NULL},
	    {"a/b; x*16=a", "x", NULL},
	    {"a/b; x*0*1=a", "x", NULL},
	    {"a/b; xx=1", "x", NULL},
	    {"a/b; x", "x", ""},
	    {"a/b; x=", "x", ""},
	    {"a/b (; x=0) ; x=1", "x", "1"},
	    {"a/b; x=\"never closed", "x", "never closed"},
	    {"a/b; (never closed x=1", "x", NULL},
	    {"", "x", NULL},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf out = BUF_INIT;
		bool found = media_parameter(cases[i].value,
		    strlen(cases[i].value), cases[i].name, &out);

		if (found != (cases[i].found != NULL) ||
		    (found && strcmp(buf_text(&out), cases[i].found) != 0))
			fail_msg("%s: found `%s`, wanted `%s`", cases[i].value,
			    found ? buf_text(&out) : "(none)",
			    cases[i].found != NULL ? cases[i].found : "(none)");
		buf_fini(&out);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(addresses_of_from_and_sender_are_read),
	    cmocka_unit_test(recipients_of_the_header_are_read_apart),
	    cmocka_unit_test(addresses_are_bounded),
	    cmocka_unit_test(selectors_and_domains_of_dkim_signatures_are_read),
	    cmocka_unit_test(a_content_type_tells_whether_the_body_is_wanted),
	    cmocka_unit_test(parameters_are_put_together_by_rfc_2231),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
