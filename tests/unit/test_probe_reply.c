/* SPDX-License-Identifier: BSD-2-Clause */
/* Lines of servers: what is taken from them, and where it ends. */

#include "tests/unit/unit.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "probe/reply.h"

struct tr_case {
	const char *name;
	enum probe_service service;
	const char *said; /* lines end with LF */
	bool offers_tls, busy, alien;
	unsigned taken; /* lines, the one that ends it included */
	int status;
	const char *type, *location;
};

static const struct tr_case tr_cases[] = {
    {"an offer among others", PROBE_SMTP,
	"220 mx\r\n250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n", true, false, false,
	4, 0, NULL, NULL},
    {"the last line may be the offer, in any case", PROBE_SMTP,
	"220 mx\n250 StartTls\n", true, false, false, 2, 0, NULL, NULL},
    {"the greeting is no offer", PROBE_SMTP, "220 STARTTLS\n250 mx\n", false,
	false, false, 2, 0, NULL, NULL},
    {"a word beside others is no offer", PROBE_SMTP,
	"220 mx\n250-mx STARTTLS\n250-STARTTLS now\n250 XSTARTTLS\n", false,
	false, false, 4, 0, NULL, NULL},
    {"a short line is no offer", PROBE_SMTP, "220\n250\n250 \n250-S\n", false,
	false, false, 4, 0, NULL, NULL},
    {"421 ends it", PROBE_SMTP, "220 mx\n421 later\n250 STARTTLS\n", false,
	true, false, 2, 0, NULL, NULL},
    {"421 may be the greeting", PROBE_SMTPS, "421\n", false, true, false, 1, 0,
	NULL, NULL},
    {"another protocol", PROBE_SMTP, "SSH-2.0\n250 STARTTLS\n", false, false,
	true, 1, 0, NULL, NULL},
    {"two digits", PROBE_SMTP, "22\n", false, false, true, 1, 0, NULL, NULL},
    {"an empty first line", PROBE_SMTP, "\r\n", false, false, true, 1, 0, NULL,
	NULL},
    {"only the first line shows the protocol", PROBE_SMTP, "220 mx\nwhat\n",
	false, false, false, 2, 0, NULL, NULL},
    {"imap, capabilities", PROBE_IMAP,
	"* OK hi\n* CAPABILITY IMAP4rev1 STARTTLS ID\n", true, false, false, 2,
	0, NULL, NULL},
    {"imap, capabilities in the greeting", PROBE_IMAP,
	"* OK [CAPABILITY IMAP4rev1 starttls] hi\n", true, false, false, 1, 0,
	NULL, NULL},
    {"imap, the word elsewhere", PROBE_IMAP,
	"* OK STARTTLS\n* CAPABILITY XSTARTTLS STARTTLS2\n", false, false,
	false, 2, 0, NULL, NULL},
    {"imap, an offer holds", PROBE_IMAP,
	"* OK hi\n* CAPABILITY STARTTLS\n* CAPABILITY ID\n", true, false, false,
	3, 0, NULL, NULL},
    {"imap that is none", PROBE_IMAPS, "+OK hi\n", false, false, true, 1, 0,
	NULL, NULL},
    {"imap says 421 and means nothing by it", PROBE_IMAP, "* OK\n421 x\n",
	false, false, false, 2, 0, NULL, NULL},
    {"pop3", PROBE_POP3, "+OK hi\n+OK\nUIDL\nstls\n.\n", true, false, false, 5,
	0, NULL, NULL},
    {"pop3, the word beside others", PROBE_POP3, "+OK STLS\nSTLS x\n", false,
	false, false, 2, 0, NULL, NULL},
    {"pop3 that refuses", PROBE_POP3S, "-ERR no\n", false, false, false, 1, 0,
	NULL, NULL},
    {"pop3 that is none", PROBE_POP3, "* OK\n", false, false, true, 1, 0, NULL,
	NULL},
    {"fields in any case, without blanks around", PROBE_HTTPS,
	"HTTP/1.1 200 OK\r\nCONTENT-TYPE: \t text/plain \t\r\nx: y\r\n"
	"location:/p\r\n\r\n",
	false, false, false, 5, 200, "text/plain", "/p"},
    {"the first of two fields", PROBE_HTTPS,
	"HTTP/1.1 200 OK\nContent-Type: a\nContent-Type: b\n\n", false, false,
	false, 4, 200, "a", NULL},
    {"an empty field is one", PROBE_HTTPS,
	"HTTP/1.1 301 Moved\nLocation:\nLocation: /p\n\n", false, false, false,
	4, 301, NULL, ""},
    {"names that are longer or shorter", PROBE_HTTPS,
	"HTTP/1.1 200 OK\nContent-Type2: a\nContent-Typ: b\nContent-Type\n"
	"Content-Type : c\n\n",
	false, false, false, 6, 200, NULL, NULL},
    {"an interim response leaves nothing", PROBE_HTTPS,
	"HTTP/1.1 103 Early\nContent-Type: a\nLocation: /a\n\n"
	"HTTP/1.1 200 OK\nLocation: /b\n\n",
	false, false, false, 7, 200, NULL, "/b"},
    {"a trailer changes nothing", PROBE_HTTPS,
	"HTTP/1.1 200 OK\n\nContent-Type: a\nHTTP/1.1 404 No\n", false, false,
	false, 4, 200, NULL, NULL},
    {"a status without text", PROBE_HTTPS, "HTTP/2 200\n\n", false, false,
	false, 2, 200, NULL, NULL},
    {"no number for a status", PROBE_HTTPS, "HTTP/1.1 OK\n", false, false,
	false, 1, 0, NULL, NULL},
    {"two digits for a status", PROBE_HTTPS, "HTTP/1.1 20\n", false, false,
	false, 1, 0, NULL, NULL},
    {"no space in a status line", PROBE_HTTPS, "HTTP/1.1\n", false, false,
	false, 1, 0, NULL, NULL},
};

static void
tr_take(struct reply *reply, const char *said)
{
	int ret = 0;

	while (*said != '\0' && ret == 0) {
		size_t len = strcspn(said, "\n") + 1;

		ret = reply_take(reply, said, len);
		said += len;
	}
	assert_int_equal(
	    ret, reply->busy || reply->alien || reply->too_long ? -1 : 0);
}

static bool
tr_same(const char *found, const char *wanted)
{
	return found == NULL || wanted == NULL ? found == wanted
					       : strcmp(found, wanted) == 0;
}

static void
tr_judge(const struct tr_case *c, const struct reply *r)
{
	if (r->offers_tls != c->offers_tls || r->busy != c->busy ||
	    r->alien != c->alien || r->lines != c->taken)
		fail_msg("%s: tls %d, busy %d, alien %d, %u lines", c->name,
		    r->offers_tls, r->busy, r->alien, r->lines);
	if (r->status != c->status || !tr_same(r->content_type, c->type) ||
	    !tr_same(r->location, c->location))
		fail_msg("%s: %d, %s, %s", c->name, r->status, r->content_type,
		    r->location);
}

static void
each_protocol_is_read_as_it_is_spoken(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(tr_cases) / sizeof(tr_cases[0]); i++) {
		struct reply reply;

		reply_init(&reply, tr_cases[i].service);
		tr_take(&reply, tr_cases[i].said);
		tr_judge(&tr_cases[i], &reply);
		reply_fini(&reply);
		reply_fini(&reply); /* twice is fine */
	}
}

static void
lines_end_where_they_are_too_many(void **state)
{
	static char line[1024];
	struct reply reply;

	(void)state;
	memset(line, '2', sizeof(line));
	reply_init(&reply, PROBE_SMTP);
	for (size_t i = 0; i < REPLY_OCTETS_MAX / sizeof(line); i++)
		assert_int_equal(reply_take(&reply, line, sizeof(line)), 0);
	assert_false(reply.too_long);
	assert_int_equal(reply_take(&reply, line, 1), -1);
	assert_true(reply.too_long);
	reply_fini(&reply);
}

static void
a_long_line_or_field_is_cut(void **state)
{
	struct buf line = BUF_INIT;
	struct reply reply;

	(void)state;
	buf_puts(&line, "Location: ");
	for (int i = 0; i < 2 * REPLY_FIELD_MAX; i++)
		buf_putc(&line, 'x');
	reply_init(&reply, PROBE_HTTPS);
	assert_int_equal(reply_take(&reply, line.data, line.len), 0);
	assert_int_equal(reply.last_len, REPLY_FIELD_MAX - 1);
	assert_int_equal(reply.last[reply.last_len], '\0');
	assert_int_equal(strlen(reply.location), REPLY_FIELD_MAX);
	reply_fini(&reply);
	buf_fini(&line);
}

static void
the_newest_line_is_shown_printable(void **state)
{
	static const char said[] = "220 \x1b[1m\"\0\xff z\r\n";
	struct buf out = BUF_INIT;
	struct reply reply;

	(void)state;
	reply_init(&reply, PROBE_SMTP);
	assert_int_equal(reply_take(&reply, "220 old\r\n", 9), 0);
	assert_int_equal(reply_take(&reply, said, sizeof(said) - 1), 0);
	reply_put_last(&reply, &out, 80);
	assert_string_equal(buf_text(&out), "220 \\027[1m\\\"\\000\\255 z");
	buf_fini(&out);
	reply_fini(&reply);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_protocol_is_read_as_it_is_spoken),
	    cmocka_unit_test(lines_end_where_they_are_too_many),
	    cmocka_unit_test(a_long_line_or_field_is_cut),
	    cmocka_unit_test(the_newest_line_is_shown_printable),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
