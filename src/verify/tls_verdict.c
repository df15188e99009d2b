/* SPDX-License-Identifier: BSD-2-Clause */
/* Would a sender that trusts public CAs only accept this server's TLS? */

#include "verify/tls_verdict.h"

#include <openssl/x509_vfy.h>

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "cert/chain.h"
#include "probe/result.h"
#include "verify/alike.h"
#include "verify/evidence.h"

#define NAMES_SHOWN 3  /* of a certificate in a sentence */
#define NAME_SHOWN 100 /* octets of each */
#define WHY_SHOWN 160  /* octets of what a library or server said */

const char *
tls_day(int64_t when, char out[TLS_DAY_SIZE])
{
	clock_format(when, out);
	out[strcspn(out, "T")] = '\0';
	return out;
}

/* Printable ASCII; what is escaped already stays as it is. */
static void
put_plain(struct buf *out, const char *text)
{
	for (size_t i = 0; i < WHY_SHOWN && text[i] != '\0'; i++)
		buf_putc(
		    out, text[i] >= 0x20 && text[i] < 0x7f ? text[i] : '?');
}

void
tls_put_why(const struct probe_result *r, struct buf *out)
{
	put_plain(
	    out, r->why[0] != '\0' ? r->why : probe_outcome_text(r->outcome));
}

static bool
is_alone(const char *why, const char *clause)
{
	return strstr(why, clause) != NULL && strstr(why, " and ") == NULL;
}

bool
tls_is_expired_only(const char *why)
{
	return is_alone(why, "a certificate that expired on ");
}

void
tls_put_mend(const char *host, unsigned port, const char *why, struct buf *out)
{
	const char *starttls = port == 25 ? " -starttls smtp" : "";

	if (strstr(why, "no STARTTLS") != NULL)
		buf_printf(out, "let %s offer STARTTLS on port %u", host, port);
	else if (strstr(why, "handshake") != NULL)
		buf_printf(out,
		    "mend the TLS settings of %s; \"openssl s_client%s "
		    "-connect "
		    "%s:%u\" shows what fails",
		    host, starttls, host, port);
	else if (tls_is_expired_only(why))
		buf_printf(out,
		    "renew the certificate of %s, and let the server load it",
		    host);
	else if (is_alone(why, "no intermediate certificate is presented"))
		buf_printf(out,
		    "let %s present the intermediate certificates, too", host);
	else
		buf_printf(out,
		    "give %s a certificate of a public CA for exactly this "
		    "name, with its intermediates",
		    host);
}

/*
 * The signer of the leaf is needed, and so is each one that another presented
 * one stands behind.  The last may be there for old clients only, with a
 * trusted root of the same key in its place: its end is nobody's fault.
 */
int64_t
tls_chain_end(const struct cert_chain *chain, size_t *which_out)
{
	int64_t end = cert_chain_leaf(chain)->not_after;
	int at = cert_chain_signer(chain, 0), above;

	*which_out = 0;
	for (size_t depth = 1; at > 0 && depth < CERT_CHAIN_MAX; depth++) {
		above = cert_chain_signer(chain, (size_t)at);
		if (chain->facts[at].self_signed || (depth > 1 && above == -1))
			break;
		if (chain->facts[at].not_after < end) {
			end = chain->facts[at].not_after;
			*which_out = (size_t)at;
		}
		at = above;
	}
	return end;
}

bool
tls_ends_soon(const struct cert_chain *chain, int64_t now, int64_t *end_out)
{
	const struct cert_facts *leaf = cert_chain_leaf(chain);
	int64_t third = (leaf->not_after - leaf->not_before) / 3;
	int64_t soon = TLS_DAYS_LEFT_WARN * INT64_C(86400);
	size_t which;

	*end_out = tls_chain_end(chain, &which);
	return *end_out - now < (third < soon ? third : soon);
}

/* Clauses after `has a certificate that `. */
struct clauses {
	struct buf *out;
	unsigned n;
};

static struct buf *
clause(struct clauses *c)
{
	buf_puts(c->out, c->n++ == 0 ? "has a certificate that " : " and ");
	return c->out;
}

static void
judge_time(struct clauses *c, const struct cert_chain *chain, int64_t now)
{
	const struct cert_facts *leaf = cert_chain_leaf(chain);
	char day[TLS_DAY_SIZE];
	size_t which;
	int64_t end = tls_chain_end(chain, &which);

	if (now > leaf->not_after)
		buf_printf(
		    clause(c), "expired on %s", tls_day(leaf->not_after, day));
	else if (now > end)
		buf_printf(clause(c),
		    "is under an intermediate certificate that expired on %s",
		    tls_day(end, day));
	else if (now < leaf->not_before)
		buf_printf(clause(c), "is not valid before %s",
		    tls_day(leaf->not_before, day));
}

static void
judge_name(struct clauses *c, const struct cert_facts *leaf, const char *host)
{
	struct buf *out;

	if (cert_facts_match(leaf, host) != NULL)
		return;
	out = clause(c);
	if (leaf->n_dns_names == 0) {
		buf_puts(out, "names no host in its subjectAltName");
		return;
	}
	buf_puts(out, "is for ");
	for (size_t i = 0; i < leaf->n_dns_names && i < NAMES_SHOWN; i++) {
		if (i > 0)
			buf_puts(out, ", ");
		text_put_escaped(out, leaf->dns_names[i],
		    strlen(leaf->dns_names[i]), NAME_SHOWN);
	}
	if (leaf->n_dns_names > NAMES_SHOWN)
		buf_printf(
		    out, " and %zu more", leaf->n_dns_names - NAMES_SHOWN);
	buf_puts(out, ", not for ");
	text_put_escaped(out, host, strlen(host), NAME_SHOWN);
}

static void
judge_purpose(struct clauses *c, const struct cert_facts *leaf)
{
	if ((leaf->eku & CERT_EKU_PRESENT) != 0 &&
	    (leaf->eku & (CERT_EKU_SERVER | CERT_EKU_ANY)) == 0)
		buf_puts(clause(c), "is not for servers");
}

static void
judge_trust(struct clauses *c, const struct probe_result *r)
{
	struct buf *out;

	if (r->verify == X509_V_OK)
		return;
	out = clause(c);
	if (cert_chain_leaf(r->chain)->self_signed) {
		buf_puts(out, "is self-signed");
		return;
	}
	buf_puts(out, "does not lead to a public CA");
	if (r->verify == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY &&
	    r->chain->bag.n == 1) {
		buf_puts(out, " (no intermediate certificate is presented)");
	} else if (r->verify_text != NULL) {
		buf_puts(out, " (");
		put_plain(out, r->verify_text);
		buf_puts(out, ")");
	}
}

static enum tls_verdict
judge_chain(const struct probe_result *r, int64_t now, struct buf *why)
{
	struct clauses c = {why, 0};

	judge_time(&c, r->chain, now);
	judge_name(&c, cert_chain_leaf(r->chain), r->host);
	judge_purpose(&c, cert_chain_leaf(r->chain));
	judge_trust(&c, r);
	return c.n > 0 ? TLS_BAD : TLS_GOOD;
}

bool
tls_is_aside(const struct evidence *e, const struct probe_result *r)
{
	if (r->outcome != PROBE_UNREACHABLE)
		return false;
	for (size_t i = 0; i < evidence_probe_count(e); i++) {
		const struct probe_result *other = evidence_probe_at(e, i);

		if (other->service == r->service && other->port == r->port &&
		    strcmp(other->host, r->host) == 0 &&
		    probe_result_is_definite(other))
			return true;
	}
	return false;
}

enum tls_verdict
tls_judge(const struct probe_result *r, int64_t now, struct buf *why)
{
	switch (r->outcome) {
	case PROBE_NO_STARTTLS:
		buf_puts(why, "offers no STARTTLS");
		return TLS_BAD;
	case PROBE_DONE:
	case PROBE_HTTP_FAILED:
		if (r->chain != NULL)
			return judge_chain(r, now, why);
		break;
	case PROBE_TLS_FAILED:
		if (r->chain != NULL && judge_chain(r, now, why) == TLS_BAD)
			return TLS_BAD;
		buf_puts(why, "fails in the TLS handshake (");
		tls_put_why(r, why);
		buf_puts(why, ")");
		return TLS_BAD;
	case PROBE_REFUSED:
	case PROBE_UNREACHABLE:
	case PROBE_TIMEOUT:
	case PROBE_BAD_PROTOCOL:
	case PROBE_GUARDED:
	case PROBE_OUTCOMES:
		break;
	}
	buf_puts(why, ALIKE_UNSEEN " (");
	tls_put_why(r, why);
	buf_puts(why, ")");
	return TLS_UNSEEN;
}
