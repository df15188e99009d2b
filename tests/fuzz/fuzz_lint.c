/* SPDX-License-Identifier: BSD-2-Clause */
/* Whatever an operator types: what is mended reads, and sentences are clean. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "caa/lint.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static bool
recognises(const void *arg, const char *identifier)
{
	(void)arg;
	return strcmp(identifier, "letsencrypt.org") == 0;
}

static const char *
nearest(const void *arg, const char *identifier)
{
	(void)arg;
	return identifier[0] == 'l' ? "letsencrypt.org" : NULL;
}

static void
is_clean(const char *sentence)
{
	must(*sentence != '\0');
	for (; *sentence != '\0'; sentence++)
		must(*sentence >= 0x20 && *sentence < 0x7f);
}

static void
reads(const char *text)
{
	struct buf wire = BUF_INIT;

	must(caa_text_parse(text, strlen(text), &wire, NULL, NULL) == 0);
	buf_fini(&wire);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct caa_lint_cas cas = {recognises, nearest, NULL};
	struct caa_lint lint;
	struct buf wire = BUF_INIT;

	caa_lint((const char *)data, size, &cas, &lint);
	must(lint.ok == (caa_text_parse((const char *)data, size, &wire, NULL,
			     NULL) == 0));
	must(lint.ok ? lint.n_changes == 0 && lint.readable
		     : lint.readable == (lint.n_changes > 0));
	for (size_t i = 0; i < lint.n_changes; i++)
		is_clean(lint.changes[i]);
	if (lint.readable) {
		reads(lint.canonical);
		reads(lint.generic);
	}
	must(lint.readable || lint.n_notes == 0);
	for (size_t i = 0; i < lint.n_notes; i++) {
		is_clean(lint.notes[i].text);
		if (lint.notes[i].fix != NULL)
			reads(lint.notes[i].fix);
	}
	caa_lint_fini(&lint);
	buf_fini(&wire);
	return 0;
}
