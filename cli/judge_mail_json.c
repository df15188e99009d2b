/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: what programs read of a message. */

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "cert/chain.h"
#include "cli/cli.h"
#include "cli/judge.h"
#include "cli/judge_mail.h"
#include "cli/print.h"
#include "cli/trace.h"
#include "smime/smime.h"

static json_t *
texts_json(const char *const *list, size_t n)
{
	json_t *array = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(array, json_utf8(list[i]));
	return array;
}

static json_t *
count_json(size_t n)
{
	return json_integer((json_int_t)n);
}

static json_t *
time_json(int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	return json_text(clock_format(when, text));
}

static void
put_id(json_t *o, const struct smime_id *id)
{
	json_object_set_new(o, "issuer_dn", json_utf8(id->issuer_dn));
	json_object_set_new(o, "serial", json_text(id->serial));
	json_object_set_new(o, "key_id",
	    id->key_id_len > 0 ? json_hex(id->key_id, id->key_id_len)
			       : json_null());
}

static json_t *
issuer_json(const struct smime_issuer *issuer)
{
	const struct ca_match *m = &issuer->issuer.match;
	bool known = issuer->issuer.state <= CERT_ISSUER_WEAK;
	struct buf says = BUF_INIT;
	json_t *o = json_object();

	smime_put_basis(issuer, &says);
	json_object_set_new(o, "dn", json_utf8(issuer->dn));
	json_object_set_new(
	    o, "known_by", json_text(smime_basis_text(issuer->basis)));
	json_object_set_new(o, "state",
	    json_text(cert_issuer_state_text(issuer->issuer.state)));
	json_object_set_new(o, "basis", json_text(buf_text(&says)));
	json_object_set_new(
	    o, "identifiers", texts_json(m->domains, known ? m->n_domains : 0));
	json_object_set_new(o, "weak_identifiers",
	    texts_json(m->weak_domains, known ? m->n_weak_domains : 0));
	buf_fini(&says);
	return o;
}

static json_t *
address_json(const struct judge_address *a)
{
	json_t *o = json_object();
	bool asked = a->answer.verdict != LIVE_NOT_APPLICABLE;

	json_object_set_new(o, "name", json_utf8(a->address));
	json_object_set_new(o, "sender", json_boolean(a->is_sender));
	json_object_set_new(
	    o, "verdict", json_text(live_verdict_text(a->answer.verdict)));
	json_object_set_new(o, "reason",
	    json_text(asked ? caa_reason_text(a->answer.result.reason) : NULL));
	json_object_set_new(
	    o, "relevant", json_text(a->answer.result.relevant));
	json_object_set_new(o, "property", trace_entry(a->answer.result.entry));
	return o;
}

static json_t *
cert_json(const struct judge_cert *cert)
{
	const struct cert_facts *leaf;
	json_t *o, *names = json_array();

	if (cert->chain == NULL) {
		json_decref(names);
		return json_null();
	}
	leaf = cert_chain_leaf(cert->chain);
	o = json_object();
	for (size_t i = 0; i < cert->n_judged; i++)
		json_array_append_new(names, address_json(&cert->judged[i]));
	json_object_set_new(o, "subject", json_utf8(leaf->subject_dn));
	json_object_set_new(o, "serial", json_text(leaf->serial));
	json_object_set_new(o, "sha256",
	    json_hex(leaf->cert_sha256, sizeof(leaf->cert_sha256)));
	json_object_set_new(o, "issued", time_json(cert_facts_issued(leaf)));
	json_object_set_new(o, "not_after", time_json(leaf->not_after));
	json_object_set_new(
	    o, "before_issuemail", json_boolean(smime_is_early(&cert->issuer)));
	json_object_set_new(
	    o, "names_from_subject", json_boolean(cert->addresses.from_dn));
	json_object_set_new(
	    o, "for_mail", json_boolean(smime_is_for_mail(leaf)));
	json_object_set_new(o, "of_sender", json_boolean(cert->of_sender));
	json_object_set_new(o, "names", names);
	json_object_set_new(o, "left_out", count_json(cert->n_left_out));
	return o;
}

static json_t *
signer_json(const struct judge_cert *cert)
{
	json_t *o = json_object();

	if (cert->signer != NULL) {
		put_id(o, &cert->signer->id);
		json_object_set_new(o, "signature",
		    json_text(smime_signature_text(cert->signer->signature)));
		json_object_set_new(o, "why", json_text(cert->signer->why));
	}
	json_object_set_new(o, "issuer", issuer_json(&cert->issuer));
	json_object_set_new(o, "certificate", cert_json(cert));
	return o;
}

static json_t *
recipients_json(const struct smime_part *part)
{
	json_t *array = json_array();

	for (size_t i = 0; i < part->n_recipients; i++) {
		const struct smime_recipient *r = &part->recipients[i];
		json_t *o = json_object();

		json_object_set_new(
		    o, "kind", json_text(smime_recipient_kind_text(r->kind)));
		put_id(o, &r->id);
		json_array_append_new(array, o);
	}
	return array;
}

static void
put_fit(json_t *o, bool judged, const struct smime_fit *fit)
{
	json_object_set_new(o, "verdict",
	    json_text(judged ? live_verdict_text(fit->verdict) : NULL));
}

static json_t *
issuers_json(const struct judge_mail *mail, const struct judge_part *p)
{
	json_t *array = json_array();

	for (size_t i = 0; i < p->n_issuers; i++) {
		const struct judge_issuer *issuer = &p->issuers[i];
		json_t *o = issuer_json(&issuer->issuer);

		json_object_set_new(
		    o, "certificates", count_json(issuer->n_certs));
		put_fit(o, mail->n_to > 0, &issuer->fit);
		json_object_set_new(o, "domain",
		    json_text(mail->n_to > 0 ? mail->to[issuer->fit.with].name
					     : NULL));
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *
domains_json(const struct judge_mail *mail, const struct judge_part *p)
{
	json_t *array = json_array();

	for (size_t i = 0; p->n_issuers > 0 && i < mail->n_recipients; i++) {
		json_t *o = json_object();

		json_object_set_new(o, "domain", json_text(mail->to[i].name));
		put_fit(o, true, &p->domains[i]);
		json_array_append_new(array, o);
	}
	return array;
}

static json_t *
part_json(const struct judge_mail *mail, const struct judge_part *p)
{
	const struct smime_part *part = p->part;
	json_t *o = json_object(), *signers = json_array();
	json_t *certs = json_array();

	for (size_t i = 0; i < p->n_certs; i++)
		json_array_append_new(
		    p->certs[i].signer != NULL ? signers : certs,
		    signer_json(&p->certs[i]));
	json_object_set_new(o, "where", json_text(part->where));
	json_object_set_new(o, "kind", json_text(smime_kind_text(part->kind)));
	json_object_set_new(o, "why", json_text(part->why));
	json_object_set_new(o, "signers", signers);
	json_object_set_new(o, "certificates", certs);
	json_object_set_new(o, "recipients", recipients_json(part));
	json_object_set_new(o, "issuers", issuers_json(mail, p));
	json_object_set_new(o, "domains", domains_json(mail, p));
	json_object_set_new(
	    o, "left_out", count_json(part->n_left_out + p->n_left_out));
	return o;
}

void
judge_mail_print_json(const struct cli *cli, const struct judge_mail *mail)
{
	const struct smime_message *m = mail->message;
	json_t *o = json_object(), *parts = json_array();

	for (size_t i = 0; i < m->n_parts; i++)
		json_array_append_new(parts, part_json(mail, &mail->parts[i]));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "file", json_utf8(mail->path));
	json_object_set_new(
	    o, "from", texts_json((const char *const *)m->from, m->n_from));
	json_object_set_new(
	    o, "to", texts_json((const char *const *)m->to, m->n_to));
	json_object_set_new(o, "parts", parts);
	json_object_set_new(o, "left_out", count_json(m->n_left_out));
	json_object_set_new(o, "truncated", json_boolean(m->truncated));
	if (cli->operands.n > 1)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}
