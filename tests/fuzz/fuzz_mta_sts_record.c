/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * MTA-STS and TLS-RPT records: the splitter against the ABNF of RFC 8461
 * section 3.1 written as a regular expression.
 */

#include <regex.h>
#include <stdlib.h>
#include <string.h>

#include "records/mta_sts_record.h"
#include "records/tls_rpt.h"

#define SIZE_MAX_MATCHED 512 /* octets; the expression is slow */

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char grammar[] =
    "^v=STSv1([ \t]*;[ \t]*([A-Za-z0-9][A-Za-z0-9_.-]{0,31}=[!-:<>-~]+))+"
    "([ \t]*;[ \t]*)?$";

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
lies_within(const struct sts_span *s, const char *text, size_t size)
{
	must(s->len == 0 ||
	     (s->text >= text && s->text + s->len <= text + size));
}

static bool
matches(const char *text)
{
	static regex_t re;
	static bool ready;

	if (!ready)
		must(regcomp(&re, grammar, REG_EXTENDED | REG_NOSUB) == 0);
	ready = true;
	return regexec(&re, text, 0, NULL, 0) == 0;
}

static void
check_sts(const char *text, size_t size)
{
	struct mta_sts_record r;
	struct sts_span id;
	bool parsed;

	if (mta_sts_record_version(text, size) != STS_VERSION_IS)
		return;
	parsed = mta_sts_record_parse(text, size, &r, NULL) == 0;
	for (size_t i = 0; i < r.fields.n; i++) {
		lies_within(&r.fields.list[i].name, text, size);
		lies_within(&r.fields.list[i].value, text, size);
		must(r.fields.list[i].value.len > 0);
	}
	id = r.id;
	lies_within(&id, text, size);
	must((r.n_ids > 0) == (id.len > 0));
	if (memchr(text, '\0', size) != NULL || size > SIZE_MAX_MATCHED)
		return;
	/* an odd id is told by mta_sts_id_check, not by the grammar */
	for (size_t i = 0; i < r.fields.n; i++)
		if (sts_span_is(&r.fields.list[i].name, "id") &&
		    !sts_value_is_plain(&r.fields.list[i].value))
			return;
	must(r.fields.n == STS_FIELDS_MAX || parsed == matches(text));
}

static void
check_rpt(const char *text, size_t size)
{
	struct tls_rpt r;

	if (tls_rpt_version(text, size) != STS_VERSION_IS)
		return;
	if (tls_rpt_parse(text, size, &r, NULL) == 0)
		must(r.n_rua > 0 && r.n_uris > 0);
	must(r.n_uris <= r.n_uris_total);
	for (size_t i = 0; i < r.n_uris; i++) {
		lies_within(&r.uris[i].text, text, size);
		if (r.uris[i].kind == TLS_RPT_BAD)
			must(r.uris[i].fault[0] != '\0');
		else
			must(strchr(r.uris[i].host, '.') != NULL);
		if (r.uris[i].kind == TLS_RPT_HTTPS)
			must(r.uris[i].port > 0 && r.uris[i].port < 65536);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text != NULL);
	memcpy(text, data, size);
	text[size] = '\0';
	check_sts(text, size);
	check_rpt(text, size);
	free(text);
	return 0;
}
