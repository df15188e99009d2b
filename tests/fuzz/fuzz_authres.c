/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A field that came in, and foreign text in a field of ours.  What we write is
 * always ours when it is read again, one field, within its bounds, and text
 * begins no result: the semicolons outside of quotes and comments are those
 * that the calls made.
 */

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "milter/authres.h"
#include "milter/authres_read.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Semicolons that a reader of RFC 8601 sees. */
static size_t
count_results(const char *text)
{
	size_t n = 0, depth = 0;
	bool quoted = false;

	for (; *text != '\0'; text++) {
		if (*text == '\\' && text[1] != '\0')
			text++;
		else if (quoted)
			quoted = *text != '"';
		else if (*text == '(')
			depth++;
		else if (*text == ')' && depth > 0)
			depth--;
		else if (depth == 0 && *text == '"')
			quoted = true;
		else if (depth == 0 && *text == ';')
			n++;
	}
	if (quoted || depth > 0)
		abort();
	return n;
}

static void
check_octets(const struct buf *b)
{
	for (size_t i = 0; i < b->len; i++) {
		char c = b->data[i];

		if (c == '\n' && (i + 1 == b->len || b->data[i + 1] != '\t'))
			abort();
		if (c != '\n' && c != '\t' && (c < ' ' || c > '~'))
			abort();
	}
}

static void
check_written(const char *id, const char *text)
{
	struct buf out = BUF_INIT;
	struct authres a;

	authres_begin(&a, &out, id);
	authres_result(&a, "x-caa", "pass");
	authres_comment(&a, text);
	authres_property(&a, "policy.issuer", text);
	authres_result(&a, "smime", "neutral");
	authres_property(&a, "body.smime-issuer", text);
	check_octets(&out);
	if (count_results(buf_text(&out)) != 2 ||
	    out.len > AUTHRES_COMMENT_MAX + 3 * AUTHRES_VALUE_MAX + 200)
		abort();
	if (strcmp(id, "mx.test") == 0 &&
	    authres_claim(buf_text(&out), id) != AUTHRES_OURS)
		abort();
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size);
	enum authres_claim claim = authres_claim(text, "mx.test");

	if (claim != AUTHRES_OTHER && strcasestr(text, "m") == NULL)
		abort();
	(void)authres_names_our_method(text);
	check_written("mx.test", text);
	if (text[0] != '\0')
		check_written(text, "x");
	free(text);
	return 0;
}
