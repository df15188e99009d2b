/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: what people and programs read. */

#include <inttypes.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "cli/cli.h"
#include "cli/judge.h"
#include "cli/print.h"
#include "cli/say.h"
#include "cli/trace.h"

#define NAME_SHOWN 100 /* octets of a name in a line */

static void
put_day(int64_t when, struct buf *out)
{
	char text[CLOCK_TEXT_SIZE];

	buf_printf(out, "%.10s", clock_format(when, text));
}

static void
put_issuer(const struct judge_file *file, struct buf *out)
{
	const struct ca_match *m = &file->issuer.match;

	buf_puts(out, "issued by ");
	cert_issuer_put_name(cert_chain_leaf(file->chain), out);
	buf_puts(out, ": ");
	cert_issuer_put_basis(&file->issuer, file->chain, out);
	if (file->issuer.state > CERT_ISSUER_WEAK)
		return;
	for (size_t i = 0; i < m->n_domains; i++)
		buf_printf(out, "%s%s", i == 0 ? "; CAA calls it " : ", ",
		    m->domains[i]);
}

void
judge_put_time(
    const struct cli *cli, const struct cert_chain *chain, struct buf *out)
{
	const struct cert_facts *leaf = cert_chain_leaf(chain);
	int64_t left = judge_days_left(cli, chain);

	buf_puts(out, "issued on ");
	put_day(cert_facts_issued(leaf), out);
	buf_puts(out, left < 0 ? ", expired on " : ", valid until ");
	put_day(leaf->not_after, out);
	if (left >= 0)
		buf_printf(out, " (%" PRId64 " day%s left)", left,
		    left == 1 ? "" : "s");
}

void
judge_put_verdict(const struct live_answer *answer,
    const struct caa_climb *climb, const char *then, struct buf *out)
{
	const char *relevant = answer->result.relevant;

	switch (answer->verdict) {
	case LIVE_NOT_APPLICABLE:
		buf_puts(out, "CAA is about public CAs");
		break;
	case LIVE_NO_POLICY:
		buf_puts(out, "no CAA record restricts who may issue");
		break;
	case LIVE_CONSISTENT:
		buf_printf(out, "authorised by the records at %s", relevant);
		break;
	case LIVE_CONSISTENT_WEAK:
		buf_printf(out,
		    "authorised by the records at %s, as far as the CA table "
		    "can tell",
		    relevant);
		break;
	case LIVE_INCONSISTENT_NOW:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		buf_printf(out,
		    answer->nobody
			? "the records at %s let no CA issue now%s"
			: "not authorised by the records at %s now%s",
		    relevant, then);
		break;
	case LIVE_UNKNOWN_ISSUER:
		buf_printf(out,
		    "the records at %s restrict who may issue, and this CA's "
		    "identifiers are not known for certain",
		    caa_climb_name(climb));
		break;
	case LIVE_UNKNOWN_DNS:
		say_failure(climb, out);
		break;
	}
}

enum paint
judge_paint(enum live_verdict verdict)
{
	switch (verdict) {
	case LIVE_NO_POLICY:
	case LIVE_CONSISTENT:
	case LIVE_CONSISTENT_WEAK:
		return PAINT_GOOD;
	case LIVE_INCONSISTENT_NOW:
	case LIVE_INCONSISTENT_AT_ISSUANCE:
		return PAINT_BAD;
	case LIVE_UNKNOWN_ISSUER:
	case LIVE_UNKNOWN_DNS:
		return PAINT_WARN;
	case LIVE_NOT_APPLICABLE:
		break;
	}
	return PAINT_DIM;
}

static void
print_names(const struct cli *cli, const struct judge_file *file)
{
	struct table *table = table_new(3);

	for (size_t i = 0; i < file->n_names; i++) {
		const struct judge_name *n = &file->names[i];
		struct buf name = BUF_INIT, why = BUF_INIT;

		print_utf8(n->name, NAME_SHOWN, &name);
		judge_put_verdict(
		    &n->answer, n->climb, ": renewal will fail", &why);
		table_put(table, judge_paint(n->answer.verdict),
		    live_verdict_text(n->answer.verdict));
		table_put(table, PAINT_NONE, buf_text(&name));
		table_put(table, PAINT_NONE, buf_text(&why));
		buf_fini(&name);
		buf_fini(&why);
	}
	table_print(table, "  ", cli->colour, cli->out);
	table_free(&table);
}

void
judge_print_text(const struct cli *cli, const struct judge_file *file)
{
	struct buf path = BUF_INIT, issuer = BUF_INIT, time = BUF_INIT;

	text_put_escaped(&path, file->path, strlen(file->path), NAME_SHOWN);
	put_issuer(file, &issuer);
	judge_put_time(cli, file->chain, &time);
	fprintf(cli->out, "%s\n  %s\n  %s\n", buf_text(&path),
	    buf_text(&issuer), buf_text(&time));
	print_names(cli, file);
	if (file->n_names == 0)
		fputs("  no name in it is one that CAA speaks of\n", cli->out);
	if (file->n_left_out > 0)
		fprintf(cli->out, "  %zu more names were left out\n",
		    file->n_left_out);
	buf_fini(&path);
	buf_fini(&issuer);
	buf_fini(&time);
}

static json_t *
list_json(const char *const *ids, size_t n)
{
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_text(ids[i]));
	return list;
}

static json_t *
issuer_json(const struct judge_file *file)
{
	const struct cert_issuer *issuer = &file->issuer;
	bool known = issuer->state <= CERT_ISSUER_WEAK;
	struct buf basis = BUF_INIT;
	json_t *o = json_object();

	cert_issuer_put_basis(issuer, file->chain, &basis);
	json_object_set_new(
	    o, "dn", json_utf8(cert_chain_leaf(file->chain)->issuer_dn));
	json_object_set_new(
	    o, "state", json_text(cert_issuer_state_text(issuer->state)));
	json_object_set_new(o, "basis", json_text(buf_text(&basis)));
	json_object_set_new(o, "identifiers",
	    list_json(
		issuer->match.domains, known ? issuer->match.n_domains : 0));
	json_object_set_new(o, "weak_identifiers",
	    list_json(issuer->match.weak_domains,
		known ? issuer->match.n_weak_domains : 0));
	buf_fini(&basis);
	return o;
}

static json_t *
name_json(const struct judge_name *n)
{
	json_t *o = json_object();
	bool asked = n->answer.verdict != LIVE_NOT_APPLICABLE;

	json_object_set_new(o, "name", json_utf8(n->name));
	json_object_set_new(o, "kind", json_text(caa_kind_text(n->kind)));
	json_object_set_new(
	    o, "verdict", json_text(live_verdict_text(n->answer.verdict)));
	json_object_set_new(o, "reason",
	    json_text(asked ? caa_reason_text(n->answer.result.reason) : NULL));
	json_object_set_new(
	    o, "relevant", json_text(n->answer.result.relevant));
	json_object_set_new(o, "property", trace_entry(n->answer.result.entry));
	return o;
}

static json_t *
time_json(int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	return json_text(clock_format(when, text));
}

void
judge_print_json(const struct cli *cli, const struct judge_file *file)
{
	const struct cert_facts *leaf = cert_chain_leaf(file->chain);
	json_t *o = json_object(), *names = json_array();

	for (size_t i = 0; i < file->n_names; i++)
		json_array_append_new(names, name_json(&file->names[i]));
	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "file", json_utf8(file->path));
	json_object_set_new(o, "subject", json_utf8(leaf->subject_dn));
	json_object_set_new(o, "serial", json_text(leaf->serial));
	json_object_set_new(o, "sha256",
	    json_hex(leaf->cert_sha256, sizeof(leaf->cert_sha256)));
	json_object_set_new(o, "issuer", issuer_json(file));
	json_object_set_new(o, "issued", time_json(cert_facts_issued(leaf)));
	json_object_set_new(o, "not_after", time_json(leaf->not_after));
	json_object_set_new(
	    o, "days", json_integer(judge_days_left(cli, file->chain)));
	json_object_set_new(o, "names", names);
	json_object_set_new(
	    o, "left_out", json_integer((json_int_t)file->n_left_out));
	if (cli->operands.n > 1)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}
