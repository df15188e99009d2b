/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate lint` says of a record or a value. */

#include "base/buf.h"
#include "base/text.h"
#include "caa/value.h"
#include "cert/ca_table.h"
#include "cli/cli.h"
#include "cli/lint.h"
#include "cli/print.h"

#define CONTENT_SHOWN 400 /* octets of a value in text */

static bool
table_recognises(const void *arg, const char *identifier)
{
	return ca_table_recognises(arg, identifier);
}

static const char *
table_nearest(const void *arg, const char *identifier)
{
	return ca_table_nearest(arg, identifier);
}

void
lint_cas(const struct cli *cli, struct caa_lint_cas *out)
{
	*out = (struct caa_lint_cas){NULL, NULL, NULL};
	if (cli->table != NULL)
		*out = (struct caa_lint_cas){
		    table_recognises, table_nearest, cli->table};
}

void
lint_rdata(const uint8_t *rdata, size_t len, const struct caa_lint_cas *cas,
    struct caa_lint *out)
{
	struct buf generic = BUF_INIT;

	buf_printf(&generic, "\\# %zu ", len);
	text_put_hex(&generic, rdata, len);
	caa_lint(buf_text(&generic), generic.len, cas, out);
	buf_fini(&generic);
}

void
lint_value_rdata(const uint8_t *value, size_t len, struct buf *out)
{
	static const char issue[] = "issue";
	const struct caa_property property = {.tag = (const uint8_t *)issue,
	    .tag_len = sizeof(issue) - 1,
	    .id = CAA_TAG_ISSUE,
	    .value = value,
	    .value_len = len};

	caa_property_put_wire(&property, out);
}

json_t *
lint_notes_json(const struct caa_lint *lint)
{
	json_t *list = json_array();

	for (size_t i = 0; i < lint->n_notes; i++) {
		const struct caa_lint_note *note = &lint->notes[i];
		json_t *o = json_object();

		json_object_set_new(
		    o, "id", json_text(caa_lint_id_text(note->id)));
		json_object_set_new(o, "text", json_text(note->text));
		json_object_set_new(o, "fix", json_text(note->fix));
		json_array_append_new(list, o);
	}
	return list;
}

static void
set_refusal(json_t *o, const struct caa_lint *lint)
{
	if (lint->ok)
		return;
	json_object_set_new(o, "reason", json_text(lint->reason));
	json_object_set_new(o, "error", json_text(lint->error));
}

json_t *
lint_text_json(const struct caa_lint *lint)
{
	json_t *o = json_object();
	json_t *changes = json_array();

	for (size_t i = 0; i < lint->n_changes; i++)
		json_array_append_new(changes, json_text(lint->changes[i]));
	json_object_set_new(o, "ok", json_boolean(lint->ok));
	if (lint->ok) {
		json_object_set_new(
		    o, "wire", json_hex(lint->rdata, lint->rdata_len));
		json_object_set_new(o, "canonical", json_text(lint->canonical));
	}
	set_refusal(o, lint);
	if (!lint->ok && lint->readable) {
		json_object_set_new(o, "repaired", json_text(lint->canonical));
		json_object_set(o, "changes", changes);
	}
	json_decref(changes);
	json_object_set_new(o, "warnings", lint_notes_json(lint));
	return o;
}

json_t *
lint_wire_json(const struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;
	json_t *o = json_object();

	json_object_set_new(o, "ok", json_boolean(lint->ok));
	if (lint->ok) {
		json_object_set_new(o, "flags", json_integer(p->flags));
		json_object_set_new(o, "tag", json_octets(p->tag, p->tag_len));
		json_object_set_new(
		    o, "value", json_hex(p->value, p->value_len));
		json_object_set_new(o, "canonical", json_text(lint->canonical));
	}
	set_refusal(o, lint);
	json_object_set_new(o, "warnings", lint_notes_json(lint));
	return o;
}

static json_t *
parameters_json(const struct caa_value *value)
{
	json_t *list = json_array();

	for (size_t i = 0; i < value->n_parameters; i++) {
		const struct caa_parameter *p = &value->parameters[i];
		json_t *pair = json_array();

		json_array_append_new(
		    pair, json_octets(p->tag.text, p->tag.len));
		json_array_append_new(
		    pair, json_octets(p->value.text, p->value.len));
		json_array_append_new(list, pair);
	}
	return list;
}

json_t *
lint_value_json(const uint8_t *value, size_t len, const struct caa_lint *lint)
{
	json_t *o = json_object();
	struct caa_value parsed;
	size_t offset = 0;
	bool ok = caa_value_parse(value, len, &parsed, &offset);

	json_object_set_new(o, "ok", json_boolean(ok));
	if (ok) {
		json_object_set_new(o, "issuer",
		    json_octets(parsed.issuer.text, parsed.issuer.len));
		json_object_set_new(o, "parameters", parameters_json(&parsed));
	} else {
		json_object_set_new(
		    o, "offset", json_integer((json_int_t)offset));
	}
	json_object_set_new(o, "warnings", lint_notes_json(lint));
	caa_value_fini(&parsed);
	return o;
}

/* What a form wants: no quotation marks round it, no escapes in it. */
static void
put_content(const uint8_t *data, size_t len, struct buf *out)
{
	for (size_t i = 0; i < len && i < CONTENT_SHOWN; i++) {
		if (data[i] >= 0x20 && data[i] <= 0x7e)
			buf_u8(out, data[i]);
		else
			buf_printf(out, "\\%03u", data[i]);
	}
	if (len > CONTENT_SHOWN)
		buf_puts(out, "...");
}

static void
print_forms(const struct cli *cli, const struct caa_lint *lint)
{
	const struct caa_property *p = &lint->property;
	struct buf form = BUF_INIT;
	struct buf tag = BUF_INIT;

	text_put_escaped(&tag, p->tag, p->tag_len, CONTENT_SHOWN);
	buf_printf(&form, "name @, flags %u, tag %s, content ", p->flags,
	    buf_text(&tag));
	put_content(p->value, p->value_len, &form);
	fprintf(cli->out,
	    "  zone file  @ CAA %s\n"
	    "  RFC 3597   @ TYPE257 %s\n"
	    "  form       %s\n",
	    lint->canonical, lint->generic, buf_text(&form));
	buf_fini(&form);
	buf_fini(&tag);
}

static void
print_notes(const struct cli *cli, const struct caa_lint *lint)
{
	for (size_t i = 0; i < lint->n_notes; i++) {
		const struct caa_lint_note *note = &lint->notes[i];

		print_painted(cli->out, cli->colour, PAINT_WARN, "warning");
		fprintf(cli->out, " %s: %s\n", caa_lint_id_text(note->id),
		    note->text);
		if (note->fix != NULL)
			fprintf(cli->out, "  fix: %s\n", note->fix);
	}
}

static void
print_valid(const struct cli *cli, const struct caa_lint *lint)
{
	size_t n = lint->n_notes;

	print_painted(
	    cli->out, cli->colour, n > 0 ? PAINT_WARN : PAINT_GOOD, "valid");
	if (n > 0)
		fprintf(cli->out, ", but see the warning%s", n > 1 ? "s" : "");
	fputc('\n', cli->out);
}

void
lint_print_text(const struct cli *cli, const struct caa_lint *lint)
{
	if (!lint->ok) {
		print_painted(cli->out, cli->colour, PAINT_BAD, "not valid");
		fprintf(cli->out, ": %s\n", lint->error);
	} else {
		print_valid(cli, lint);
	}
	for (size_t i = 0; i < lint->n_changes; i++)
		fprintf(cli->out, "  change: %s\n", lint->changes[i]);
	if (!lint->ok && lint->readable)
		fprintf(cli->out, "  fix: %s\n", lint->canonical);
	if (lint->readable)
		print_forms(cli, lint);
	print_notes(cli, lint);
}

static void
print_span(const struct cli *cli, const char *what, const struct caa_span *span)
{
	struct buf b = BUF_INIT;

	put_content((const uint8_t *)span->text, span->len, &b);
	fprintf(cli->out, "%s%s", what, buf_text(&b));
	buf_fini(&b);
}

void
lint_print_value(const struct cli *cli, const uint8_t *value, size_t len,
    const struct caa_lint *lint)
{
	struct caa_value parsed;
	bool ok = caa_value_parse(value, len, &parsed, NULL);

	if (ok) {
		print_valid(cli, lint);
	} else {
		print_painted(cli->out, cli->colour, PAINT_BAD, "not valid");
		fputs(": it breaks the grammar of RFC 8659 section 4.2 and "
		      "counts as a value that names nobody\n",
		    cli->out);
	}
	if (ok && parsed.issuer.len > 0)
		print_span(cli, "  issuer     ", &parsed.issuer);
	else if (ok)
		fputs("  issuer     nobody", cli->out);
	if (ok)
		fputc('\n', cli->out);
	for (size_t i = 0; i < parsed.n_parameters; i++) {
		print_span(cli, "  parameter  ", &parsed.parameters[i].tag);
		print_span(cli, " = ", &parsed.parameters[i].value);
		fputc('\n', cli->out);
	}
	print_notes(cli, lint);
	caa_value_fini(&parsed);
}
