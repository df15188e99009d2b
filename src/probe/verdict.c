/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of one connection. */

#include "probe/verdict.h"

#include <errno.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "cert/chain.h"
#include "probe/reply.h"
#include "probe/tls.h"

#define VERDICT_QUOTE_MAX 120 /* octets of foreign text */

static const char *
verdict_upgrade(const struct verdict_facts *f)
{
	return f->service == PROBE_POP3 ? "STLS" : "STARTTLS";
}

static void
verdict_put_quote(const struct verdict_facts *f, struct buf *why)
{
	buf_putc(why, '"');
	reply_put_last(f->reply, why, VERDICT_QUOTE_MAX);
	buf_putc(why, '"');
}

/* ` (libcurl's words)`. */
static void
verdict_put_detail(const struct verdict_facts *f, struct buf *why)
{
	const char *detail =
	    *f->detail != '\0' ? f->detail : curl_easy_strerror(f->code);

	buf_puts(why, " (");
	text_put_escaped(why, detail, strlen(detail), VERDICT_QUOTE_MAX);
	buf_putc(why, ')');
}

static enum probe_outcome
verdict_timeout(const struct verdict_facts *f, struct buf *why)
{
	if (!f->connected)
		buf_puts(why, "no connection was made");
	else if (f->sight->done)
		buf_puts(why, "the response was not whole");
	else if (f->sight->ctx != NULL)
		buf_puts(why, "the TLS handshake was not finished");
	else if (f->reply->lines == 0)
		buf_puts(why, "no greeting came");
	else
		buf_puts(why, "the server did not answer");
	buf_printf(why, " within %g s", f->timeout_ms / 1000.0);
	return PROBE_TIMEOUT;
}

static enum probe_outcome
verdict_unconnected(const struct verdict_facts *f, struct buf *why)
{
	switch (f->errnum) {
	case ECONNREFUSED:
		buf_puts(why, "the connection was refused");
		return PROBE_REFUSED;
	case ECONNRESET:
		buf_puts(why, "the connection was reset");
		return PROBE_REFUSED;
	case ETIMEDOUT:
		buf_puts(why, "no connection was made in time");
		return PROBE_TIMEOUT;
	case ENETUNREACH:
	case EAFNOSUPPORT:
	case EADDRNOTAVAIL:
		buf_puts(why, "there is no route to the address");
		return PROBE_UNREACHABLE;
	case EHOSTUNREACH:
		buf_puts(why, "the host is unreachable");
		return PROBE_UNREACHABLE;
	default:
		buf_puts(why, "the address can't be connected to");
		verdict_put_detail(f, why);
		return PROBE_UNREACHABLE;
	}
}

/* STARTTLS is offered and led to no handshake. */
static enum probe_outcome
verdict_offered(const struct verdict_facts *f, struct buf *why)
{
	buf_printf(why, "the server offers %s, ", verdict_upgrade(f));
	if (f->code == CURLE_OK) {
		buf_puts(why, "and answered it with ");
		verdict_put_quote(f, why);
	} else if (f->code == CURLE_WEIRD_SERVER_REPLY) {
		buf_puts(why, "then went on in plain text");
	} else {
		buf_puts(why, "then closed the connection");
	}
	return PROBE_TLS_FAILED;
}

static enum probe_outcome
verdict_plain(const struct verdict_facts *f, struct buf *why)
{
	if (f->reply->too_long) {
		buf_printf(why, "the replies of the server exceed %u KiB",
		    REPLY_OCTETS_MAX / 1024);
		return PROBE_BAD_PROTOCOL;
	}
	if (f->reply->lines == 0) {
		buf_puts(why, "no greeting can be read");
		verdict_put_detail(f, why);
		return PROBE_BAD_PROTOCOL;
	}
	if (f->reply->offers_tls && !f->reply->busy)
		return verdict_offered(f, why);
	if (f->code == CURLE_OK && !f->reply->busy) {
		buf_printf(
		    why, "the server does not offer %s", verdict_upgrade(f));
		return PROBE_NO_STARTTLS;
	}
	buf_puts(why, "the server answered ");
	verdict_put_quote(f, why);
	return PROBE_BAD_PROTOCOL;
}

/* Drops where TLS never began may be the work of a limit of connections. */
static enum probe_outcome
verdict_tls_failed(const struct verdict_facts *f, struct buf *why)
{
	const struct tls_sight *sight = f->sight;

	if (sight->alert != NULL)
		buf_printf(why, "the TLS handshake failed (alert \"%s\")",
		    sight->alert);
	else if (sight->reason != NULL)
		buf_printf(why, "the TLS handshake failed (%s)", sight->reason);
	else if (sight->answered || probe_service_upgrades(f->service))
		buf_puts(why, "the server closed the connection within the "
			      "TLS handshake");
	else {
		buf_puts(why, "the server closed the connection before TLS");
		return PROBE_BAD_PROTOCOL;
	}
	return PROBE_TLS_FAILED;
}

static enum probe_outcome
verdict_fetched(const struct verdict_facts *f, struct buf *why)
{
	if (f->code == CURLE_OK || f->body_cut)
		return PROBE_DONE;
	if (f->reply->too_long)
		buf_printf(why, "the header of the response exceeds %u KiB",
		    REPLY_OCTETS_MAX / 1024);
	else if (f->code == CURLE_GOT_NOTHING)
		buf_puts(why, "the server closed the connection without a "
			      "response");
	else {
		buf_puts(why, "the response is cut or broken");
		verdict_put_detail(f, why);
	}
	return PROBE_HTTP_FAILED;
}

static enum probe_outcome
verdict_chain(const struct verdict_facts *f, struct buf *why)
{
	if (f->sight->chain == NULL) {
		buf_puts(why, "the certificate can't be read");
		if (f->sight->trouble != NULL)
			buf_printf(why, " (%s)", f->sight->trouble);
		return PROBE_TLS_FAILED;
	}
	if (f->sight->presented > CERT_CHAIN_MAX)
		buf_printf(why,
		    "the server presents %zu certificates, of which %d are "
		    "kept",
		    f->sight->presented, CERT_CHAIN_MAX);
	return PROBE_DONE;
}

enum probe_outcome
verdict(const struct verdict_facts *f, struct buf *why)
{
	enum probe_outcome outcome = PROBE_DONE;

	if (f->sight->done)
		outcome = verdict_chain(f, why);
	if (f->sight->done && (!f->fetches || outcome != PROBE_DONE))
		return outcome;
	if (f->timed_out)
		return verdict_timeout(f, why);
	if (f->sight->done)
		return verdict_fetched(f, why);
	if (f->sight->ctx != NULL)
		return verdict_tls_failed(f, why);
	return f->connected ? verdict_plain(f, why)
			    : verdict_unconnected(f, why);
}
