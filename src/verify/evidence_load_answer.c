/* SPDX-License-Identifier: BSD-2-Clause */
/* One answer of the DNS from JSON. */

#include "verify/evidence_load.h"

#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "caa/property.h"
#include "dns/name.h"
#include "dns/rdata.h"
#include "verify/evidence.h"
#include "verify/evidence_json.h"

#define LOAD_TTL 3600 /* of an answer that does not say */
#define LOAD_RCODE_MAX 4095
#define LOAD_RCODE_SERVFAIL 2
#define LOAD_RCODE_NXDOMAIN 3

static int
load_type(struct member_reader *r, const json_t *object, uint16_t *out)
{
	const char *text = NULL;

	if (member_text(r, object, "type", &text) == -1)
		return -1;
	*out = text != NULL ? dns_type_from_text(text, strlen(text)) : 0;
	if (*out == 0)
		return member_fail(r, "type",
		    "found \"%.40s\", wanted a type such as TXT or TYPE257",
		    text != NULL ? text : "");
	return 0;
}

static int
load_status(struct member_reader *r, const json_t *object, enum dns_status *out)
{
	const char *text = NULL;

	*out = json_array_size(json_object_get(object, "records")) > 0
		   ? DNS_RECORDS
		   : DNS_NODATA;
	if (member_text(r, object, "status", &text) == -1)
		return -1;
	if (text != NULL && dns_status_from_text(text, out) == -1)
		return member_fail(r, "status",
		    "found \"%.40s\", wanted records, nodata, nxdomain, "
		    "failed, bogus, timeout, truncated, alias-loop, "
		    "alias-long or malformed",
		    text);
	return 0;
}

static int64_t
load_usual_rcode(enum dns_status status)
{
	if (status == DNS_NXDOMAIN)
		return LOAD_RCODE_NXDOMAIN;
	if (status == DNS_FAILED || status == DNS_BOGUS)
		return LOAD_RCODE_SERVFAIL;
	return 0;
}

static int
load_scalars(
    struct member_reader *r, const json_t *object, struct dns_answer *a)
{
	int64_t rcode = load_usual_rcode(a->status), ede = DNS_EDE_NONE;
	int64_t ttl = dns_answer_is_definite(a) ? LOAD_TTL : 0;
	char *server = NULL;
	size_t len = 0;

	if (member_integer(r, object, "rcode", 0, UINT8_MAX, &rcode) == -1 ||
	    member_integer(r, object, "ede", 0, UINT16_MAX, &ede) == -1 ||
	    member_integer(r, object, "ttl", 0, UINT32_MAX, &ttl) == -1 ||
	    member_bool(r, object, "ad", &a->ad) == -1 ||
	    member_octets(
		r, object, "server", MEMBER_TEXT_MAX, &server, &len) == -1)
		return -1;
	a->rcode = (uint8_t)rcode;
	a->ede = (int)ede;
	a->ttl = (uint32_t)ttl;
	a->server = server;
	return 0;
}

static int
load_aliases(
    struct member_reader *r, const json_t *object, struct dns_answer *a)
{
	const json_t *list = NULL;

	if (member_list(r, object, "aliases", DNS_ALIASES_MAX + 1, &list) == -1)
		return -1;
	for (size_t i = 0; i < json_array_size(list); i++) {
		const char *alias = json_string_value(json_array_get(list, i));
		uint8_t wire[DNS_NAME_WIRE_MAX];

		if (alias == NULL || dns_name_to_wire(alias, wire) == -1)
			return member_fail(
			    r, "aliases", "item %zu is no domain name", i);
		dns_answer_add_alias(a, alias);
	}
	return 0;
}

static int
load_record(struct member_reader *r, const json_t *value, struct dns_answer *a)
{
	const char *text = json_string_value(value);
	struct error why = {""};
	struct buf rdata = BUF_INIT;
	int ret;

	if (text == NULL)
		return member_fail(r, NULL, "wanted RDATA as text");
	ret = dns_rdata_from_text(a->type, text, json_string_length(value),
	    caa_zone_rdata, &rdata, &why);
	if (ret == 0)
		dns_answer_add_record(a, buf_text(&rdata), rdata.len);
	else
		(void)member_fail(r, NULL, "%s", why.text);
	buf_fini(&rdata);
	return ret;
}

static int
load_records(
    struct member_reader *r, const json_t *object, struct dns_answer *a)
{
	const json_t *list = NULL;
	int ret =
	    member_list(r, object, "records", EVIDENCE_RECORDS_MAX, &list);

	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		size_t back = member_enter(r, "records", i);

		ret = load_record(r, json_array_get(list, i), a);
		member_leave(r, back);
	}
	if (ret == 0 && (a->status == DNS_RECORDS) != (a->n_records > 0))
		ret = member_fail(r, "status",
		    "found %s beside %zu records, wanted records or none",
		    dns_status_text(a->status), a->n_records);
	return ret;
}

int
load_answer(struct member_reader *r, const json_t *object, struct evidence *e)
{
	static const char *const known[] = {"name", "type", "status", "rcode",
	    "ede", "ad", "ttl", "server", "server_base64", "aliases", "records",
	    NULL};
	const char *name = NULL;
	enum dns_status status = DNS_NODATA;
	struct dns_answer *a;
	uint16_t type = 0;
	int ret = -1;

	if (member_check_object(r, object, known) == -1 ||
	    load_name(r, object, "name", &name) == -1 ||
	    load_type(r, object, &type) == -1 ||
	    load_status(r, object, &status) == -1)
		return -1;
	if (evidence_answer(e, name, type) != NULL)
		return member_fail(r, NULL, "%s is answered twice", name);
	a = dns_answer_new(name, type, status);
	if (load_scalars(r, object, a) == 0 &&
	    load_aliases(r, object, a) == 0 &&
	    load_records(r, object, a) == 0) {
		evidence_put(e, a);
		ret = 0;
	}
	dns_answer_free(&a);
	return ret;
}
