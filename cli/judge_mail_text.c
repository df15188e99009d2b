/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: what people read of a message. */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "cert/chain.h"
#include "cert/dn.h"
#include "cli/cli.h"
#include "cli/judge.h"
#include "cli/judge_mail.h"
#include "cli/print.h"
#include "smime/smime.h"

#define NAME_SHOWN 100    /* octets of a name in a line */
#define ADDRESSES_SHOWN 4 /* of From and To */

static void
say(const struct cli *cli, const char *indent, struct buf *line)
{
	fprintf(cli->out, "%s%s\n", indent, buf_text(line));
	buf_fini(line);
}

static void
put_addresses(const char *what, char *const *list, size_t n, struct buf *out)
{
	if (n == 0)
		return;
	buf_printf(out, "%s%s ", out->len > 0 ? "; " : "", what);
	for (size_t i = 0; i < n && i < ADDRESSES_SHOWN; i++) {
		buf_puts(out, i > 0 ? ", " : "");
		print_utf8(list[i], NAME_SHOWN, out);
	}
	if (n > ADDRESSES_SHOWN)
		buf_printf(out, " and %zu more", n - ADDRESSES_SHOWN);
}

static const char *
kind_says(enum smime_kind kind)
{
	switch (kind) {
	case SMIME_SIGNED_DETACHED:
		return "a signature";
	case SMIME_SIGNED_OPAQUE:
		return "signed content";
	case SMIME_ENVELOPED:
		return "encrypted";
	case SMIME_AUTH_ENVELOPED:
		return "encrypted and authenticated";
	case SMIME_CERTS_ONLY:
		return "certificates alone";
	case SMIME_COMPRESSED:
		return "compressed: not looked into";
	case SMIME_UNREADABLE:
		break;
	}
	return "labelled S/MIME, but can't be read";
}

static void
put_signature(const struct smime_signer *signer, struct buf *out)
{
	switch (signer->signature) {
	case SMIME_SIGNATURE_VALID:
		buf_puts(out, "the signature is valid: the certificate's key "
			      "signed this content");
		return;
	case SMIME_SIGNATURE_INVALID:
		buf_printf(out, "the signature is INVALID: %s", signer->why);
		return;
	case SMIME_SIGNATURE_NOT_CHECKED:
		buf_printf(
		    out, "the signature was not checked: %s", signer->why);
		return;
	}
}

static void
put_issuer(const struct smime_issuer *issuer, struct buf *out)
{
	const struct ca_match *m = &issuer->issuer.match;

	if (issuer->dn != NULL)
		cert_issuer_put_dn(issuer->dn, out);
	else
		buf_puts(out, "an issuer that is not named");
	buf_puts(out, ": ");
	smime_put_basis(issuer, out);
	if (issuer->issuer.state > CERT_ISSUER_WEAK)
		return;
	for (size_t i = 0; i < m->n_domains; i++)
		buf_printf(out, "%s%s", i == 0 ? "; CAA calls it " : ", ",
		    m->domains[i]);
}

static void
put_subject(const struct judge_cert *cert, struct buf *out)
{
	const char *dn = cert_chain_leaf(cert->chain)->subject_dn;
	struct buf name = BUF_INIT;

	if (!dn_text_value(dn, "CN", &name))
		buf_puts(&name, dn);
	print_utf8(buf_text(&name), NAME_SHOWN, out);
	buf_fini(&name);
}

static void
table_address(struct table *table, const struct judge_cert *cert,
    const struct judge_address *a)
{
	struct buf name = BUF_INIT, why = BUF_INIT;

	print_utf8(a->address, NAME_SHOWN, &name);
	judge_put_verdict(&a->answer, a->climb, "", &why);
	if (a->is_sender)
		buf_puts(&why, "; the sender");
	if (cert->addresses.from_dn)
		buf_puts(&why, "; an emailAddress of the subject, which RFC "
			       "9495 does not speak of");
	table_put(table, judge_paint(a->answer.verdict),
	    live_verdict_text(a->answer.verdict));
	table_put(table, PAINT_NONE, buf_text(&name));
	table_put(table, PAINT_NONE, buf_text(&why));
	buf_fini(&name);
	buf_fini(&why);
}

static void
print_addresses(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_cert *cert)
{
	struct table *table = table_new(3);
	struct buf line = BUF_INIT;

	for (size_t i = 0; i < cert->n_judged; i++)
		table_address(table, cert, &cert->judged[i]);
	table_print(table, "    ", cli->colour, cli->out);
	table_free(&table);
	if (cert->addresses.n == 0)
		fputs("    no mail address in it\n", cli->out);
	if (!smime_is_for_mail(cert_chain_leaf(cert->chain)))
		fputs("    its purposes do not name mail, which issuemail is "
		      "about\n",
		    cli->out);
	if (cert->n_left_out > 0)
		fprintf(cli->out, "    %zu more addresses were left out\n",
		    cert->n_left_out);
	if (cert->signer == NULL || cert->of_sender ||
	    mail->message->n_from == 0)
		return;
	buf_puts(&line, "it is not the sender's: the message is ");
	put_addresses(
	    "from", mail->message->from, mail->message->n_from, &line);
	say(cli, "    ", &line);
}

static void
print_cert(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_cert *cert)
{
	struct buf line = BUF_INIT;

	if (cert->chain != NULL) {
		buf_puts(&line, cert->signer != NULL ? "signed with the "
						       "certificate of "
						     : "certificate of ");
		put_subject(cert, &line);
		say(cli, "  ", &line);
	}
	if (cert->signer != NULL) {
		put_signature(cert->signer, &line);
		say(cli, "    ", &line);
	}
	buf_puts(&line, "issued by ");
	put_issuer(&cert->issuer, &line);
	say(cli, "    ", &line);
	if (cert->chain == NULL)
		return;
	judge_put_time(cli, cert->chain, &line);
	if (smime_is_early(&cert->issuer))
		buf_puts(&line, "; public CAs had to honour issuemail only "
				"from 2025-03-15 on");
	say(cli, "    ", &line);
	print_addresses(cli, mail, cert);
}

static void
put_fit(
    const struct judge_mail *mail, const struct smime_fit *fit, struct buf *out)
{
	const char *domain = mail->to[fit->with].name;

	switch (fit->verdict) {
	case LIVE_NOT_APPLICABLE:
		buf_puts(out, "CAA is about public CAs");
		return;
	case LIVE_NO_POLICY:
		buf_printf(
		    out, "no CAA record of %s restricts who may issue", domain);
		return;
	case LIVE_CONSISTENT:
	case LIVE_CONSISTENT_WEAK:
		buf_printf(out, "authorised by %s", domain);
		return;
	case LIVE_INCONSISTENT_NOW:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		buf_puts(out, "not authorised now by the domain of any "
			      "recipient or the sender");
		return;
	case LIVE_UNKNOWN_ISSUER:
		buf_printf(out,
		    "%s restricts who may issue, and this CA's identifiers are "
		    "not known for certain",
		    domain);
		return;
	case LIVE_UNKNOWN_DNS:
		buf_printf(out, "the CAA look-up of %s failed", domain);
		return;
	}
}

static void
print_issuer(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_issuer *issuer)
{
	struct buf line = BUF_INIT;

	buf_printf(&line, "%zu certificate%s of ", issuer->n_certs,
	    issuer->n_certs == 1 ? "" : "s");
	put_issuer(&issuer->issuer, &line);
	say(cli, "  ", &line);
	if (mail->n_to == 0) {
		fputs("    the header names nobody to compare it with\n",
		    cli->out);
		return;
	}
	fputs("    ", cli->out);
	print_painted(cli->out, cli->colour, judge_paint(issuer->fit.verdict),
	    live_verdict_text(issuer->fit.verdict));
	put_fit(mail, &issuer->fit, &line);
	say(cli, "  ", &line);
}

/* Domains that none of the certificates can be for. */
static void
print_unfit(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_part *p)
{
	struct buf line = BUF_INIT;

	for (size_t i = 0; p->n_issuers > 0 && i < mail->n_recipients; i++) {
		if (p->domains[i].verdict != LIVE_INCONSISTENT_NOW)
			continue;
		buf_puts(&line, "of these CAs ");
		buf_printf(&line, "%s authorises none now", mail->to[i].name);
		say(cli, "  ", &line);
	}
}

static void
print_recipients(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_part *p)
{
	for (size_t i = 0; i < p->n_issuers; i++)
		print_issuer(cli, mail, &p->issuers[i]);
	if (p->n_unnamed > 0)
		fprintf(cli->out,
		    "  %zu recipient%s without an issuer's name (a key "
		    "identifier or a password): not determinable\n",
		    p->n_unnamed, p->n_unnamed == 1 ? "" : "s");
	if (p->n_left_out > 0)
		fprintf(cli->out, "  %zu more recipients were left out\n",
		    p->n_left_out);
	print_unfit(cli, mail, p);
}

static void
print_part(const struct cli *cli, const struct judge_mail *mail,
    const struct judge_part *p)
{
	const struct smime_part *part = p->part;
	struct buf line = BUF_INIT;

	buf_printf(&line, "part %s: %s", part->where, kind_says(part->kind));
	if (part->why != NULL)
		buf_printf(&line, ": %s", part->why);
	say(cli, "  ", &line);
	for (size_t i = 0; i < p->n_certs; i++)
		print_cert(cli, mail, &p->certs[i]);
	print_recipients(cli, mail, p);
	if (part->n_left_out > 0)
		fprintf(cli->out,
		    "  %zu more of them are over a limit or can't be read\n",
		    part->n_left_out);
}

void
judge_mail_print_text(const struct cli *cli, const struct judge_mail *mail)
{
	const struct smime_message *m = mail->message;
	struct buf line = BUF_INIT;

	text_put_escaped(&line, mail->path, strlen(mail->path), NAME_SHOWN);
	say(cli, "", &line);
	put_addresses("from", m->from, m->n_from, &line);
	put_addresses("to", m->to, m->n_to, &line);
	if (line.len > 0)
		say(cli, "  ", &line);
	for (size_t i = 0; i < m->n_parts; i++)
		print_part(cli, mail, &mail->parts[i]);
	if (m->n_parts == 0)
		fputs("  nothing in it is S/MIME\n", cli->out);
	if (m->n_left_out > 0 || m->truncated)
		fputs("  not all of it was looked at: it is larger, deeper or "
		      "in more parts than the limits\n",
		    cli->out);
}
