/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence to JSON, and to a file. */

#include "verify/evidence_json.h"

#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "caa/property.h"
#include "cert/chain.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "probe/result.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/history_json.h"
#include "verify/member.h"

static void
save_integer(json_t *object, const char *name, int64_t value)
{
	(void)json_object_set_new(object, name, json_integer(value));
}

static void
save_strings(
    json_t *object, const char *name, const struct evidence_strings *strings)
{
	json_t *list = json_array();

	for (size_t i = 0; i < strings->n; i++)
		(void)json_array_append_new(
		    list, json_string(strings->list[i]));
	(void)json_object_set_new(object, name, list);
}

static json_t *
save_about(const struct evidence_about *about)
{
	json_t *object = json_object(), *selectors = json_array();

	if (about->scope != EVIDENCE_ALL)
		member_put_text(
		    object, "scope", evidence_scope_text(about->scope));
	(void)json_object_set_new(object, "probe", json_boolean(about->probe));
	if (about->dane)
		(void)json_object_set_new(object, "dane", json_true());
	save_strings(object, "services", &about->services);
	save_strings(object, "egress", &about->egress);
	save_strings(object, "accounts", &about->accounts);
	save_strings(object, "methods", &about->methods);
	for (size_t i = 0; i < about->n_selectors; i++) {
		const struct evidence_selector *s = &about->selectors[i];
		json_t *selector = json_object();

		member_put_text(selector, "name", s->name);
		if (s->spki != NULL)
			(void)json_object_set_new(selector, "key",
			    member_base64(s->spki, s->spki_len));
		if (s->seen)
			(void)json_object_set_new(
			    selector, "seen", json_true());
		(void)json_array_append_new(selectors, selector);
	}
	(void)json_object_set_new(object, "selectors", selectors);
	if (about->signers.n > 0)
		save_strings(object, "signers", &about->signers);
	if (about->helo != NULL)
		member_put_text(object, "helo", about->helo);
	return object;
}

static json_t *
save_records(const struct dns_answer *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->n_records; i++) {
		struct buf text = BUF_INIT;

		dns_rdata_to_text(a->type, a->records[i].data,
		    a->records[i].len, caa_zone_text, &text);
		(void)json_array_append_new(list, json_string(buf_text(&text)));
		buf_fini(&text);
	}
	return list;
}

static json_t *
save_aliases(const struct dns_answer *a)
{
	json_t *list = json_array();

	for (size_t i = 0; i < a->n_aliases; i++)
		(void)json_array_append_new(list, json_string(a->aliases[i]));
	return list;
}

static json_t *
save_answer(const struct dns_answer *a)
{
	json_t *object = json_object();
	struct buf type = BUF_INIT;

	dns_type_put(a->type, &type);
	member_put_text(object, "name", a->name);
	member_put_text(object, "type", buf_text(&type));
	member_put_text(object, "status", dns_status_text(a->status));
	save_integer(object, "rcode", a->rcode);
	if (a->ede != DNS_EDE_NONE)
		save_integer(object, "ede", a->ede);
	(void)json_object_set_new(object, "ad", json_boolean(a->ad));
	save_integer(object, "ttl", a->ttl);
	if (a->server != NULL)
		member_put_octets(
		    object, "server", a->server, strlen(a->server));
	if (a->n_aliases > 0)
		(void)json_object_set_new(object, "aliases", save_aliases(a));
	if (a->n_records > 0)
		(void)json_object_set_new(object, "records", save_records(a));
	buf_fini(&type);
	return object;
}

static json_t *
save_chain(const struct cert_chain *chain)
{
	json_t *list = json_array();

	for (size_t i = 0; i < chain->bag.n; i++) {
		unsigned char *der = NULL;
		int len = i2d_X509(chain->bag.certs[i], &der);

		if (len > 0)
			(void)json_array_append_new(
			    list, member_base64(der, (size_t)len));
		OPENSSL_free(der);
	}
	return list;
}

static void
save_foreign(json_t *object, const char *name, const char *text)
{
	if (text != NULL)
		member_put_octets(object, name, text, strlen(text));
}

static void
save_response(const struct probe_result *p, json_t *object)
{
	if (p->http_status != 0 || p->body != NULL)
		save_integer(object, "http_status", p->http_status);
	save_foreign(object, "content_type", p->content_type);
	save_foreign(object, "location", p->location);
	if (p->body != NULL)
		member_put_octets(object, "body", p->body, p->body_len);
	if (p->body_cut)
		(void)json_object_set_new(object, "body_cut", json_true());
}

static json_t *
save_probe(const struct probe_result *p)
{
	json_t *object = json_object();
	struct probe_target target;
	struct buf url = BUF_INIT;

	probe_result_target(p, &target);
	probe_target_put(&target, &url);
	member_put_octets(object, "target", buf_text(&url), url.len);
	buf_fini(&url);
	member_put_text(object, "address", p->address);
	member_put_text(object, "outcome", probe_outcome_text(p->outcome));
	save_foreign(object, "why", p->why);
	member_put_time(object, "time", p->time);
	save_foreign(object, "protocol", p->protocol);
	save_foreign(object, "cipher", p->cipher);
	if (p->chain != NULL)
		(void)json_object_set_new(
		    object, "chain", save_chain(p->chain));
	if (p->chain != NULL || p->verify != 0)
		save_integer(object, "verify", p->verify);
	if (p->chain != NULL)
		member_put_text(object, "verify_text", p->verify_text);
	save_response(p, object);
	return object;
}

static json_t *
save_left_out(const struct evidence *e)
{
	const struct evidence_left_out *left = evidence_left_out(e);
	json_t *object = json_object();

	save_integer(object, "questions", (int64_t)left->questions);
	save_integer(object, "probes", (int64_t)left->probes);
	return object;
}

json_t *
evidence_to_json(const struct evidence *e)
{
	json_t *root = json_object();
	json_t *answers = json_array(), *probes = json_array();

	for (size_t i = 0; i < evidence_answer_count(e); i++)
		(void)json_array_append_new(
		    answers, save_answer(evidence_answer_at(e, i)));
	for (size_t i = 0; i < evidence_probe_count(e); i++)
		(void)json_array_append_new(
		    probes, save_probe(evidence_probe_at(e, i)));
	save_integer(root, "schema", EVIDENCE_SCHEMA);
	member_put_text(root, "domain", evidence_domain(e));
	member_put_time(root, "time", evidence_time(e));
	(void)json_object_set_new(root, "about", save_about(evidence_about(e)));
	(void)json_object_set_new(root, "answers", answers);
	(void)json_object_set_new(root, "probes", probes);
	(void)json_object_set_new(root, "left_out", save_left_out(e));
	if (evidence_history(e) != NULL)
		(void)json_object_set_new(
		    root, "history", history_to_json(evidence_history(e)));
	return root;
}

int
evidence_save(const struct evidence *e, const char *path, struct error *err)
{
	json_t *root = evidence_to_json(e);
	char *text = json_dumps(root, JSON_INDENT(2));
	struct buf file = BUF_INIT;
	int ret;

	json_decref(root);
	if (text == NULL)
		return error_set(
		    err, "%s: the evidence can't be written", path);
	buf_puts(&file, text);
	buf_putc(&file, '\n');
	ret = file_replace(path, file.data, file.len, err);
	buf_fini(&file);
	free(text);
	return ret;
}
