/* SPDX-License-Identifier: BSD-2-Clause */
/* One sentence that holds for several subjects. */

#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "cli/check_say.h"
#include "verify/finding.h"

static bool
is_of_name(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_';
}

/* Does the subject, as a whole name, stand at this place of its sentence?
 * Its length, or 0. */
static size_t
subject_at(const struct finding *f, const char *at)
{
	size_t len = strlen(f->subject);

	if (len == 0 || strncmp(at, f->subject, len) != 0)
		return 0;
	if (at > f->text && (is_of_name(at[-1]) || at[-1] == '.'))
		return 0;
	if (is_of_name(at[len]) || (at[len] == '.' && is_of_name(at[len + 1])))
		return 0;
	return len;
}

bool
check_same_of_each(const struct finding *a, const struct finding *b)
{
	const char *p = a->text, *q = b->text;
	bool any = false;

	while (*p != '\0' || *q != '\0') {
		size_t of_a = subject_at(a, p), of_b = subject_at(b, q);

		if ((of_a > 0) != (of_b > 0))
			return false;
		if (of_a == 0 && *p != *q)
			return false;
		any = any || of_a > 0;
		p += of_a > 0 ? of_a : 1;
		q += of_b > 0 ? of_b : 1;
	}
	return any;
}

void
check_put_sentence(const struct finding *f, bool of_each, struct buf *out)
{
	for (const char *p = f->text; *p != '\0';) {
		size_t len = of_each ? subject_at(f, p) : 0;

		if (len > 0)
			buf_puts(out, "each");
		else
			buf_putc(out, *p);
		p += len > 0 ? len : 1;
	}
}
