/* SPDX-License-Identifier: BSD-2-Clause */
/* What the operator says of a domain, from JSON that anybody may have
 * written. */

#include "verify/evidence_load.h"

#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dns/name.h"
#include "verify/about.h"
#include "verify/evidence_json.h"

typedef int load_check(struct member_reader *, const char *text);

static int
load_check_egress(struct member_reader *r, const char *text)
{
	char address[DNS_ADDRESS_SIZE];

	return load_address(r, NULL, text, address);
}

static int
load_check_service(struct member_reader *r, const char *text)
{
	struct error why = {""};
	struct probe_target target;
	char host[DNS_NAME_SIZE];

	if (probe_target_parse(text, host, &target, &why) == -1)
		return member_fail(r, NULL, "%s", why.text);
	return 0;
}

static int
load_check_name(struct member_reader *r, const char *text)
{
	char name[DNS_NAME_SIZE];

	if (dns_name_canonical(text, name, NULL) == -1 ||
	    strcmp(name, text) != 0)
		return member_fail(r, NULL,
		    "found \"%.100s\", wanted a name in lower case without a "
		    "final dot",
		    text);
	return 0;
}

static int
load_string(struct member_reader *r, const json_t *value, load_check *check,
    struct evidence_strings *out)
{
	const char *text = json_string_value(value);

	if (text == NULL || json_string_length(value) > MEMBER_TEXT_MAX)
		return member_fail(r, NULL, "wanted text of at most %d octets",
		    MEMBER_TEXT_MAX);
	if (check != NULL && check(r, text) == -1)
		return -1;
	about_add(out, text);
	return 0;
}

static int
load_strings(struct member_reader *r, const json_t *object, const char *name,
    load_check *check, struct evidence_strings *out)
{
	const json_t *list = NULL;
	int ret = member_list(r, object, name, EVIDENCE_STRINGS_MAX, &list);

	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		size_t back = member_enter(r, name, i);

		ret = load_string(r, json_array_get(list, i), check, out);
		member_leave(r, back);
	}
	return ret;
}

static int
load_selector(
    struct member_reader *r, const json_t *object, struct evidence_about *about)
{
	static const char *const known[] = {"name", "key", "seen", NULL};
	const char *name = NULL, *key = NULL;
	char *spki = NULL;
	bool seen = false;
	size_t len = 0;

	if (member_check_object(r, object, known) == -1 ||
	    load_name(r, object, "name", &name) == -1 ||
	    member_text(r, object, "key", &key) == -1 ||
	    member_bool(r, object, "seen", &seen) == -1)
		return -1;
	if (seen && key != NULL)
		return member_fail(r, "seen",
		    "found a selector seen in mail with a key, wanted one of "
		    "them");
	if (key != NULL && member_from_base64(key, &spki, &len) == -1)
		return member_fail(r, "key", "found text, wanted base64");
	if (seen)
		about_add_seen_selector(about, name);
	else
		about_add_selector(about, name, (const uint8_t *)spki, len);
	free(spki);
	return 0;
}

static int
load_selectors(
    struct member_reader *r, const json_t *object, struct evidence_about *about)
{
	const json_t *list = NULL;
	int ret =
	    member_list(r, object, "selectors", EVIDENCE_STRINGS_MAX, &list);

	for (size_t i = 0; ret == 0 && i < json_array_size(list); i++) {
		size_t back = member_enter(r, "selectors", i);

		ret = load_selector(r, json_array_get(list, i), about);
		member_leave(r, back);
	}
	return ret;
}

static int
load_scope(
    struct member_reader *r, const json_t *object, enum evidence_scope *out)
{
	const char *text = NULL;

	if (member_text(r, object, "scope", &text) == -1)
		return -1;
	if (text != NULL && evidence_scope_from_text(text, out) == -1)
		return member_fail(r, "scope",
		    "found \"%.20s\", wanted all, peers or caa", text);
	return 0;
}

static int
load_about_members(
    struct member_reader *r, const json_t *object, struct evidence_about *about)
{
	static const char *const known[] = {"scope", "probe", "dane",
	    "services", "egress", "accounts", "methods", "selectors", "signers",
	    "helo", NULL};
	const char *helo = NULL;

	if (member_check_object(r, object, known) == -1 ||
	    load_scope(r, object, &about->scope) == -1 ||
	    member_bool(r, object, "probe", &about->probe) == -1 ||
	    member_bool(r, object, "dane", &about->dane) == -1 ||
	    load_strings(r, object, "services", load_check_service,
		&about->services) == -1 ||
	    load_strings(
		r, object, "egress", load_check_egress, &about->egress) == -1 ||
	    load_strings(r, object, "accounts", NULL, &about->accounts) == -1 ||
	    load_strings(r, object, "methods", NULL, &about->methods) == -1 ||
	    load_selectors(r, object, about) == -1 ||
	    load_strings(
		r, object, "signers", load_check_name, &about->signers) == -1)
		return -1;
	if (json_object_get(object, "helo") == NULL)
		return 0;
	if (load_name(r, object, "helo", &helo) == -1)
		return -1;
	about->helo = mem_strdup(helo);
	return 0;
}

int
load_about(
    struct member_reader *r, const json_t *root, struct evidence_about *about)
{
	const json_t *object = json_object_get(root, "about");
	size_t back;
	int ret;

	if (object == NULL)
		return 0;
	back = member_enter(r, "about", SIZE_MAX);
	ret = load_about_members(r, object, about);
	member_leave(r, back);
	return ret;
}
