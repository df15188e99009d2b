/* SPDX-License-Identifier: BSD-2-Clause */
/* The sample settings file: every row of the table at its default. */

#include "base/settings.h"

#include <string.h>

#include "base/buf.h"

#define SAMPLE_WIDTH 72 /* columns of a comment */

static void
sample_indent(struct buf *out, size_t depth)
{
	while (depth-- > 0)
		buf_putc(out, '\t');
}

static void
sample_comment(struct buf *out, size_t depth, const char *text)
{
	while (*text != '\0') {
		size_t n = strlen(text);

		if (n > SAMPLE_WIDTH)
			for (n = SAMPLE_WIDTH; n > 1 && text[n] != ' '; n--)
				;
		sample_indent(out, depth);
		buf_printf(out, "# %.*s\n", (int)n, text);
		text += n;
		text += strspn(text, " ");
	}
}

/* Octets of the path before its last dot: the group it stands in. */
static size_t
sample_group_len(const char *path)
{
	const char *dot = strrchr(path, '.');

	return dot != NULL ? (size_t)(dot - path) : 0;
}

static size_t
sample_depth(const char *group, size_t len)
{
	size_t depth = len > 0;

	for (size_t i = 0; i < len; i++)
		depth += group[i] == '.';
	return depth;
}

/* Close the open groups that `path` is not in. */
static void
sample_close(struct buf *out, char *open, const char *path)
{
	size_t len = strlen(open);

	while (len > 0 && (strncmp(open, path, len) != 0 || path[len] != '.')) {
		sample_indent(out, sample_depth(open, len) - 1);
		buf_puts(out, "};\n");
		while (len > 0 && open[len - 1] != '.')
			len--;
		len = len > 0 ? len - 1 : 0;
		open[len] = '\0';
	}
}

/* Open the groups of `path` that are not open yet. */
static void
sample_open(struct buf *out, char *open, size_t size, const char *path)
{
	size_t group_len = sample_group_len(path), len = strlen(open);

	while (len < group_len && group_len < size) {
		size_t from = len > 0 ? len + 1 : 0;
		size_t n = strcspn(path + from, ".");

		sample_indent(out, sample_depth(open, len));
		buf_printf(out, "%.*s: {\n", (int)n, path + from);
		len = from + n;
		memcpy(open, path, len);
		open[len] = '\0';
	}
}

void
settings_put_sample(const struct setting *table, size_t n, struct buf *out)
{
	char open[128] = "";

	for (size_t i = 0; i < n; i++) {
		const char *path = table[i].path;
		size_t group_len = sample_group_len(path);
		size_t depth = sample_depth(path, group_len);

		sample_close(out, open, path);
		buf_putc(out, '\n');
		sample_open(out, open, sizeof(open), path);
		sample_comment(out, depth, table[i].help);
		sample_indent(out, depth);
		buf_printf(out, "%s = %s;\n",
		    path + (group_len > 0 ? group_len + 1 : 0),
		    table[i].fallback);
	}
	sample_close(out, open, "");
}
