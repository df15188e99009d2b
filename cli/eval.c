/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate eval: may this CA issue for this name? */

#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/evaluate.h"
#include "cli/cli.h"
#include "cli/issuer.h"
#include "cli/print.h"
#include "cli/say.h"
#include "cli/trace.h"
#include "cli/verbs.h"
#include "dns/name.h"

struct eval {
	struct cli_list issuers;
	bool wildcard, smime, vmc;
	const char *account_uri;
	const char *method;

	enum caa_kind kind;
	char name[DNS_NAME_SIZE];
};

#define FIELD(field) offsetof(struct eval, field)

static const struct cli_option options[] = {
    {"issuer", 0, CLI_LIST, FIELD(issuers), "ID",
	"the CA's issuer domain name; again for more of the same CA"},
    {"wildcard", 0, CLI_FLAG, FIELD(wildcard), NULL,
	"for *.NAME; so does NAME written *.x"},
    {"smime", 0, CLI_FLAG, FIELD(smime), NULL,
	"an S/MIME certificate; NAME may be an address"},
    {"vmc", 0, CLI_FLAG, FIELD(vmc), NULL, "a mark certificate"},
    {"accounturi", 0, CLI_TEXT, FIELD(account_uri), "URI",
	"the account that asks (RFC 8657)"},
    {"validationmethod", 0, CLI_TEXT, FIELD(method), "METHOD",
	"the validation method it uses, such as dns-01"},
};

static int
eval_kind(const struct cli *cli, struct eval *eval, bool star)
{
	if (eval->wildcard + eval->smime + eval->vmc > 1)
		return cli_fail(cli, CLI_USAGE,
		    "--wildcard, --smime and --vmc exclude each other");
	if (star && (eval->smime || eval->vmc))
		return cli_fail(
		    cli, CLI_USAGE, "only a TLS certificate can be for *.NAME");
	eval->kind = eval->wildcard || star ? CAA_KIND_TLS_WILDCARD
		     : eval->smime          ? CAA_KIND_SMIME
		     : eval->vmc            ? CAA_KIND_VMC
					    : CAA_KIND_TLS;
	return CLI_GOOD;
}

static int
eval_name(const struct cli *cli, struct eval *eval)
{
	const char *operand;
	const char *at;
	bool star;
	int code;

	if (cli->operands.n != 1)
		return cli_fail(cli, CLI_USAGE,
		    "found %zu names, wanted one: caagate eval NAME --issuer "
		    "ID",
		    cli->operands.n);
	operand = cli->operands.list[0];
	star = strncmp(operand, "*.", 2) == 0;
	code = eval_kind(cli, eval, star);
	if (code != CLI_GOOD)
		return code;
	at = strrchr(operand, '@');
	if (at != NULL && !eval->smime)
		return cli_fail(cli, CLI_USAGE,
		    "%s is a mail address; --smime asks about its S/MIME "
		    "certificates",
		    operand);
	if (at != NULL)
		operand = at + 1;
	else if (star)
		operand += 2;
	return cli_name(cli, operand, eval->name);
}

static int
eval_issuers(const struct cli *cli, const struct eval *eval)
{
	if (eval->issuers.n == 0)
		return cli_fail(cli, CLI_USAGE,
		    "which CA? --issuer ID names it by its issuer domain "
		    "name, such as letsencrypt.org");
	return cli_issuers_check(cli, &eval->issuers);
}

static json_t *
issuer_json(const struct cli_list *issuers)
{
	json_t *list;

	if (issuers->n == 1)
		return json_text(issuers->list[0]);
	list = json_array();
	for (size_t i = 0; i < issuers->n; i++)
		json_array_append_new(list, json_text(issuers->list[i]));
	return list;
}

static void
eval_print_json(const struct cli *cli, const struct eval *eval,
    const struct caa_climb *climb, const struct caa_result *result)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "name", json_text(eval->name));
	json_object_set_new(o, "kind", json_text(caa_kind_text(eval->kind)));
	json_object_set_new(o, "issuer", issuer_json(&eval->issuers));
	json_object_set_new(
	    o, "verdict", json_text(caa_verdict_text(result->verdict)));
	json_object_set_new(
	    o, "reason", json_text(caa_reason_text(result->reason)));
	json_object_set_new(o, "relevant", json_text(result->relevant));
	json_object_set_new(o, "property", trace_entry(result->entry));
	json_object_set_new(
	    o, "trace", trace_json(climb, trace_decisive(climb)));
	print_json(cli->out, o);
}

static void
eval_print_text(const struct cli *cli, const struct eval *eval,
    const struct caa_climb *climb, const struct caa_request *req,
    const struct caa_result *result)
{
	static const enum paint paints[] = {[CAA_PERMIT] = PAINT_GOOD,
	    [CAA_DENY] = PAINT_BAD,
	    [CAA_ERROR] = PAINT_WARN};
	const char *verdict = caa_verdict_text(result->verdict);
	struct buf b = BUF_INIT;

	say_verdict(climb, eval->name, req, result, &b);
	print_painted(cli->out, cli->colour, paints[result->verdict], verdict);
	fprintf(cli->out, "%s\n", buf_text(&b) + strlen(verdict));
	buf_fini(&b);
}

static int
eval_exit(enum caa_verdict verdict)
{
	switch (verdict) {
	case CAA_PERMIT:
		return CLI_GOOD;
	case CAA_DENY:
		return CLI_DENY;
	case CAA_ERROR:
		return CLI_UNDETERMINED;
	}
	return CLI_INTERNAL;
}

static int
eval_run(struct cli *cli, void *own)
{
	struct eval *eval = own;
	struct caa_climb *climb = NULL;
	struct caa_request req;
	struct caa_result result;
	int code = eval_name(cli, eval);

	if (code == CLI_GOOD)
		code = eval_issuers(cli, eval);
	if (code == CLI_GOOD)
		code = cli_climb(cli, eval->name, false, &climb);
	if (code != CLI_GOOD)
		return code;
	req = (struct caa_request){.kind = eval->kind,
	    .issuers = eval->issuers.list,
	    .n_issuers = eval->issuers.n,
	    .account_uri = eval->account_uri,
	    .method = eval->method};
	caa_evaluate(climb, &req, &result);
	if (cli->common.json)
		eval_print_json(cli, eval, climb, &result);
	else
		eval_print_text(cli, eval, climb, &req, &result);
	caa_climb_free(&climb);
	return eval_exit(result.verdict);
}

const struct cli_verb cli_eval_verb = {
    .name = "eval",
    .usage = "NAME --issuer ID [--issuer ID]... [--wildcard | --smime | --vmc]",
    .summary = "May this CA issue for this name",
    .help = "Exit: 0 permit, 2 deny, 3 undetermined.",
    .options = options,
    .n_options = sizeof(options) / sizeof(options[0]),
    .own_size = sizeof(struct eval),
    .run = eval_run,
};
