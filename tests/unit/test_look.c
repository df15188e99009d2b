/* SPDX-License-Identifier: BSD-2-Clause */
/* What a look brings: servers good and bad, all at once on one loop. */

#include "tests/unit/unit.h"

#include <event2/event.h>
#include <fnmatch.h>
#include <openssl/x509_vfy.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "probe/probe.h"
#include "probe/result.h"
#include "tests/support/tlsd.h"

#define LT_TIMEOUT_MS 2000 /* of those that only time ends */
#define LT_PATIENCE_MS 60000
#define LT_SILENT "wait 600000\n"
#define LT_EHLO "say 220 mx\nhear\nput 250-mx\\r\\n250 STARTTLS\\r\\n\nhear\n"
#define LT_UP LT_EHLO "say 220 go\n"
#define LT_BYE "hear\nsay 250 mx\nhear\nsay 221 bye\n"
#define LT_GET "tls good\nhear all\n"
#define LT_OK "put HTTP/1.1 200 OK\\r\\nContent-Type: text/plain\\r\\n"
#define LT_IMAP "say * OK hi\nhear\n"
#define LT_POP3 "say +OK hi\nhear\n"

struct lt_case {
	const char *name;
	const char *service, *path;
	const char *script;
	enum probe_outcome outcome;
	const char *why;      /* how it begins */
	const char *protocol; /* NULL: none */
	size_t chain;
	long verify;
	int status;
	size_t body_len;
	const char *heard; /* a pattern; NULL: of no interest */
};

static const struct lt_case lt_cases[] = {
    {"a good MX", "smtp", NULL, LT_UP "tls good\n" LT_BYE, PROBE_DONE, "",
	"TLSv1.3", 2, X509_V_OK, 0, 0,
	"EHLO probe.test|STARTTLS|SNI mx.good.test|EHLO probe.test|QUIT"},
    {"a self-signed certificate", "smtp", NULL, LT_UP "tls self\n" LT_BYE,
	PROBE_DONE, "", "TLSv1.3", 1, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT, 0,
	0, NULL},
    {"time plays no part in the verification", "smtp", NULL,
	LT_UP "tls expired\n" LT_BYE, PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK,
	0, 0, NULL},
    {"a trusted root need not be presented", "smtp", NULL,
	LT_UP "tls lone\n" LT_BYE, PROBE_DONE, "", "TLSv1.3", 1, X509_V_OK, 0,
	0, NULL},
    {"TLS 1.0 is seen as it is", "smtp", NULL, LT_UP "tls good 1.0\n" LT_BYE,
	PROBE_DONE, "", "TLSv1", 2, X509_V_OK, 0, 0, NULL},
    {"more certificates than are kept", "smtp", NULL, LT_UP "tls many\n" LT_BYE,
	PROBE_DONE, "the server presents 22 certificates, of which 16 are kept",
	"TLSv1.3", 16, X509_V_OK, 0, 0, NULL},
    {"the end after the handshake changes nothing", "smtp", NULL,
	LT_UP "tls good\nhear\ndrop\n", PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK,
	0, 0, NULL},
    {"silence after the handshake changes nothing", "smtp", NULL,
	LT_UP "tls good\nhear\n" LT_SILENT, PROBE_DONE, "", "TLSv1.3", 2,
	X509_V_OK, 0, 0, NULL},
    {"no STARTTLS", "smtp", NULL,
	"say 220 mx\nhear\nsay 250 mx\nhear\nsay 221 bye\n", PROBE_NO_STARTTLS,
	"the server does not offer STARTTLS", NULL, 0, 0, 0, 0,
	"EHLO probe.test|QUIT"},
    {"no EHLO", "smtp", NULL,
	"say 220 mx\nhear\nsay 502 what\nhear\nsay 250 mx\nhear\nsay 221 bye\n",
	PROBE_NO_STARTTLS, "the server does not offer STARTTLS", NULL, 0, 0, 0,
	0, "EHLO probe.test|HELO probe.test|QUIT"},
    {"STARTTLS is refused", "smtp", NULL,
	LT_EHLO "say 454 4.7.0 no \"TLS\"\nhear\nsay 221 bye\n",
	PROBE_TLS_FAILED,
	"the server offers STARTTLS, and answered it with \"454 4.7.0 no "
	"\\\"TLS\\\"\"",
	NULL, 0, 0, 0, 0, "EHLO probe.test|STARTTLS|QUIT"},
    {"the connection ends at STARTTLS", "smtp", NULL, LT_EHLO "drop\n",
	PROBE_TLS_FAILED, "the server offers STARTTLS, then closed the", NULL,
	0, 0, 0, 0, NULL},
    {"the connection ends after STARTTLS", "smtp", NULL, LT_UP "drop\n",
	PROBE_TLS_FAILED, "the server closed the connection within the TLS",
	NULL, 0, 0, 0, 0, NULL},
    {"plain text after STARTTLS at once", "smtp", NULL,
	LT_EHLO "put 220 go\\r\\n250 injected\\r\\n\n", PROBE_TLS_FAILED,
	"the server offers STARTTLS, then went on in plain text", NULL, 0, 0, 0,
	0, NULL},
    {"plain text in place of a handshake", "smtp", NULL,
	LT_UP "await\nsay 250 injected\n", PROBE_TLS_FAILED,
	"the TLS handshake failed (wrong version number)", NULL, 0, 0, 0, 0,
	NULL},
    {"no common cipher", "smtp", NULL, LT_UP "tls none\n", PROBE_TLS_FAILED,
	"the TLS handshake failed (alert \"handshake failure\")", NULL, 0, 0, 0,
	0, NULL},
    {"silence in the handshake", "smtp", NULL, LT_UP LT_SILENT, PROBE_TIMEOUT,
	"the TLS handshake was not finished within ", NULL, 0, 0, 0, 0, NULL},
    {"421 as greeting", "smtp", NULL, "say 421 4.3.2 try \x1b[1mlater\nhear\n",
	PROBE_BAD_PROTOCOL, "the server answered \"421 4.3.2 try \\027[1mlater",
	NULL, 0, 0, 0, 0, NULL},
    {"421 to EHLO", "smtp", NULL, "say 220 mx\nhear\nsay 421 no\n",
	PROBE_BAD_PROTOCOL, "the server answered \"421 no\"", NULL, 0, 0, 0, 0,
	NULL},
    {"421 to STARTTLS", "smtp", NULL, LT_EHLO "say 421 no\n",
	PROBE_BAD_PROTOCOL, "the server answered \"421 no\"", NULL, 0, 0, 0, 0,
	NULL},
    {"554 as greeting", "smtp", NULL, "say 554 go away\nhear\n",
	PROBE_BAD_PROTOCOL, "the server answered \"554 go away\"", NULL, 0, 0,
	0, 0, NULL},
    {"another protocol", "smtp", NULL, "say SSH-2.0-OpenSSH_9.2\n" LT_SILENT,
	PROBE_BAD_PROTOCOL, "the server answered \"SSH-2.0-OpenSSH_9.2\"", NULL,
	0, 0, 0, 0, NULL},
    {"a connection without a greeting", "smtp", NULL, "close\n",
	PROBE_BAD_PROTOCOL, "no greeting can be read (", NULL, 0, 0, 0, 0,
	NULL},
    {"a late greeting", "smtp", NULL, "wait 300\n" LT_UP "tls good\n" LT_BYE,
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0, NULL},
    {"no greeting", "smtp", NULL, LT_SILENT, PROBE_TIMEOUT,
	"no greeting came within ", NULL, 0, 0, 0, 0, NULL},
    {"a greeting in parts", "smtp", NULL,
	"put 220-hello\\r\\n22\nwait 50\n"
	"put 0 mx\\r\\n\nhear\nsay 250 STARTTLS\nhear\nsay 220 go\n"
	"tls good\n" LT_BYE,
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0, NULL},
    {"a greeting without end", "smtp", NULL,
	"fill 100000 220-more and more\\r\\n", PROBE_BAD_PROTOCOL,
	"the replies of the server exceed 64 KiB", NULL, 0, 0, 0, 0, NULL},
    {"a line without end", "smtp", NULL, "fill 2000000 2\n", PROBE_BAD_PROTOCOL,
	"no greeting can be read (", NULL, 0, 0, 0, 0, NULL},
    {"STARTTLS in the greeting is no offer", "smtp", NULL,
	"say 220 STARTTLS\nhear\nsay 250 mx STARTTLS\nhear\nsay 221 bye\n",
	PROBE_NO_STARTTLS, "the server does not offer STARTTLS", NULL, 0, 0, 0,
	0, "EHLO probe.test|QUIT"},
    {"smtps", "smtps", NULL,
	"tls good\nsay 220 mx\nhear\nsay 250 mx\nhear\nsay 221 bye\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0,
	"SNI mx.good.test|EHLO probe.test|QUIT"},
    {"smtps that speaks no TLS", "smtps", NULL, "say 220 mx\n" LT_SILENT,
	PROBE_TLS_FAILED, "the TLS handshake failed (wrong version number)",
	NULL, 0, 0, 0, 0, NULL},
    {"smtps that says nothing", "smtps", NULL, LT_SILENT, PROBE_TIMEOUT,
	"the TLS handshake was not finished", NULL, 0, 0, 0, 0, NULL},
    {"smtps that closes at once", "smtps", NULL, "await\ndrop\n",
	PROBE_BAD_PROTOCOL, "the server closed the connection before TLS", NULL,
	0, 0, 0, 0, NULL},
    {"imap", "imap", NULL,
	LT_IMAP "put * CAPABILITY IMAP4rev1 STARTTLS\\r\\n\\t OK\\r\\n\nhear\n"
		"put \\t OK go\\r\\n\ntls good\nhear\n"
		"put * CAPABILITY IMAP4rev1\\r\\n\\t OK\\r\\n\nhear\n"
		"put * BYE\\r\\n\\t OK\\r\\n\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0,
	"?001 CAPABILITY|?002 STARTTLS|SNI mx.good.test|?003 CAPABILITY|"
	"Z LOGOUT"},
    {"imap without STARTTLS", "imap", NULL,
	LT_IMAP "put * CAPABILITY IMAP4rev1\\r\\n\\t OK\\r\\n\nhear\n"
		"put * BYE\\r\\n\\t OK\\r\\n\n",
	PROBE_NO_STARTTLS, "the server does not offer STARTTLS", NULL, 0, 0, 0,
	0, "?001 CAPABILITY|Z LOGOUT"},
    {"imap that refuses STARTTLS", "imap", NULL,
	LT_IMAP "put * CAPABILITY IMAP4rev1 STARTTLS\\r\\n\\t OK\\r\\n\nhear\n"
		"put \\t NO not now\\r\\n\nhear\n",
	PROBE_TLS_FAILED, "the server offers STARTTLS, and answered it with \"",
	NULL, 0, 0, 0, 0, NULL},
    {"imaps", "imaps", NULL,
	"tls good\n" LT_IMAP
	"put * CAPABILITY IMAP4rev1\\r\\n\\t OK\\r\\n\nhear\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0,
	"SNI mx.good.test|?001 CAPABILITY|Z LOGOUT"},
    {"pop3", "pop3", NULL,
	LT_POP3 "put +OK\\r\\nSTLS\\r\\n.\\r\\n\nhear\nsay +OK go\n"
		"tls good\nhear\nput +OK\\r\\nUIDL\\r\\n.\\r\\n\nhear\n"
		"say +OK bye\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 0, 0,
	"CAPA|STLS|SNI mx.good.test|CAPA|QUIT"},
    {"pop3 without STLS", "pop3", NULL,
	LT_POP3 "say -ERR what\nhear\nsay +OK bye\n", PROBE_NO_STARTTLS,
	"the server does not offer STLS", NULL, 0, 0, 0, 0, "CAPA|QUIT"},
    {"pop3s", "pop3s", NULL,
	"tls good\n" LT_POP3 "put +OK\\r\\n.\\r\\n\nhear\n", PROBE_DONE, "",
	"TLSv1.3", 2, X509_V_OK, 0, 0, "SNI mx.good.test|CAPA|QUIT"},
    {"https, handshake only", "https", NULL, "tls good\n", PROBE_DONE, "",
	"TLSv1.3", 2, X509_V_OK, 0, 0, "SNI mx.good.test"},
    {"a policy", "https", "/p",
	LT_GET LT_OK "Content-Length: 5\\r\\n\\r\\nhello\n", PROBE_DONE, "",
	"TLSv1.3", 2, X509_V_OK, 200, 5, NULL},
    {"an empty policy", "https", "/p",
	LT_GET LT_OK "Content-Length: 0\\r\\n\\r\\n\n", PROBE_DONE, "",
	"TLSv1.3", 2, X509_V_OK, 200, 0, NULL},
    {"chunks with a trailer", "https", "/p",
	LT_GET "put HTTP/1.1 200 OK\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n"
	       "5\\r\\nhello\\r\\n0\\r\\nContent-Type: x/y\\r\\n\\r\\n\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 200, 5, NULL},
    {"an interim response", "https", "/p",
	LT_GET
	"put HTTP/1.1 103 Early\\r\\nContent-Type: x/y\\r\\n\\r\\n\n" LT_OK
	"Content-Length: 5\\r\\n\\r\\nhello\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 200, 5, NULL},
    {"a redirect is not followed", "https", "/p",
	LT_GET "put HTTP/1.1 301 Moved\\r\\nLocation: https://x.test/\\r\\n"
	       "Content-Length: 0\\r\\n\\r\\n\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 301, 0, NULL},
    {"not found", "https", "/p",
	LT_GET "put HTTP/1.1 404 No\\r\\nContent-Length: 2\\r\\n\\r\\nno\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 404, 2, NULL},
    {"a body of 64 KiB", "https", "/p",
	LT_GET LT_OK "Content-Length: 65536\\r\\n\\r\\n\nfill 8192 01234567\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 200, 65536, NULL},
    {"a body of 10 MiB", "https", "/p",
	LT_GET LT_OK "Content-Length: 10485760\\r\\n\\r\\n\n"
		     "fill 1310720 01234567\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 200, 65536, NULL},
    {"a body that drips", "https", "/p",
	LT_GET LT_OK "Content-Length: 50\\r\\n\\r\\n\n"
		     "put a\nwait 100\nput a\nwait 100\nput a\n" LT_SILENT,
	PROBE_TIMEOUT, "the response was not whole within ", "TLSv1.3", 2,
	X509_V_OK, 200, 3, NULL},
    {"a body that is cut", "https", "/p",
	LT_GET LT_OK "Content-Length: 50\\r\\n\\r\\nhalf\ndrop\n",
	PROBE_HTTP_FAILED, "the response is cut or broken", "TLSv1.3", 2,
	X509_V_OK, 200, 4, NULL},
    {"no response", "https", "/p", LT_GET "drop\n", PROBE_HTTP_FAILED, "the ",
	"TLSv1.3", 2, X509_V_OK, 0, 0, NULL},
    {"a response of another protocol", "https", "/p",
	LT_GET "say 220 mx ESMTP\n", PROBE_HTTP_FAILED,
	"the response is cut or broken", "TLSv1.3", 2, X509_V_OK, 0, 0, NULL},
    {"headers without end", "https", "/p",
	LT_GET "say HTTP/1.1 200 OK\nfill 100000 X-A: and so on\\r\\n",
	PROBE_HTTP_FAILED, "the header of the response exceeds 64 KiB",
	"TLSv1.3", 2, X509_V_OK, 200, 0, NULL},
    {"an untrusted policy host is looked at all the same", "https", "/p",
	"tls self\nhear all\n" LT_OK "Content-Length: 5\\r\\n\\r\\nhello\n",
	PROBE_DONE, "", "TLSv1.3", 1, X509_V_ERR_DEPTH_ZERO_SELF_SIGNED_CERT,
	200, 5, NULL},
    {"compressed content stays as it is", "https", "/p",
	LT_GET LT_OK "Content-Encoding: gzip\\r\\nContent-Length: 5\\r\\n\\r\\n"
		     "hello\n",
	PROBE_DONE, "", "TLSv1.3", 2, X509_V_OK, 200, 5, NULL},
};

#define LT_CASES (sizeof(lt_cases) / sizeof(lt_cases[0]))

static struct lt_run {
	const struct lt_case *c;
	struct tlsd *server;
	struct probe *slot;
	struct probe_result *result;
} lt_runs[LT_CASES];

static struct event_base *lt_base;
static size_t lt_left;

static void
lt_on_result(struct probe_result *result, void *arg)
{
	struct lt_run *run = arg;

	assert_null(run->slot);
	assert_null(run->result);
	run->result = probe_result_ref(result);
	if (--lt_left == 0)
		(void)event_base_loopbreak(lt_base);
}

/* Those whose goodbye matters. */
static bool
lt_all_ended(void)
{
	for (size_t i = 0; i < LT_CASES; i++)
		if (lt_runs[i].c->heard != NULL &&
		    tlsd_ended(lt_runs[i].server) == 0)
			return false;
	return true;
}

static void
lt_turn(unsigned ms)
{
	struct timeval tv = {0, (suseconds_t)ms * 1000};

	(void)event_base_loopexit(lt_base, &tv);
	(void)event_base_dispatch(lt_base);
}

static void
lt_judge_texts(const struct lt_case *c, const struct probe_result *r)
{

	if (strncmp(r->why, c->why, strlen(c->why)) != 0 ||
	    (r->outcome == PROBE_DONE && strcmp(r->why, c->why) != 0))
		fail_msg("%s: why \"%s\"", c->name, r->why);
	if (c->protocol == NULL
		? r->protocol != NULL
		: r->protocol == NULL || strcmp(r->protocol, c->protocol) != 0)
		fail_msg("%s: protocol %s", c->name, r->protocol);
	if ((r->cipher == NULL) != (r->protocol == NULL))
		fail_msg("%s: cipher %s", c->name, r->cipher);
}

static void
lt_judge(const struct lt_case *c, const struct probe_result *r)
{

	if (r->outcome != c->outcome)
		fail_msg("%s: %s (%s)", c->name, probe_outcome_text(r->outcome),
		    r->why);
	lt_judge_texts(c, r);
	if ((r->chain != NULL ? r->chain->bag.n : 0) != c->chain ||
	    (r->chain != NULL) != (r->verify_text != NULL) ||
	    r->verify != c->verify)
		fail_msg(
		    "%s: verify %ld (%s)", c->name, r->verify, r->verify_text);
	if (r->http_status != c->status || r->body_len != c->body_len ||
	    (r->body != NULL) != (c->status != 0))
		fail_msg("%s: status %d, body of %zu", c->name, r->http_status,
		    r->body_len);
	assert_true(r->time > 1700000000);
}

static void
lt_judge_heard(const struct lt_run *run)
{
	const struct lt_case *c = run->c;
	char *heard;

	if (c->heard == NULL)
		return;
	heard = tlsd_heard(run->server);
	if (fnmatch(c->heard, heard, 0) != 0)
		fail_msg("%s: heard %s", c->name, heard);
	free(heard);
}

static struct prober *
lt_prober(unsigned timeout_ms)
{
	static const char *const allow[] = {"127.0.0.0/8"};
	struct probe_settings s = PROBE_SETTINGS_DEFAULT;
	struct prober *prober = NULL;
	struct error err = {""};

	s.allow = allow;
	s.n_allow = 1;
	s.ca_file = tlsd_ca_file();
	s.helo = "probe.test";
	s.timeout_ms = timeout_ms;
	if (prober_new(lt_base, &s, &prober, &err) == -1)
		fail_msg("%s", err.text);
	return prober;
}

static void
lt_start(struct prober *prober, struct lt_run *run)
{
	const struct lt_case *c = run->c;
	struct probe_target target = {.host = "mx.good.test", .path = c->path};

	assert_int_equal(
	    probe_service_from_text(c->service, &target.service), 0);
	run->server = tlsd_start(c->script);
	target.port = tlsd_port(run->server);
	probe_start(prober, &target, "127.0.0.1", c->name, lt_on_result, run,
	    &run->slot);
	assert_non_null(run->slot);
	lt_left++;
}

static struct lt_run *
lt_find(const char *name)
{
	size_t i = 0;

	while (strcmp(lt_cases[i].name, name) != 0) {
		i++;
		assert_true(i < LT_CASES);
	}
	return &lt_runs[i];
}

/* All at once whose servers fall silent, or all others. */
static void
lt_run_all(bool silent, unsigned timeout_ms)
{
	struct prober *prober = lt_prober(timeout_ms);

	for (size_t i = 0; i < LT_CASES; i++) {
		bool is_silent = strstr(lt_cases[i].script, LT_SILENT) != NULL;

		lt_runs[i].c = &lt_cases[i];
		if (is_silent == silent)
			lt_start(prober, &lt_runs[i]);
	}
	(void)event_base_dispatch(lt_base);
	for (int i = 0; i < LT_PATIENCE_MS / 50 && !silent && !lt_all_ended();
	     i++)
		lt_turn(50); /* goodbyes */
	prober_free(&prober);
}

static int
lt_setup(void **state)
{
	unsigned timeout_ms =
	    getenv("CAAGATE_SLOW") != NULL ? LT_PATIENCE_MS : LT_TIMEOUT_MS;
	int64_t begun;

	(void)state;
	lt_base = event_base_new();
	lt_run_all(false, LT_PATIENCE_MS);
	begun = clock_steady_ms();
	lt_run_all(true, timeout_ms);
	/* one that held up the loop would hold up all */
	if (clock_steady_ms() - begun > 4 * timeout_ms)
		fail_msg("%lld ms", (long long)(clock_steady_ms() - begun));
	return 0;
}

static int
lt_teardown(void **state)
{
	(void)state;
	for (size_t i = 0; i < LT_CASES; i++) {
		probe_result_free(&lt_runs[i].result);
		tlsd_stop(&lt_runs[i].server);
	}
	event_base_free(lt_base);
	tlsd_clean();
	return 0;
}

static void
each_server_is_seen_as_it_is(void **state)
{
	(void)state;
	for (size_t i = 0; i < LT_CASES; i++)
		lt_judge(lt_runs[i].c, lt_runs[i].result);
}

static void
nothing_is_said_but_what_is_needed(void **state)
{
	(void)state;
	for (size_t i = 0; i < LT_CASES; i++)
		lt_judge_heard(&lt_runs[i]);
}

static void
each_server_is_connected_to_once(void **state)
{
	(void)state;
	for (size_t i = 0; i < LT_CASES; i++)
		if (tlsd_connections(lt_runs[i].server) != 1)
			fail_msg("%s", lt_cases[i].name);
}

static void
fields_are_those_of_the_last_header(void **state)
{
	const struct probe_result *r;

	(void)state;
	assert_string_equal(
	    lt_find("a policy")->result->content_type, "text/plain");
	assert_string_equal(
	    lt_find("an interim response")->result->content_type, "text/plain");
	assert_null(lt_find("chunks with a trailer")->result->content_type);
	r = lt_find("a redirect is not followed")->result;
	assert_string_equal(r->location, "https://x.test/");
	assert_null(r->content_type);
}

static void
a_body_is_cut_only_beyond_its_limit(void **state)
{
	const struct probe_result *r = lt_find("a body of 64 KiB")->result;

	(void)state;
	assert_false(r->body_cut);
	assert_int_equal(r->body[65535], '7');
	assert_int_equal(r->body[65536], '\0');
	r = lt_find("a body of 10 MiB")->result;
	assert_true(r->body_cut);
	assert_int_equal(r->body[65536], '\0');
	assert_string_equal(lt_find("a policy")->result->body, "hello");
}

static void
a_request_tells_little(void **state)
{
	char *heard = tlsd_heard(lt_find("a policy")->server);
	char *expected =
	    mem_printf("SNI mx.good.test|GET /p HTTP/1.1|Host: mx.good.test:%u|"
		       "User-Agent: caagate/",
		(unsigned)tlsd_port(lt_find("a policy")->server));

	(void)state;
	assert_memory_equal(heard, expected, strlen(expected));
	assert_non_null(strstr(heard, "|Accept: */*|"));
	assert_null(strstr(heard, "Cookie"));
	assert_null(strstr(heard, "Authorization"));
	free(expected);
	free(heard);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(each_server_is_seen_as_it_is),
	    cmocka_unit_test(nothing_is_said_but_what_is_needed),
	    cmocka_unit_test(each_server_is_connected_to_once),
	    cmocka_unit_test(fields_are_those_of_the_last_header),
	    cmocka_unit_test(a_body_is_cut_only_beyond_its_limit),
	    cmocka_unit_test(a_request_tells_little),
	};

	return cmocka_run_group_tests(tests, lt_setup, lt_teardown);
}
