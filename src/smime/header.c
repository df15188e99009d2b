/* SPDX-License-Identifier: BSD-2-Clause */
/* The fields of a header (RFC 5322 section 2.2), read leniently. */

#include "smime/header.h"

#include <string.h>

#include "base/text.h"
#include "smime/smime.h"

static const struct {
	const char *name;
	enum header_field field;
} header_names[] = {
    {"content-type", HEADER_CONTENT_TYPE},
    {"content-transfer-encoding", HEADER_ENCODING},
    {"content-disposition", HEADER_DISPOSITION},
    {"from", HEADER_FROM},
    {"sender", HEADER_SENDER},
    {"to", HEADER_TO},
    {"cc", HEADER_TO},
    {"bcc", HEADER_TO},
    {"dkim-signature", HEADER_DKIM},
};

static enum header_field
header_find(const char *name, size_t len)
{
	while (len > 0 && (name[len - 1] == ' ' || name[len - 1] == '\t'))
		len--;
	for (size_t i = 0; i < sizeof(header_names) / sizeof(header_names[0]);
	     i++)
		if (text_equal_fold(header_names[i].name,
			strlen(header_names[i].name), name, len))
			return header_names[i].field;
	return HEADER_OTHER;
}

static void
header_put(struct header *h, const char *text, size_t len)
{
	size_t room = SMIME_FIELD_MAX - h->value.len;
	size_t from = h->value.len;

	if (h->current == HEADER_OTHER)
		return;
	buf_put(&h->value, text, len < room ? len : room);
	for (size_t i = from; i < h->value.len; i++)
		if (h->value.data[i] == '\0')
			h->value.data[i] = ' ';
}

void
header_end(struct header *h)
{
	if (h->current != HEADER_OTHER)
		h->field(h->arg, h->current, buf_text(&h->value), h->value.len);
	h->current = HEADER_OTHER;
	buf_clear(&h->value);
}

/* A line that is neither a field nor the rest of one is passed over. */
void
header_line(struct header *h, const char *line, size_t len)
{
	const char *colon;

	if (len > 0 && (line[0] == ' ' || line[0] == '\t')) {
		header_put(h, line, len);
		return;
	}
	header_end(h);
	colon = memchr(line, ':', len);
	if (colon == NULL)
		return;
	h->current = header_find(line, (size_t)(colon - line));
	header_put(h, colon + 1, len - (size_t)(colon + 1 - line));
}

void
header_fini(struct header *h)
{
	buf_fini(&h->value);
}
