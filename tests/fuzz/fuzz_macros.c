/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Macros of an MTA: each line is one, in a fixed order; an empty line was not
 * sent.  Names are told only of what the MTA has verified, and are UTF-8
 * without control characters, within their bound.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "milter/macros.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
check_name(const char *name, enum macros_peer peer)
{
	size_t len;

	if (name == NULL)
		return;
	len = strlen(name);
	if (peer != MACROS_TRUSTED || len == 0 || len > MACROS_VALUE_MAX ||
	    text_utf8_prefix(name, len) != len)
		abort();
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)name[i] < ' ' || name[i] == 0x7f)
			abort();
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = mem_strndup((const char *)data, size), *rest = text;
	const char *line[7];
	struct macros_names names;
	enum macros_peer peer;

	for (size_t i = 0; i < 7; i++) {
		line[i] = strsep(&rest, "\n");
		if (line[i] != NULL && line[i][0] == '\0')
			line[i] = NULL;
	}
	peer = macros_tls(&(struct macros_tls){line[0], line[1], line[2],
			      line[3], line[4], line[5], line[6]},
	    &names);
	check_name(names.subject_cn, peer);
	check_name(names.issuer_cn, peer);
	check_name(names.issuer_o, peer);
	macros_names_fini(&names);
	(void)macros_peer_text(peer);
	free(text);
	return 0;
}
