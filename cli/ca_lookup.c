/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate ca lookup: which CA is this, and which identifiers has it? */

#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/text.h"
#include "cert/ca_table.h"
#include "cert/dn.h"
#include "cert/facts.h"
#include "cert/identifiers.h"
#include "cli/ca.h"
#include "cli/ca_print.h"
#include "cli/cli.h"

struct lookup_options {
	const char *table;
};

static const struct cli_option options[] = {
    {"table", 0, CLI_TEXT, offsetof(struct lookup_options, table), "FILE",
	"the CA table (default: the one in use)"},
};

static bool
is_file(const char *path)
{
	struct stat st;

	return stat(path, &st) == 0 && !S_ISDIR(st.st_mode);
}

/* `example.pem` would be a fine domain name. */
static bool
sounds_like_file(const char *what)
{
	static const char *const ends[] = {".pem", ".crt", ".cer", ".der"};
	size_t len = strlen(what);

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len >= 4 && text_equal_fold(what + len - 4, 4, ends[i], 4))
			return true;
	return strchr(what, '/') != NULL;
}

/* A CA's certificate speaks for the CA itself, another for its issuer. */
static int
ask_bag(const struct cert_bag *bag, struct ca_answer *a, struct error *err)
{
	const X509 *issuer = cert_bag_issuer(bag, bag->certs[0]);

	if (cert_facts_read(bag->certs[0], &a->subject, err) == -1)
		return -1;
	if (a->subject.is_ca) {
		cert_query_self(&a->subject, &a->query);
	} else if (issuer != NULL) {
		if (cert_facts_read(issuer, &a->issuer, err) == -1)
			return -1;
		cert_query_self(&a->issuer, &a->query);
	} else {
		cert_query_issuer(&a->subject, &a->query);
	}
	return 0;
}

static int
lookup_cert(struct cli *cli, struct ca_answer *a)
{
	struct cert_bag bag = {.n = 0};
	struct error err;
	int code = CLI_GOOD;

	a->kind = CA_ASKED_CERTIFICATE;
	if (cert_bag_load(a->what, &bag, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "%s", err.text);
	if (ask_bag(&bag, a, &err) == -1)
		code = cli_fail(cli, CLI_USAGE, "%s: %s", a->what, err.text);
	else
		ca_table_find(cli->table, &a->query, &a->match);
	cert_bag_fini(&bag);
	return code;
}

static int
lookup_name(struct cli *cli, struct ca_answer *a)
{
	struct buf dn = BUF_INIT, key = BUF_INIT;
	struct error err;
	int ret = 0;

	a->kind = CA_ASKED_NAME;
	if (dn_is_ccadb(a->what))
		ret = dn_text_from_ccadb(a->what, &dn, &err);
	else
		buf_puts(&dn, a->what);
	if (ret == 0)
		ret = dn_key_from_text(buf_text(&dn), &key, &err);
	if (ret == 0) {
		a->query = (struct ca_query){.issuer_dn = buf_text(&dn)};
		ca_table_find(cli->table, &a->query, &a->match);
	}
	buf_fini(&dn);
	buf_fini(&key);
	return ret == 0 ? CLI_GOOD : cli_fail(cli, CLI_USAGE, "%s", err.text);
}

static int
lookup_one(struct cli *cli, struct ca_answer *a)
{
	char id[IDENTIFIER_SIZE];

	if (is_file(a->what))
		return lookup_cert(cli, a);
	if (strchr(a->what, '=') != NULL)
		return lookup_name(cli, a);
	a->kind = CA_ASKED_IDENTIFIER;
	if (!sounds_like_file(a->what) &&
	    identifier_canonical(a->what, strlen(a->what), id) ==
		IDENTIFIER_GOOD)
		return CLI_GOOD;
	return cli_fail(cli, CLI_USAGE,
	    "%s: no such file, and neither a name such as CN=R10,O=Let's "
	    "Encrypt,C=US nor an issuer domain name",
	    a->what);
}

static bool
is_known(const struct cli *cli, const struct ca_answer *a)
{
	if (a->kind == CA_ASKED_IDENTIFIER)
		return ca_table_recognises(cli->table, a->what);
	return a->match.n_domains > 0;
}

static int
lookup_run(struct cli *cli, void *own)
{
	const struct lookup_options *given = own;
	int worst = CLI_GOOD, code;

	if (cli->operands.n == 0)
		return cli_fail(cli, CLI_USAGE,
		    "found nothing to look up, wanted a certificate, a name "
		    "or an issuer domain name");
	code = ca_table_for(cli, given->table);
	if (code != CLI_GOOD)
		return code;
	for (size_t i = 0; i < cli->operands.n; i++) {
		struct ca_answer a = {.what = cli->operands.list[i]};

		code = lookup_one(cli, &a);
		if (code == CLI_GOOD) {
			ca_print(cli, &a, i > 0);
			code = is_known(cli, &a) ? CLI_GOOD : CLI_UNDETERMINED;
		}
		cert_facts_fini(&a.subject);
		cert_facts_fini(&a.issuer);
		if (code > worst)
			worst = code;
	}
	return worst;
}

const struct cli_verb cli_ca_lookup_verb = {
    .name = "ca lookup",
    .usage = "[--table FILE] CERT|DN|ID...",
    .summary = "Which CA is this, and which identifiers does it recognise",
    .help =
	"CERT is a file, PEM or DER: its issuer is looked up or, for a CA's\n"
	"certificate, that CA. A chain after it helps. DN is an issuer's name\n"
	"(RFC 4514, or as CCADB writes it), ID an issuer domain name.\n"
	"Exit: 0 known, 3 unknown, 64 usage, 78 a bad table.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct lookup_options),
    .run = lookup_run,
};
