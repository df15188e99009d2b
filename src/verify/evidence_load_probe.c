/* SPDX-License-Identifier: BSD-2-Clause */
/* One probe's result from JSON. */

#include "verify/evidence_load.h"

#include <openssl/x509_vfy.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "dns/name.h"
#include "verify/evidence.h"

#define LOAD_URL_MAX (DNS_NAME_SIZE + PROBE_PATH_MAX + 32)
#define LOAD_VERIFY_MAX 1000 /* X509_V_ERR_* are below */
#define LOAD_HTTP_OK 200

/* The end of a sentence, where the file does not say. */
static const char *
load_usual_why(enum probe_outcome outcome)
{
	switch (outcome) {
	case PROBE_REFUSED:
		return "the connection was refused";
	case PROBE_UNREACHABLE:
		return "the host is unreachable";
	case PROBE_TIMEOUT:
		return "nothing came in time";
	case PROBE_NO_STARTTLS:
		return "the server does not offer STARTTLS";
	case PROBE_TLS_FAILED:
		return "the TLS handshake failed";
	case PROBE_BAD_PROTOCOL:
		return "the server's greeting can't be used";
	case PROBE_HTTP_FAILED:
		return "the response was cut short";
	case PROBE_GUARDED:
		return "the address may not be probed";
	case PROBE_DONE:
	case PROBE_OUTCOMES:
		break;
	}
	return "";
}

static int
load_certificate(
    struct member_reader *r, const json_t *value, struct cert_der *out)
{
	const char *text = json_string_value(value);
	char *der = NULL;

	if (text == NULL || strlen(text) > CERT_CHAIN_OCTETS_MAX / 3 * 4 + 4 ||
	    member_from_base64(text, &der, &out->len) == -1)
		return member_fail(
		    r, "chain", "wanted certificates in DER as base64");
	out->data = (const uint8_t *)der;
	return 0;
}

static int
load_chain(struct member_reader *r, const json_t *object,
    struct cert_chain **chain_out)
{
	struct cert_der ders[CERT_CHAIN_MAX] = {{NULL, 0}};
	struct error why = {""};
	const json_t *list = NULL;
	int ret = member_list(r, object, "chain", CERT_CHAIN_MAX, &list);
	size_t n = json_array_size(list);

	for (size_t i = 0; ret == 0 && i < n; i++)
		ret = load_certificate(r, json_array_get(list, i), &ders[i]);
	if (ret == 0 && list != NULL &&
	    (ret = cert_chain_new(ders, n, chain_out, &why)) == -1)
		(void)member_fail(r, "chain", "%s", why.text);
	for (size_t i = 0; i < CERT_CHAIN_MAX; i++)
		free((void *)(uintptr_t)ders[i].data);
	return ret;
}

static int
load_outcome(
    struct member_reader *r, const json_t *object, struct probe_result *p)
{
	const char *text = NULL;

	if (member_text(r, object, "outcome", &text) == -1)
		return -1;
	p->outcome = PROBE_DONE;
	if (text != NULL && probe_outcome_from_text(text, &p->outcome) == -1)
		return member_fail(r, "outcome",
		    "found \"%.40s\", wanted done, refused, unreachable, "
		    "timeout, no-starttls, tls-failed, bad-protocol, "
		    "http-failed or guarded",
		    text);
	free(p->why);
	p->why = NULL;
	return 0;
}

static int
load_text(struct member_reader *r, const json_t *object, const char *name,
    size_t most, char **out)
{
	char *text = NULL;
	size_t len = 0;

	if (member_octets(r, object, name, most, &text, &len) == -1)
		return -1;
	if (text != NULL && strlen(text) != len) {
		free(text);
		return member_fail(r, name, "found a NUL, wanted text");
	}
	*out = text;
	return 0;
}

static int
load_verify(
    struct member_reader *r, const json_t *object, struct probe_result *p)
{
	int64_t verify = X509_V_OK;

	if (load_chain(r, object, &p->chain) == -1 ||
	    member_integer(r, object, "verify", 0, LOAD_VERIFY_MAX, &verify) ==
		-1 ||
	    load_text(r, object, "verify_text", MEMBER_TEXT_MAX,
		&p->verify_text) == -1)
		return -1;
	p->verify = (long)verify;
	if (p->chain != NULL && json_object_get(object, "verify_text") == NULL)
		p->verify_text =
		    mem_strdup(X509_verify_cert_error_string(p->verify));
	return 0;
}

static int
load_response(
    struct member_reader *r, const json_t *object, struct probe_result *p)
{
	int64_t status = 0;

	if (member_octets(r, object, "body", PROBE_BODY_MAX, &p->body,
		&p->body_len) == -1)
		return -1;
	status = p->body != NULL ? LOAD_HTTP_OK : 0;
	if (member_integer(r, object, "http_status", 0, 999, &status) == -1 ||
	    load_text(r, object, "content_type", MEMBER_TEXT_MAX,
		&p->content_type) == -1 ||
	    load_text(r, object, "location", MEMBER_TEXT_MAX, &p->location) ==
		-1 ||
	    member_bool(r, object, "body_cut", &p->body_cut) == -1)
		return -1;
	p->http_status = (int)status;
	return 0;
}

static int
load_result(
    struct member_reader *r, const json_t *object, struct probe_result *p)
{
	if (load_outcome(r, object, p) == -1 ||
	    load_text(r, object, "why", PROBE_WHY_MAX, &p->why) == -1 ||
	    member_time(r, object, "time", &p->time) == -1 ||
	    load_text(r, object, "protocol", MEMBER_TEXT_MAX, &p->protocol) ==
		-1 ||
	    load_text(r, object, "cipher", MEMBER_TEXT_MAX, &p->cipher) == -1 ||
	    load_verify(r, object, p) == -1 ||
	    load_response(r, object, p) == -1)
		return -1;
	if (p->why == NULL)
		p->why = mem_strdup(load_usual_why(p->outcome));
	return 0;
}

static int
load_target(struct member_reader *r, const json_t *object, char *url,
    char *host, struct probe_target *out, char address[DNS_ADDRESS_SIZE])
{
	struct error why = {""};
	const char *text = NULL;

	if (url == NULL)
		return member_fail(
		    r, "target", "found none, wanted SERVICE://HOST");
	if (strlen(url) > LOAD_URL_MAX ||
	    probe_target_parse(url, host, out, &why) == -1)
		return member_fail(r, "target", "%s", why.text);
	if (member_text(r, object, "address", &text) == -1)
		return -1;
	return load_address(r, "address", text != NULL ? text : "", address);
}

int
load_probe(struct member_reader *r, const json_t *object, struct evidence *e)
{
	static const char *const known[] = {"target", "target_base64",
	    "address", "outcome", "why", "why_base64", "time", "protocol",
	    "protocol_base64", "cipher", "cipher_base64", "chain", "verify",
	    "verify_text", "verify_text_base64", "http_status", "content_type",
	    "content_type_base64", "location", "location_base64", "body",
	    "body_base64", "body_cut", NULL};
	char host[DNS_NAME_SIZE], address[DNS_ADDRESS_SIZE];
	struct probe_result *p = NULL;
	struct probe_target target;
	char *url = NULL;
	int ret = -1;

	if (member_check_object(r, object, known) == -1 ||
	    load_text(r, object, "target", LOAD_URL_MAX, &url) == -1 ||
	    load_target(r, object, url, host, &target, address) == -1)
		goto out;
	if (evidence_probe(e, &target, address) != NULL) {
		(void)member_fail(
		    r, "target", "%s at %s is there twice", url, address);
		goto out;
	}
	p = probe_result_new(&target, address);
	p->time = evidence_time(e);
	if (load_result(r, object, p) == -1)
		goto out;
	evidence_put_probe(e, p);
	ret = 0;
out:
	probe_result_free(&p);
	free(url);
	return ret;
}
