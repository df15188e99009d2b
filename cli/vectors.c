/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAA test vectors: from JSON to plain structs. */

#include "cli/vectors.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"

#define VECTORS_REPEAT_MAX 100000
#define VECTORS_RDATA_MAX 65535

struct vectors {
	json_t *record_file, *evaluation_file; /* all text is lent by these */
	struct vectors_record *records;
	size_t n_records;
	struct vectors_evaluation *evaluations;
	size_t n_evaluations;
};

static const char *
vectors_text(const json_t *object, const char *key)
{
	return json_string_value(json_object_get(object, key));
}

static int
vectors_read_form(const json_t *v, struct vectors_record *r, struct error *err)
{
	const char *type = vectors_text(v, "type");

	if (type != NULL && strcmp(type, "wire") == 0) {
		r->form = VECTORS_WIRE;
		r->input = vectors_text(v, "wire");
	} else if (type != NULL && strcmp(type, "presentation") == 0) {
		r->form = VECTORS_PRESENTATION;
		r->input = vectors_text(v, "text");
	} else if (type != NULL && strcmp(type, "issuevalue") == 0) {
		r->form = VECTORS_ISSUEVALUE;
		r->input = vectors_text(v, "value");
	}
	if (r->input == NULL)
		return error_set(err, "no input of a known `type'");
	return 0;
}

static char *
vectors_join_parameters(const json_t *pairs)
{
	struct buf text = BUF_INIT;
	const json_t *pair;
	size_t i;

	json_array_foreach(pairs, i, pair)
	{
		const char *tag = json_string_value(json_array_get(pair, 0));
		const char *value = json_string_value(json_array_get(pair, 1));

		buf_printf(&text, "%s%s=%s", i > 0 ? ";" : "",
		    tag != NULL ? tag : "", value != NULL ? value : "");
	}
	return buf_steal(&text);
}

static void
vectors_read_expected(const json_t *expect, struct vectors_record *r)
{
	const json_t *flags = json_object_get(expect, "flags");

	r->ok = json_is_true(json_object_get(expect, "ok"));
	r->reason = vectors_text(expect, "reason");
	r->flags = flags != NULL ? (int)json_integer_value(flags) : -1;
	r->tag = vectors_text(expect, "tag");
	r->value = vectors_text(expect, "value");
	r->wire = vectors_text(expect, "wire");
	r->presentation = vectors_text(expect, "presentation");
	r->issuer = vectors_text(expect, "issuer");
	r->parameters =
	    vectors_join_parameters(json_object_get(expect, "parameters"));
}

static int
vectors_read_record(json_t *v, struct vectors_record *r, struct error *err)
{
	json_t *expect;

	if (json_unpack(v, "{s:s, s:s, s:s, s:o}", "id", &r->id, "topic",
		&r->topic, "strength", &r->strength, "expect", &expect) != 0)
		return error_set(err, "no id, topic, strength and expect");
	if (vectors_read_form(v, r, err) == -1) {
		error_prefix(err, "%s", r->id);
		return -1;
	}
	vectors_read_expected(expect, r);
	return 0;
}

static void
vectors_node_add(struct vectors_node *node, const void *rdata, size_t len)
{
	struct dns_record *record;

	node->records = mem_resize(
	    node->records, node->n_records + 1, sizeof(node->records[0]));
	record = &node->records[node->n_records++];
	record->data = mem_dup(rdata, len);
	record->len = len;
}

static int
vectors_add_text(struct vectors_node *node, const char *text, struct error *err)
{
	struct buf wire = BUF_INIT;
	int ret = caa_text_parse(text, strlen(text), &wire, NULL, err);

	if (ret == 0)
		vectors_node_add(node, wire.data, wire.len);
	buf_fini(&wire);
	return ret;
}

static int
vectors_add_wire(struct vectors_node *node, const char *hex, struct error *err)
{
	static uint8_t rdata[VECTORS_RDATA_MAX];
	int len = text_from_hex(hex, strlen(hex), rdata, sizeof(rdata));

	if (len == -1)
		return error_set(err, "`wire' is no hexadecimal RDATA");
	vectors_node_add(node, rdata, (size_t)len);
	return 0;
}

/* `{n}` in the text becomes 0, 1, ... */
static int
vectors_add_repeated(struct vectors_node *node, const char *text, json_int_t n,
    struct error *err)
{
	const char *mark = strstr(text, "{n}");

	if (mark == NULL || n < 0 || n > VECTORS_REPEAT_MAX)
		return error_set(
		    err, "`repeat' of %lld without {n}", (long long)n);
	for (json_int_t i = 0; i < n; i++) {
		char *one = mem_printf("%.*s%lld%s", (int)(mark - text), text,
		    (long long)i, mark + strlen("{n}"));
		int ret = vectors_add_text(node, one, err);

		free(one);
		if (ret == -1)
			return -1;
	}
	return 0;
}

static int
vectors_read_dnssec(
    struct vectors_node *node, const char *state, struct error *err)
{
	if (strcmp(state, "secure") == 0)
		node->dnssec = VECTORS_SECURE;
	else if (strcmp(state, "bogus") == 0)
		node->dnssec = VECTORS_BOGUS;
	else if (strcmp(state, "insecure") != 0)
		return error_set(err, "unknown dnssec state %s", state);
	return 0;
}

static int
vectors_read_transport(
    struct vectors_node *node, const char *transport, struct error *err)
{
	if (strcmp(transport, "udp-truncated") == 0)
		node->transport = VECTORS_UDP_TRUNCATED;
	else if (strcmp(transport, "truncated") == 0)
		node->transport = VECTORS_TRUNCATED;
	else
		return error_set(err, "unknown transport %s", transport);
	return 0;
}

/* One item of an owner's array. */
static int
vectors_read_item(
    const json_t *item, struct vectors_node *node, struct error *err)
{
	const char *text;

	if (json_is_string(item))
		return vectors_add_text(node, json_string_value(item), err);
	if ((text = vectors_text(item, "wire")) != NULL)
		return vectors_add_wire(node, text, err);
	if ((text = vectors_text(item, "caa")) != NULL)
		return vectors_add_repeated(node, text,
		    json_integer_value(json_object_get(item, "repeat")), err);
	if ((text = vectors_text(item, "dnssec")) != NULL)
		return vectors_read_dnssec(node, text, err);
	if ((text = vectors_text(item, "transport")) != NULL)
		return vectors_read_transport(node, text, err);
	if ((text = vectors_text(item, "cname")) != NULL)
		node->cname = text;
	else if ((text = vectors_text(item, "dname")) != NULL)
		node->dname = text;
	else if ((text = vectors_text(item, "rcode")) != NULL)
		node->rcode = text;
	else
		return error_set(err, "an item of no known form");
	return 0;
}

static int
vectors_read_world(
    json_t *zones, struct vectors_world *world, struct error *err)
{
	const char *owner;
	json_t *items;

	world->nodes =
	    mem_array(json_object_size(zones), sizeof(world->nodes[0]));
	json_object_foreach(zones, owner, items)
	{
		struct vectors_node *node = &world->nodes[world->n_nodes++];
		const json_t *item;
		size_t i;

		node->owner = owner;
		json_array_foreach(items, i,
		    item) if (vectors_read_item(item, node, err) == -1)
		{
			error_prefix(err, "%s", owner);
			return -1;
		}
	}
	return 0;
}

static int
vectors_read_issuers(
    const json_t *issuer, struct vectors_evaluation *e, struct error *err)
{
	size_t n = json_is_array(issuer) ? json_array_size(issuer) : 1;

	e->issuers = mem_array(n, sizeof(e->issuers[0]));
	for (size_t i = 0; i < n; i++) {
		e->issuers[i] = json_string_value(
		    json_is_array(issuer) ? json_array_get(issuer, i) : issuer);
		if (e->issuers[i] == NULL)
			return error_set(err, "an issuer that is no text");
	}
	e->request.issuers = e->issuers;
	e->request.n_issuers = n;
	return 0;
}

static int
vectors_read_kind(
    const json_t *query, struct vectors_evaluation *e, struct error *err)
{
	bool wildcard = json_is_true(json_object_get(query, "wildcard"));
	const char *kind = vectors_text(query, "kind");

	if (kind != NULL && strcmp(kind, "tls") == 0)
		e->request.kind =
		    wildcard ? CAA_KIND_TLS_WILDCARD : CAA_KIND_TLS;
	else if (kind != NULL && strcmp(kind, "smime") == 0)
		e->request.kind = CAA_KIND_SMIME;
	else if (kind != NULL && strcmp(kind, "vmc") == 0)
		e->request.kind = CAA_KIND_VMC;
	else
		return error_set(err, "a query of no known kind");
	return 0;
}

static int
vectors_read_query(const json_t *query, const json_t *expect,
    struct vectors_evaluation *e, struct error *err)
{
	e->name = vectors_text(query, "name");
	e->request.account_uri = vectors_text(query, "accounturi");
	e->request.method = vectors_text(query, "method");
	e->verdict = vectors_text(expect, "verdict");
	e->reason = vectors_text(expect, "reason");
	e->relevant = vectors_text(expect, "relevant");
	if (e->name == NULL || e->verdict == NULL || e->reason == NULL)
		return error_set(err, "no name, verdict and reason");
	if (vectors_read_kind(query, e, err) == -1)
		return -1;
	return vectors_read_issuers(json_object_get(query, "issuer"), e, err);
}

static int
vectors_read_evaluation(
    json_t *v, struct vectors_evaluation *e, struct error *err)
{
	json_t *zones, *query, *expect;

	if (json_unpack(v, "{s:s, s:s, s:s, s:o, s:o, s:o}", "id", &e->id,
		"topic", &e->topic, "strength", &e->strength, "zones", &zones,
		"query", &query, "expect", &expect) != 0)
		return error_set(
		    err, "no id, topic, strength, zones, query and expect");
	if (vectors_read_world(zones, &e->world, err) == -1 ||
	    vectors_read_query(query, expect, e, err) == -1) {
		error_prefix(err, "%s", e->id);
		return -1;
	}
	return 0;
}

static int
vectors_load_file(
    const char *folder, const char *name, json_t **file_out, struct error *err)
{
	char *path = mem_printf("%s/%s", folder, name);
	json_error_t where;

	*file_out = json_load_file(path, 0, &where);
	if (*file_out == NULL && where.line < 1)
		(void)error_set(err, "%s", where.text);
	else if (*file_out == NULL)
		(void)error_set(
		    err, "%s: line %d: %s", path, where.line, where.text);
	else if (!json_is_array(*file_out))
		(void)error_set(err, "%s: no array of cases", path);
	free(path);
	return json_is_array(*file_out) ? 0 : -1;
}

static int
vectors_read_all(struct vectors *v, struct error *err)
{
	json_t *each;
	size_t i;

	v->records =
	    mem_array(json_array_size(v->record_file), sizeof(v->records[0]));
	json_array_foreach(v->record_file, i,
	    each) if (vectors_read_record(each, &v->records[v->n_records++],
			  err) == -1) return -1;
	v->evaluations = mem_array(
	    json_array_size(v->evaluation_file), sizeof(v->evaluations[0]));
	json_array_foreach(v->evaluation_file, i,
	    each) if (vectors_read_evaluation(each,
			  &v->evaluations[v->n_evaluations++],
			  err) == -1) return -1;
	return 0;
}

int
vectors_load(
    const char *folder, struct vectors **vectors_out, struct error *err)
{
	struct vectors *v = mem_zalloc(sizeof(*v));
	int ret = -1;

	if (vectors_load_file(
		folder, "caa-rdata-vectors.json", &v->record_file, err) == -1 ||
	    vectors_load_file(
		folder, "caa-vectors.json", &v->evaluation_file, err) == -1)
		goto out;
	if (vectors_read_all(v, err) == -1) {
		error_prefix(err, "%s", folder);
		goto out;
	}
	*vectors_out = v;
	v = NULL;
	ret = 0;
out:
	vectors_free(&v);
	return ret;
}

static void
vectors_free_world(struct vectors_world *world)
{
	for (size_t i = 0; i < world->n_nodes; i++) {
		struct vectors_node *node = &world->nodes[i];

		for (size_t j = 0; j < node->n_records; j++)
			free((void *)(uintptr_t)node->records[j].data);
		free(node->records);
	}
	free(world->nodes);
}

void
vectors_free(struct vectors **vp)
{
	struct vectors *v = *vp;

	if (v == NULL)
		return;
	*vp = NULL;
	for (size_t i = 0; i < v->n_records; i++)
		free(v->records[i].parameters);
	for (size_t i = 0; i < v->n_evaluations; i++) {
		vectors_free_world(&v->evaluations[i].world);
		free(v->evaluations[i].issuers);
	}
	free(v->records);
	free(v->evaluations);
	json_decref(v->record_file);
	json_decref(v->evaluation_file);
	free(v);
}

const struct vectors_record *
vectors_records(const struct vectors *v, size_t *n_out)
{
	*n_out = v->n_records;
	return v->records;
}

const struct vectors_evaluation *
vectors_evaluations(const struct vectors *v, size_t *n_out)
{
	*n_out = v->n_evaluations;
	return v->evaluations;
}
