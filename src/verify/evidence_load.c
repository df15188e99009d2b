/* SPDX-License-Identifier: BSD-2-Clause */
/* Evidence from JSON that anybody may have written. */

#include "verify/evidence_json.h"

#include <arpa/inet.h>
#include <openssl/x509_vfy.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/file.h"
#include "dns/name.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/evidence_load.h"

int
load_name(struct member_reader *r, const json_t *object, const char *name,
    const char **out)
{
	char canonical[DNS_NAME_SIZE];
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int n;

	if (member_text(r, object, name, out) == -1)
		return -1;
	if (*out == NULL)
		return member_fail(r, name, "found none, wanted a domain name");
	n = dns_name_to_wire(*out, wire);
	if (n < 0 || dns_name_from_wire(wire, (size_t)n, canonical) != n ||
	    strcmp(canonical, *out) != 0)
		return member_fail(r, name,
		    "found \"%.100s\", wanted a name in lower case without a "
		    "final dot",
		    *out);
	return 0;
}

int
load_address(struct member_reader *r, const char *name, const char *text,
    char out[DNS_ADDRESS_SIZE])
{
	uint8_t octets[sizeof(struct in6_addr)];
	int family = strchr(text, ':') != NULL ? AF_INET6 : AF_INET;

	if (inet_pton(family, text, octets) != 1)
		return member_fail(
		    r, name, "found \"%.60s\", wanted a numeric address", text);
	(void)inet_ntop(family, octets, out, DNS_ADDRESS_SIZE);
	return 0;
}

static int
load_left_out(struct member_reader *r, const json_t *root, struct evidence *e)
{
	static const char *const known[] = {"questions", "probes", NULL};
	const json_t *object = json_object_get(root, "left_out");
	int64_t questions = 0, probes = 0;
	size_t back;
	int ret = -1;

	if (object == NULL)
		return 0;
	back = member_enter(r, "left_out", SIZE_MAX);
	if (member_check_object(r, object, known) == 0 &&
	    member_integer(r, object, "questions", 0, UINT32_MAX, &questions) ==
		0 &&
	    member_integer(r, object, "probes", 0, UINT32_MAX, &probes) == 0) {
		evidence_leave_out(e, (size_t)questions, (size_t)probes);
		ret = 0;
	}
	member_leave(r, back);
	return ret;
}

/* Each item of a list that is there. */
static int
load_each(struct member_reader *r, const json_t *root, const char *name,
    size_t most,
    int (*load)(struct member_reader *, const json_t *, struct evidence *),
    struct evidence *e)
{
	const json_t *list = NULL;
	int ret = member_list(r, root, name, most, &list);

	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		size_t back = member_enter(r, name, i);

		ret = load(r, json_array_get(list, i), e);
		member_leave(r, back);
	}
	return ret;
}

static int
load_root(
    struct member_reader *r, const json_t *root, struct evidence **evidence_out)
{
	static const char *const known[] = {"schema", "domain", "time", "about",
	    "answers", "probes", "left_out", "history", NULL};
	struct evidence_about about;
	const char *domain = NULL;
	int64_t schema = EVIDENCE_SCHEMA, time = clock_wall();
	struct evidence *e = NULL;
	int ret = -1;

	about_init(&about);
	if (member_check_object(r, root, known) == -1 ||
	    member_integer(r, root, "schema", EVIDENCE_SCHEMA, EVIDENCE_SCHEMA,
		&schema) == -1 ||
	    load_name(r, root, "domain", &domain) == -1 ||
	    member_time(r, root, "time", &time) == -1 ||
	    load_about(r, root, &about) == -1)
		goto out;
	e = evidence_new(domain, time, &about);
	if (load_each(r, root, "answers", EVIDENCE_ANSWERS_MAX, load_answer,
		e) == -1 ||
	    load_each(r, root, "probes", EVIDENCE_PROBES_MAX, load_probe, e) ==
		-1 ||
	    load_left_out(r, root, e) == -1 || load_history(r, root, e) == -1)
		goto out;
	*evidence_out = e;
	e = NULL;
	ret = 0;
out:
	evidence_free(&e);
	about_fini(&about);
	return ret;
}

int
evidence_from_json(
    const json_t *root, struct evidence **evidence_out, struct error *err)
{
	struct member_reader r = {.err = err};

	return load_root(&r, root, evidence_out);
}

int
evidence_read(const char *path, const char *text, size_t len,
    struct evidence **evidence_out, struct error *err)
{
	json_error_t why;
	json_t *root = json_loadb(text, len, JSON_REJECT_DUPLICATES, &why);
	int ret;

	if (root == NULL)
		return error_set(err, "%s:%d: %s", path, why.line, why.text);
	ret = evidence_from_json(root, evidence_out, err);
	if (ret == -1)
		error_prefix(err, "%s", path);
	json_decref(root);
	return ret;
}

int
evidence_load(
    const char *path, struct evidence **evidence_out, struct error *err)
{
	struct buf text = BUF_INIT;
	int ret = file_read(path, EVIDENCE_FILE_MAX, &text, err);

	if (ret == 0)
		ret = evidence_read(
		    path, buf_text(&text), text.len, evidence_out, err);
	buf_fini(&text);
	return ret;
}
