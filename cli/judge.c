/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: what is in a file against the CAA records of now. */

#include "cli/judge.h"

#include <openssl/x509v3.h>

#include <stdlib.h>

#include "base/error.h"
#include "base/mem.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "cli/ca.h"
#include "cli/cli.h"
#include "cli/verbs.h"

struct judge_options {
	const char *table;
};

#define FIELD(field) offsetof(struct judge_options, field)

static const struct cli_option options[] = {
    {"table", 0, CLI_TEXT, FIELD(table), "FILE",
	"the CA table to use; else that of the settings"},
};

/* The first that is no CA's, as servers and ACME clients write it first. */
static size_t
judge_leaf(const struct cert_bag *bag)
{
	for (size_t i = 0; i < bag->n; i++) {
		X509 *copy = X509_dup(bag->certs[i]);
		bool is_ca = copy != NULL && X509_check_ca(copy) == 1;

		X509_free(copy);
		if (!is_ca)
			return i;
	}
	return 0;
}

static int
judge_chain(
    const struct cert_bag *bag, struct cert_chain **out, struct error *err)
{
	struct cert_der ders[CERT_BAG_MAX];
	unsigned char *octets[CERT_BAG_MAX] = {NULL};
	size_t leaf = judge_leaf(bag);
	int ret;

	for (size_t i = 0; i < bag->n; i++) {
		/* the leaf, then the others in their order */
		size_t from = i == 0 ? leaf : i <= leaf ? i - 1 : i;
		int len = i2d_X509(bag->certs[from], &octets[i]);

		ders[i] =
		    (struct cert_der){octets[i], len > 0 ? (size_t)len : 0};
	}
	ret = cert_chain_new(ders, bag->n, out, err);
	for (size_t i = 0; i < bag->n; i++)
		OPENSSL_free(octets[i]);
	return ret;
}

static int
judge_load(struct cli *cli, struct judge_file *file)
{
	struct cert_bag bag = {.n = 0};
	struct error err = {""};
	int ret;

	if (cert_bag_load(file->path, &bag, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "%s", err.text);
	ret = judge_chain(&bag, &file->chain, &err);
	cert_bag_fini(&bag);
	if (ret == -1)
		return cli_fail(cli, CLI_USAGE, "%s: %s", file->path, err.text);
	cert_issuer_find(&(struct cert_issuer_query){.chain = file->chain,
			     .table = cli->table},
	    &file->issuer);
	return CLI_GOOD;
}

static void
judge_fini(struct judge_file *file)
{
	for (size_t i = 0; i < file->n_names; i++)
		caa_climb_free(&file->names[i].climb);
	free(file->names);
	cert_chain_free(&file->chain);
}

int
judge_code(int code, enum live_verdict verdict)
{
	if (verdict == LIVE_INCONSISTENT_NOW)
		return CLI_DENY;
	if (code == CLI_GOOD &&
	    (verdict == LIVE_UNKNOWN_ISSUER || verdict == LIVE_UNKNOWN_DNS))
		return CLI_UNDETERMINED;
	return code;
}

static int
judge_exit(const struct judge_file *file)
{
	int code = CLI_GOOD;

	for (size_t i = 0; i < file->n_names; i++)
		code = judge_code(code, file->names[i].answer.verdict);
	return code;
}

static int
judge_one(struct cli *cli, const char *path)
{
	struct judge_file file = {.path = path};
	int code;

	if (judge_is_mail(path))
		return judge_mail(cli, path);
	code = judge_load(cli, &file);
	if (code == CLI_GOOD)
		code = judge_names(cli, &file);
	if (code == CLI_GOOD) {
		if (cli->common.json)
			judge_print_json(cli, &file);
		else
			judge_print_text(cli, &file);
		code = judge_exit(&file);
	}
	judge_fini(&file);
	return code;
}

/* A run's exit code is that of the file that is worst off: errors first, then
 * faults, then what is not known. */
static int
judge_worse(int a, int b)
{
	if (a >= CLI_USAGE || b >= CLI_USAGE)
		return a > b ? a : b;
	if (a == CLI_DENY || b == CLI_DENY)
		return CLI_DENY;
	return a > b ? a : b;
}

static int
judge_run(struct cli *cli, void *own)
{
	const struct judge_options *given = own;
	int worst = CLI_GOOD, code;

	if (cli->operands.n == 0)
		return cli_fail(cli, CLI_USAGE,
		    "which certificate or message? wanted a file");
	code = ca_table_for(cli, given->table);
	if (code != CLI_GOOD)
		return code;
	for (size_t i = 0; i < cli->operands.n; i++) {
		if (i > 0 && !cli->common.json)
			fputc('\n', cli->out);
		worst =
		    judge_worse(worst, judge_one(cli, cli->operands.list[i]));
	}
	return worst;
}

const struct cli_verb cli_judge_verb = {
    .name = "judge",
    .usage = "FILE... [--table FILE]",
    .summary = "Who issued this certificate, or those of this message",
    .help =
	"FILE is a certificate, PEM or DER. Let the CA's own follow in the\n"
	"same file (fullchain.pem): a name alone does not prove who signed.\n"
	"Each name in it is judged by the CAA records of now.\n"
	"FILE may be a mail message, too: then the certificates of its S/MIME\n"
	"parts are judged by the issuemail records of their addresses.\n"
	"Exit: 0 good, 2 a CA that is not authorised now, 3 undetermined.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct judge_options),
    .run = judge_run,
};
