/* SPDX-License-Identifier: BSD-2-Clause */
/* What a distinguished name says, whatever the order that it says it in. */

#include "cert/dn.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"

struct dn_words {
	struct buf text; /* the words, each with a NUL */
	size_t n;
};

/* `ou=b, c` is `ou=b` and `ou=c`. */
static void
dn_words_split(struct dn_words *w, const char *part, size_t len)
{
	const char *end = part + len;
	const char *at = memchr(part, '=', len);
	size_t type_len = at != NULL ? (size_t)(at - part) + 1 : 0;

	while (at != NULL) {
		const char *comma, *stop;

		at++; /* the `=` or the comma */
		comma = memchr(at, ',', (size_t)(end - at));
		stop = comma != NULL ? comma : end;
		while (at < stop && *at == ' ')
			at++;
		while (stop > at && stop[-1] == ' ')
			stop--;
		if (stop > at) {
			buf_put(&w->text, part, type_len);
			buf_put(&w->text, at, (size_t)(stop - at));
			buf_putc(&w->text, '\0');
			w->n++;
		}
		at = comma;
	}
}

static int
dn_words_compare(const void *a, const void *b)
{
	const char *const *left = a, *const *right = b;

	return strcmp(*left, *right);
}

static void
dn_words_put(const struct dn_words *w, struct buf *out)
{
	const char **sorted = mem_array(w->n, sizeof(*sorted));
	const char *at = buf_text(&w->text);

	for (size_t i = 0; i < w->n; i++) {
		sorted[i] = at;
		at += strlen(at) + 1;
	}
	qsort(sorted, w->n, sizeof(*sorted), dn_words_compare);
	for (size_t i = 0; i < w->n; i++) {
		if (i > 0 && strcmp(sorted[i - 1], sorted[i]) == 0)
			continue;
		if (i > 0)
			buf_putc(out, '\n');
		buf_puts(out, sorted[i]);
	}
	free(sorted);
}

void
dn_key_loose(const char *key, struct buf *out)
{
	struct dn_words w = {BUF_INIT, 0};

	while (*key != '\0') {
		size_t len = strcspn(key, "\n\t");

		dn_words_split(&w, key, len);
		key += len + (key[len] != '\0');
	}
	buf_put(out, "", 0); /* so that an empty key is text too */
	dn_words_put(&w, out);
	buf_fini(&w.text);
}

static bool
dn_loose_has(const char *loose, const char *word, size_t len)
{
	while (*loose != '\0') {
		size_t n = strcspn(loose, "\n");

		if (n == len && memcmp(loose, word, len) == 0)
			return true;
		loose += n + (loose[n] != '\0');
	}
	return false;
}

bool
dn_loose_covers(const char *loose, const char *part)
{
	if (*part == '\0')
		return false;
	while (*part != '\0') {
		size_t len = strcspn(part, "\n");

		if (!dn_loose_has(loose, part, len))
			return false;
		part += len + (part[len] != '\0');
	}
	return true;
}
