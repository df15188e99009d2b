/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: the certificates in a message against issuemail. */

#include "cli/judge_mail.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "cli/cli.h"
#include "cli/judge.h"
#include "smime/smime.h"

static const char *
mail_domain(const char *address)
{
	const char *at = strrchr(address, '@');

	return at != NULL ? at + 1 : address;
}

/* The climb of a domain, asked for once.  *out is NULL where there are too
 * many domains. */
static int
mail_climb(struct cli *cli, struct judge_mail *mail, const char *domain,
    const struct caa_climb **out)
{
	struct judge_domain *d;
	int code;

	*out = NULL;
	for (size_t i = 0; i < mail->n_domains; i++)
		if (strcmp(mail->domains[i].name, domain) == 0) {
			*out = mail->domains[i].climb;
			return CLI_GOOD;
		}
	if (mail->n_domains == JUDGE_NAMES_MAX)
		return CLI_GOOD;
	d = &mail->domains[mail->n_domains];
	code = cli_climb(cli, domain, false, &d->climb);
	if (code != CLI_GOOD)
		return code;
	d->name = domain;
	mail->n_domains++;
	*out = d->climb;
	return CLI_GOOD;
}

static bool
mail_is_from(const struct smime_message *message, const char *address)
{
	for (size_t i = 0; i < message->n_from; i++)
		if (smime_address_equal(message->from[i], address))
			return true;
	return false;
}

static int
cert_judge_address(struct cli *cli, struct judge_mail *mail,
    struct judge_cert *cert, const char *address)
{
	struct judge_address a = {.address = address,
	    .is_sender = mail_is_from(mail->message, address)};
	int code = mail_climb(cli, mail, mail_domain(address), &a.climb);

	if (code != CLI_GOOD)
		return code;
	cert->of_sender |= a.is_sender;
	if (a.climb == NULL) {
		cert->n_left_out++;
		return CLI_GOOD;
	}
	smime_judge(&cert->issuer, a.climb, &a.answer);
	cert->judged[cert->n_judged++] = a;
	return CLI_GOOD;
}

static int
cert_judge(struct cli *cli, struct judge_mail *mail, struct judge_cert *cert)
{
	const struct cert_facts *leaf;
	int code = CLI_GOOD;

	if (cert->chain == NULL) {
		smime_issuer_named(
		    cert->signer->id.issuer_dn, cli->table, &cert->issuer);
		return CLI_GOOD;
	}
	leaf = cert_chain_leaf(cert->chain);
	smime_issuer_find(&(struct cert_issuer_query){.chain = cert->chain,
			      .table = cli->table},
	    &cert->issuer);
	smime_addresses_of(leaf, &cert->addresses);
	cert->judged = mem_array(cert->addresses.n > 0 ? cert->addresses.n : 1,
	    sizeof(*cert->judged));
	cert->n_left_out = leaf->n_names_left_out;
	for (size_t i = 0; i < cert->addresses.n && code == CLI_GOOD; i++)
		code = cert_judge_address(
		    cli, mail, cert, cert->addresses.list[i]);
	return code;
}

static int
part_judge_certs(
    struct cli *cli, struct judge_mail *mail, struct judge_part *out)
{
	const struct smime_part *part = out->part;
	int code = CLI_GOOD;

	out->certs =
	    mem_array(part->n_signers + part->n_certs + 1, sizeof(*out->certs));
	for (size_t i = 0; i < part->n_signers && code == CLI_GOOD; i++) {
		struct judge_cert *cert = &out->certs[out->n_certs++];

		cert->signer = &part->signers[i];
		cert->chain = cert->signer->chain;
		code = cert_judge(cli, mail, cert);
	}
	for (size_t i = 0; i < part->n_certs && code == CLI_GOOD; i++) {
		struct judge_cert *cert = &out->certs[out->n_certs++];

		cert->chain = part->certs[i];
		code = cert_judge(cli, mail, cert);
	}
	return code;
}

static struct judge_issuer *
part_find_issuer(struct judge_part *out, const char *dn)
{
	for (size_t i = 0; i < out->n_issuers; i++)
		if (strcmp(out->issuers[i].issuer.dn, dn) == 0)
			return &out->issuers[i];
	return NULL;
}

static void
part_add_recipient(
    struct cli *cli, struct judge_part *out, const struct smime_id *id)
{
	struct judge_issuer *issuer;

	if (id->issuer_dn == NULL) {
		out->n_unnamed++;
		return;
	}
	issuer = part_find_issuer(out, id->issuer_dn);
	if (issuer == NULL && out->n_issuers == JUDGE_ISSUERS_MAX) {
		out->n_left_out++;
		return;
	}
	if (issuer == NULL) {
		issuer = &out->issuers[out->n_issuers++];
		smime_issuer_named(id->issuer_dn, cli->table, &issuer->issuer);
		issuer->serial = id->serial;
	}
	issuer->n_certs++;
}

/* Which certificate is whose is not told: all issuers, all domains. */
static void
part_fit(const struct judge_mail *mail, struct judge_part *out)
{
	struct smime_issuer issuers[JUDGE_ISSUERS_MAX];
	struct smime_fit fits[JUDGE_ISSUERS_MAX];
	const struct caa_climb **climbs =
	    mem_array(mail->n_to + 1, sizeof(const struct caa_climb *));

	for (size_t i = 0; i < out->n_issuers; i++)
		issuers[i] = out->issuers[i].issuer;
	for (size_t i = 0; i < mail->n_to; i++)
		climbs[i] = mail->to[i].climb;
	out->domains = mem_array(mail->n_to + 1, sizeof(*out->domains));
	smime_fit(
	    issuers, out->n_issuers, climbs, mail->n_to, fits, out->domains);
	for (size_t i = 0; i < out->n_issuers; i++)
		out->issuers[i].fit = fits[i];
	free(climbs);
}

static int
mail_judge_part(struct cli *cli, struct judge_mail *mail, size_t i)
{
	struct judge_part *out = &mail->parts[i];
	const struct smime_part *part = &mail->message->parts[i];

	out->part = part;
	for (size_t k = 0; k < part->n_recipients; k++)
		part_add_recipient(cli, out, &part->recipients[k].id);
	part_fit(mail, out);
	return part_judge_certs(cli, mail, out);
}

static bool
mail_has_to(const struct judge_mail *mail, const char *domain)
{
	for (size_t i = 0; i < mail->n_to; i++)
		if (strcmp(mail->to[i].name, domain) == 0)
			return true;
	return false;
}

static int
mail_ask_domains(
    struct cli *cli, struct judge_mail *mail, char *const *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		const char *domain = mail_domain(list[i]);
		const struct caa_climb *climb;
		int code;

		if (mail_has_to(mail, domain))
			continue;
		code = mail_climb(cli, mail, domain, &climb);
		if (code != CLI_GOOD)
			return code;
		for (size_t k = 0; k < mail->n_domains; k++)
			if (mail->domains[k].climb == climb)
				mail->to[mail->n_to++] = mail->domains[k];
	}
	return CLI_GOOD;
}

/* The domains that recipients' certificates may be for, where something is
 * encrypted to them. */
static int
mail_ask_to(struct cli *cli, struct judge_mail *mail)
{
	const struct smime_message *m = mail->message;
	bool wanted = false;
	int code;

	for (size_t i = 0; i < m->n_parts; i++)
		wanted |= m->parts[i].n_recipients > 0;
	mail->to = mem_array(m->n_to + m->n_from + 1, sizeof(*mail->to));
	if (!wanted)
		return CLI_GOOD;
	code = mail_ask_domains(cli, mail, m->to, m->n_to);
	mail->n_recipients = mail->n_to;
	return code == CLI_GOOD
		   ? mail_ask_domains(cli, mail, m->from, m->n_from)
		   : code;
}

static int
mail_judge(struct cli *cli, struct judge_mail *mail)
{
	const struct smime_message *m = mail->message;
	int code;

	mail->domains = mem_array(JUDGE_NAMES_MAX, sizeof(*mail->domains));
	mail->parts = mem_array(m->n_parts + 1, sizeof(*mail->parts));
	code = mail_ask_to(cli, mail);
	for (size_t i = 0; i < m->n_parts && code == CLI_GOOD; i++)
		code = mail_judge_part(cli, mail, i);
	return code;
}

static int
part_code(const struct judge_mail *mail, const struct judge_part *p, int code)
{
	if (p->part->kind == SMIME_UNREADABLE || p->n_unnamed > 0)
		code = judge_code(code, LIVE_UNKNOWN_ISSUER);
	for (size_t i = 0; i < p->n_issuers; i++)
		code =
		    judge_code(code, mail->n_to > 0 ? p->issuers[i].fit.verdict
						    : LIVE_UNKNOWN_ISSUER);
	for (size_t i = 0; i < p->n_certs; i++) {
		const struct judge_cert *cert = &p->certs[i];

		if (cert->n_judged == 0)
			code = judge_code(code, LIVE_UNKNOWN_ISSUER);
		for (size_t k = 0; k < cert->n_judged; k++)
			code = judge_code(code, cert->judged[k].answer.verdict);
	}
	return code;
}

/* CAA alone: what the signatures are is said, and changes nothing here. */
static int
mail_code(const struct judge_mail *mail)
{
	int code = CLI_GOOD;

	for (size_t i = 0; i < mail->message->n_parts; i++)
		code = part_code(mail, &mail->parts[i], code);
	return code;
}

static void
part_fini(struct judge_part *p)
{
	for (size_t i = 0; i < p->n_certs; i++) {
		smime_addresses_fini(&p->certs[i].addresses);
		free(p->certs[i].judged);
	}
	free(p->certs);
	free(p->domains);
}

static void
mail_fini(struct judge_mail *mail)
{
	for (size_t i = 0; mail->parts != NULL && i < mail->message->n_parts;
	     i++)
		part_fini(&mail->parts[i]);
	for (size_t i = 0; i < mail->n_domains; i++)
		caa_climb_free(&mail->domains[i].climb);
	free(mail->domains);
	free(mail->parts);
	free(mail->to);
	smime_message_free(&mail->message);
}

static int
mail_load(struct cli *cli, struct judge_mail *mail)
{
	struct error err;
	int fd = open(mail->path, O_RDONLY | O_CLOEXEC);
	int ret;

	if (fd == -1)
		return cli_fail(
		    cli, CLI_USAGE, "%s: %s", mail->path, strerror(errno));
	ret = smime_read(fd, &mail->message, &err);
	close(fd);
	if (ret == -1)
		return cli_fail(cli, CLI_USAGE, "%s: %s", mail->path, err.text);
	return CLI_GOOD;
}

int
judge_mail(struct cli *cli, const char *path)
{
	struct judge_mail mail = {.path = path};
	int code = mail_load(cli, &mail);

	if (code == CLI_GOOD)
		code = mail_judge(cli, &mail);
	if (code == CLI_GOOD) {
		if (cli->common.json)
			judge_mail_print_json(cli, &mail);
		else
			judge_mail_print_text(cli, &mail);
		code = mail_code(&mail);
	}
	mail_fini(&mail);
	return code;
}
