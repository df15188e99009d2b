/* SPDX-License-Identifier: BSD-2-Clause */
/* Sets of CAA issuer domain names. */

#include "cert/identifiers.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"

#define LABEL_MAX 63

const char *
identifier_fault_text(enum identifier_fault fault)
{
	switch (fault) {
	case IDENTIFIER_GOOD:
		return "good";
	case IDENTIFIER_ADDRESS:
		return "a mail address";
	case IDENTIFIER_ONE_LABEL:
		return "a single word";
	case IDENTIFIER_MALFORMED:
		return "no domain name";
	case IDENTIFIER_TOO_MANY:
		return "too many in one cell";
	}
	return "";
}

/* Letters, digits and inner hyphens. */
static bool
identifier_is_label(const char *label, size_t len)
{
	if (len == 0 || len > LABEL_MAX || label[0] == '-' ||
	    label[len - 1] == '-')
		return false;
	for (size_t i = 0; i < len; i++)
		if (!text_is_alnum(label[i]) && label[i] != '-')
			return false;
	return true;
}

/* The sentence `e.g. ca.example` ends in a dot, as names may. */
static bool
identifier_is_top(const char *label, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (!text_is_digit(label[i]))
			return len >= 2;
	return false;
}

enum identifier_fault
identifier_canonical(const char *word, size_t len, char out[IDENTIFIER_SIZE])
{
	size_t labels = 0, start = 0;

	if (len > 0 && word[len - 1] == '.')
		len--;
	if (memchr(word, '@', len) != NULL)
		return IDENTIFIER_ADDRESS;
	if (len >= IDENTIFIER_SIZE)
		return IDENTIFIER_MALFORMED;
	for (size_t i = 0; i <= len; i++) {
		if (i < len && word[i] != '.')
			continue;
		if (!identifier_is_label(word + start, i - start))
			return IDENTIFIER_MALFORMED;
		if (i == len && labels > 0 &&
		    !identifier_is_top(word + start, i - start))
			return IDENTIFIER_MALFORMED;
		start = i + 1;
		labels++;
	}
	if (labels < 2)
		return IDENTIFIER_ONE_LABEL;
	memcpy(out, word, len);
	out[len] = '\0';
	text_lower_in_place(out);
	return IDENTIFIER_GOOD;
}

/* Where id is, or belongs. */
static size_t
identifiers_place(const struct identifiers *set, const char *id, bool *found)
{
	size_t low = 0, high = set->n;

	*found = false;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(set->ids[middle], id);

		if (order == 0) {
			*found = true;
			return middle;
		}
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

bool
identifiers_has(const struct identifiers *set, const char *id)
{
	bool found;

	(void)identifiers_place(set, id, &found);
	return found;
}

bool
identifiers_add(struct identifiers *set, const char *id)
{
	bool found;
	size_t at = identifiers_place(set, id, &found);

	if (found)
		return true;
	if (set->n == IDENTIFIERS_MAX)
		return false;
	set->ids = mem_resize(set->ids, set->n + 1, sizeof(*set->ids));
	memmove(set->ids + at + 1, set->ids + at,
	    (set->n - at) * sizeof(*set->ids));
	set->ids[at] = mem_strdup(id);
	set->n++;
	return true;
}

static void
identifiers_drop(struct identifiers *set, size_t at)
{
	free(set->ids[at]);
	set->n--;
	memmove(set->ids + at, set->ids + at + 1,
	    (set->n - at) * sizeof(*set->ids));
}

void
identifiers_remove(struct identifiers *set, const char *id)
{
	bool found;
	size_t at = identifiers_place(set, id, &found);

	if (found)
		identifiers_drop(set, at);
}

void
identifiers_unite(struct identifiers *set, const struct identifiers *other)
{
	for (size_t i = 0; i < other->n; i++)
		(void)identifiers_add(set, other->ids[i]);
}

void
identifiers_subtract(struct identifiers *set, const struct identifiers *other)
{
	for (size_t i = 0; i < other->n; i++)
		identifiers_remove(set, other->ids[i]);
}

void
identifiers_intersect(struct identifiers *set, const struct identifiers *other)
{
	for (size_t i = set->n; i-- > 0;)
		if (!identifiers_has(other, set->ids[i]))
			identifiers_drop(set, i);
}

void
identifiers_parse(
    struct identifiers *set, const char *cell, size_t faults[IDENTIFIER_FAULTS])
{
	static const char separators[] = ",; \t\r\n\v\f";
	char id[IDENTIFIER_SIZE];

	for (cell += strspn(cell, separators); *cell != '\0';
	     cell += strspn(cell, separators)) {
		size_t len = strcspn(cell, separators);
		enum identifier_fault fault =
		    identifier_canonical(cell, len, id);

		if (fault == IDENTIFIER_GOOD && !identifiers_add(set, id))
			fault = IDENTIFIER_TOO_MANY;
		if (faults != NULL)
			faults[fault]++;
		cell += len;
	}
}

void
identifiers_put(const struct identifiers *set, struct buf *out)
{
	buf_put(out, "", 0);
	for (size_t i = 0; i < set->n; i++) {
		if (i > 0)
			buf_putc(out, ' ');
		buf_puts(out, set->ids[i]);
	}
}

void
identifiers_fini(struct identifiers *set)
{
	for (size_t i = 0; i < set->n; i++)
		free(set->ids[i]);
	free(set->ids);
	*set = (struct identifiers)IDENTIFIERS_INIT;
}
