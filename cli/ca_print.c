/* SPDX-License-Identifier: BSD-2-Clause */
/* What `caagate ca lookup` found, for people and as JSON. */

#include "cli/ca_print.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/identifiers.h"
#include "cli/cli.h"
#include "cli/print.h"

#define LINE_MAX_CHARACTERS 400 /* of a name or list in a terminal */

struct holder { /* of an identifier */
	const char *owner;
	size_t certificates, weak;
};

struct holders {
	struct holder *list;
	size_t n;
	size_t certificates, weak;
};

static void
put_line(const struct cli *cli, const char *label, const char *text)
{
	struct buf b = BUF_INIT;

	print_utf8(text, LINE_MAX_CHARACTERS, &b);
	fprintf(cli->out, "  %-12s %s\n", label, buf_text(&b));
	buf_fini(&b);
}

static void
put_list(
    const struct cli *cli, const char *label, const char *const *ids, size_t n)
{
	for (size_t i = 0; i < n; i++)
		fprintf(cli->out, "  %-12s %s\n", i == 0 ? label : "", ids[i]);
}

static const char *
basis_sentence(enum ca_basis basis)
{
	switch (basis) {
	case CA_BASIS_NONE:
		return "no CA of the table fits";
	case CA_BASIS_CERTIFICATE:
		return "the hash of its certificate";
	case CA_BASIS_KEY:
		return "the hash of its public key";
	case CA_BASIS_KEY_ID:
		return "its key identifier and name";
	case CA_BASIS_NAME:
		return "its name alone";
	}
	return "";
}

static const char *
operator_of(const struct ca_entry *e)
{
	return e->operator_name[0] != '\0' ? e->operator_name : e->owner;
}

static void
put_entry(const struct cli *cli, const struct ca_match *m)
{
	const struct ca_entry *e = m->entry;
	const char *name = operator_of(e);
	struct buf b = BUF_INIT;

	put_line(cli, "CA",
	    !m->one_operator  ? "not one only, and they share the name"
	    : name[0] != '\0' ? name
			      : "without a name in the table");
	put_line(cli, "its name", e->subject_dn);
	buf_printf(&b, "%s (%zu in the table)", basis_sentence(m->basis),
	    m->n_entries);
	put_line(cli, "known by", buf_text(&b));
	buf_clear(&b);
	if (m->one_operator) {
		buf_printf(&b, "%s%s%s", e->caa_basis,
		    e->caa_sources[0] != '\0' ? ": " : "", e->caa_sources);
		put_line(cli, "evidence", buf_text(&b));
		buf_clear(&b);
	}
	buf_printf(&b, "%s %s", e->source, e->source_date);
	put_line(cli, "source", buf_text(&b));
	buf_fini(&b);
}

static void
put_match(const struct cli *cli, const struct ca_answer *a)
{
	const struct ca_match *m = &a->match;

	if (a->kind == CA_ASKED_CERTIFICATE) {
		put_line(cli, "subject", a->subject.subject_dn);
		put_line(cli, "issuer", a->subject.issuer_dn);
		put_line(cli, "asked for",
		    a->subject.is_ca ? "the CA itself" : "the issuer");
	}
	if (m->entry == NULL) {
		put_line(cli, "CA",
		    "unknown: none of the table fits; which identifiers it"
		    " recognises is unknown, too");
		return;
	}
	put_entry(cli, m);
	put_list(cli, "recognises", m->domains, m->n_domains);
	if (m->n_domains == 0)
		put_line(
		    cli, "recognises", "unknown: no identifiers beyond doubt");
	put_list(cli, "perhaps", m->weak_domains, m->n_weak_domains);
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
entry_json(const struct ca_entry *e)
{
	json_t *o;

	if (e == NULL)
		return json_null();
	o = json_object();
	json_object_set_new(o, "owner", json_utf8(e->owner));
	json_object_set_new(o, "operator", json_utf8(e->operator_name));
	json_object_set_new(o, "subject", json_utf8(e->subject_dn));
	json_object_set_new(o, "ski", json_utf8(e->ski));
	json_object_set_new(o, "spki_sha256", json_utf8(e->spki_sha256));
	json_object_set_new(o, "cert_sha256", json_utf8(e->cert_sha256));
	json_object_set_new(o, "not_before", json_utf8(e->not_before));
	json_object_set_new(o, "not_after", json_utf8(e->not_after));
	json_object_set_new(o, "purposes", json_utf8(e->purposes));
	json_object_set_new(o, "caa_basis", json_utf8(e->caa_basis));
	json_object_set_new(o, "caa_sources", json_utf8(e->caa_sources));
	json_object_set_new(o, "source", json_utf8(e->source));
	json_object_set_new(o, "source_date", json_utf8(e->source_date));
	return o;
}

static void
match_json(const struct ca_answer *a, json_t *o)
{
	const struct ca_match *m = &a->match;

	json_object_set_new(o, "basis", json_text(ca_basis_text(m->basis)));
	json_object_set_new(o, "ca", entry_json(m->entry));
	json_object_set_new(o, "one_operator",
	    m->entry != NULL ? json_boolean(m->one_operator) : json_null());
	json_object_set_new(
	    o, "certificates", json_integer((json_int_t)m->n_entries));
	json_object_set_new(o, "domains", list_json(m->domains, m->n_domains));
	json_object_set_new(
	    o, "weak_domains", list_json(m->weak_domains, m->n_weak_domains));
	if (a->kind != CA_ASKED_CERTIFICATE)
		return;
	json_object_set_new(
	    o, "asked_for", json_text(a->subject.is_ca ? "subject" : "issuer"));
	json_object_set_new(o, "subject", json_utf8(a->subject.subject_dn));
	json_object_set_new(o, "issuer", json_utf8(a->subject.issuer_dn));
	json_object_set_new(o, "serial", json_utf8(a->subject.serial));
	json_object_set_new(
	    o, "cert_sha256", json_hex(a->subject.cert_sha256, CA_HASH_SIZE));
}

static bool
lists(const char *const *ids, size_t n, const char *id)
{
	for (size_t i = 0; i < n; i++)
		if (strcmp(ids[i], id) == 0)
			return true;
	return false;
}

static struct holder *
holder_of(struct holders *h, const char *owner)
{
	for (size_t i = h->n; i-- > 0;)
		if (strcmp(h->list[i].owner, owner) == 0)
			return &h->list[i];
	h->list = mem_resize(h->list, h->n + 1, sizeof(*h->list));
	h->list[h->n] = (struct holder){owner, 0, 0};
	return &h->list[h->n++];
}

static void
holders_find(const struct ca_table *t, const char *id, struct holders *h)
{
	for (size_t i = 0; i < ca_table_count(t); i++) {
		const struct ca_entry *e = ca_table_at(t, i);

		if (lists(e->domains, e->n_domains, id)) {
			holder_of(h, e->owner)->certificates++;
			h->certificates++;
		} else if (lists(e->weak_domains, e->n_weak_domains, id)) {
			holder_of(h, e->owner)->weak++;
			h->weak++;
		}
	}
}

static void
put_holders(const struct cli *cli, const struct holders *h, const char *near)
{
	for (size_t i = 0; i < h->n; i++) {
		const struct holder *one = &h->list[i];
		struct buf b = BUF_INIT;

		print_utf8(
		    one->owner[0] != '\0' ? one->owner : "(owner unknown)",
		    LINE_MAX_CHARACTERS, &b);
		fprintf(cli->out, "  %s: %zu certificates", buf_text(&b),
		    one->certificates);
		if (one->weak > 0)
			fprintf(cli->out, ", perhaps %zu more", one->weak);
		fputc('\n', cli->out);
		buf_fini(&b);
	}
	if (h->n == 0)
		fputs(
		    "  unknown: no CA of the table recognises it\n", cli->out);
	if (near != NULL)
		fprintf(cli->out, "  did you mean %s?\n", near);
}

static json_t *
holders_json(const struct holders *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->n; i++)
		json_array_append_new(list,
		    json_pack("{sosIsI}", "owner", json_utf8(h->list[i].owner),
			"certificates", (json_int_t)h->list[i].certificates,
			"weak_certificates", (json_int_t)h->list[i].weak));
	return list;
}

static void
identifier_json(
    const struct holders *h, const char *id, const char *near, json_t *o)
{
	json_object_set_new(o, "identifier", json_text(id));
	json_object_set_new(o, "recognised",
	    json_text(h->certificates > 0 ? "yes"
		      : h->weak > 0       ? "weak"
					  : "unknown"));
	json_object_set_new(
	    o, "certificates", json_integer((json_int_t)h->certificates));
	json_object_set_new(o, "owners", holders_json(h));
	json_object_set_new(o, "nearest", json_text(near));
}

static void
print_identifier(const struct cli *cli, const struct ca_answer *a, json_t *o)
{
	struct holders h = {NULL, 0, 0, 0};
	const char *near = ca_table_nearest(cli->table, a->what);
	char id[IDENTIFIER_SIZE];

	if (identifier_canonical(a->what, strlen(a->what), id) !=
	    IDENTIFIER_GOOD)
		return;
	holders_find(cli->table, id, &h);
	if (o != NULL)
		identifier_json(&h, id, near, o);
	else
		put_holders(cli, &h, near);
	free(h.list);
}

static const char *
kind_text(enum ca_asked kind)
{
	switch (kind) {
	case CA_ASKED_CERTIFICATE:
		return "certificate";
	case CA_ASKED_NAME:
		return "name";
	case CA_ASKED_IDENTIFIER:
		return "identifier";
	}
	return "";
}

static void
print_as_json(const struct cli *cli, const struct ca_answer *a)
{
	json_t *o = json_object();

	json_object_set_new(o, "schema", json_integer(CLI_JSON_SCHEMA));
	json_object_set_new(o, "what", json_utf8(a->what));
	json_object_set_new(o, "kind", json_text(kind_text(a->kind)));
	if (a->kind == CA_ASKED_IDENTIFIER)
		print_identifier(cli, a, o);
	else
		match_json(a, o);
	if (cli->operands.n > 1)
		print_json_line(cli->out, o);
	else
		print_json(cli->out, o);
}

void
ca_print(const struct cli *cli, const struct ca_answer *a, bool again)
{
	struct buf b = BUF_INIT;

	if (cli->common.json) {
		print_as_json(cli, a);
		return;
	}
	print_utf8(a->what, LINE_MAX_CHARACTERS, &b);
	fprintf(cli->out, "%s%s\n", again ? "\n" : "", buf_text(&b));
	buf_fini(&b);
	if (a->kind == CA_ASKED_IDENTIFIER)
		print_identifier(cli, a, NULL);
	else
		put_match(cli, a);
}
