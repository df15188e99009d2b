/* SPDX-License-Identifier: BSD-2-Clause */
/* Waivers of one domain: their octets, and which one holds. */

#include "gate/waiver.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/cursor.h"
#include "base/error.h"

#define WAIVER_EVERY_RULE 0 /* in place of a rule's code */

static bool
waiver_is_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (text[i] < ' ' || text[i] > '~')
			return false;
	return true;
}

static bool
waiver_decode(struct cursor *c, struct waiver *w)
{
	unsigned code = cursor_u16(c);

	w->rule = code == WAIVER_EVERY_RULE ? RULES : rule_from_code(code);
	w->begun = (int64_t)cursor_u64(c);
	w->until = (int64_t)cursor_u64(c);
	w->reason_len = cursor_u8(c);
	w->reason = (const char *)cursor_take(c, w->reason_len);
	return c->ok && w->reason_len <= WAIVER_REASON_MAX &&
	       waiver_is_printable(w->reason, w->reason_len) &&
	       (code == WAIVER_EVERY_RULE || w->rule != RULES);
}

int
waivers_decode(const void *data, size_t len, struct waivers *out)
{
	struct cursor c;
	size_t n;

	out->n = 0;
	cursor_init(&c, data, len);
	if (cursor_u8(&c) != WAIVER_VERSION)
		return -1;
	n = cursor_u8(&c);
	if (n > WAIVERS_MAX)
		return -1;
	for (size_t i = 0; i < n; i++)
		if (!waiver_decode(&c, &out->list[i]))
			return -1;
	if (!c.ok || c.left > 0)
		return -1;
	out->n = n;
	return 0;
}

void
waivers_encode(const struct waivers *waivers, struct buf *out)
{
	buf_u8(out, WAIVER_VERSION);
	buf_u8(out, (uint8_t)waivers->n);
	for (size_t i = 0; i < waivers->n; i++) {
		const struct waiver *w = &waivers->list[i];

		buf_u16(out, w->rule == RULES
				 ? WAIVER_EVERY_RULE
				 : (uint16_t)rule_get(w->rule)->code);
		buf_u64(out, (uint64_t)w->begun);
		buf_u64(out, (uint64_t)w->until);
		buf_u8(out, (uint8_t)w->reason_len);
		buf_put(out, w->reason, w->reason_len);
	}
}

bool
waiver_holds(const struct waiver *w, int64_t now)
{
	/* one that was made before the clock was set back holds already */
	return now < w->until;
}

const struct waiver *
waivers_find(const struct waivers *waivers, enum rule_id rule, int64_t now)
{
	const struct waiver *every = NULL;

	for (size_t i = 0; waivers != NULL && i < waivers->n; i++) {
		const struct waiver *w = &waivers->list[i];

		if (!waiver_holds(w, now))
			continue;
		if (w->rule == rule)
			return w;
		if (w->rule == RULES)
			every = w;
	}
	return every;
}

static void
waivers_drop(struct waivers *waivers, size_t i)
{
	waivers->n--;
	memmove(&waivers->list[i], &waivers->list[i + 1],
	    (waivers->n - i) * sizeof(waivers->list[0]));
}

size_t
waivers_prune(struct waivers *waivers, int64_t now)
{
	size_t was = waivers->n;

	for (size_t i = waivers->n; i-- > 0;)
		if (now - waivers->list[i].until >= WAIVER_KEPT_SECONDS)
			waivers_drop(waivers, i);
	return was - waivers->n;
}

static int
waiver_check(const struct waiver *w, struct error *err)
{
	char most[CLOCK_TEXT_SIZE];

	if (w->until <= w->begun || w->until - w->begun > WAIVER_SECONDS_MAX)
		return error_set(err, "a waiver for %lld s, want 1 s to %s",
		    (long long)(w->until - w->begun),
		    clock_format_span(WAIVER_SECONDS_MAX, most));
	if (w->reason_len == 0)
		return error_set(err, "a waiver without a reason");
	if (w->reason_len > WAIVER_REASON_MAX)
		return error_set(err, "a reason of %zu octets, want %d at most",
		    w->reason_len, WAIVER_REASON_MAX);
	if (!waiver_is_printable(w->reason, w->reason_len))
		return error_set(
		    err, "a reason with an octet that is not printable ASCII");
	return 0;
}

int
waivers_add(struct waivers *waivers, const struct waiver *w, int64_t now,
    struct error *err)
{
	if (waiver_check(w, err) == -1)
		return -1;
	(void)waivers_prune(waivers, now);
	for (size_t i = waivers->n; i-- > 0;)
		if (waivers->list[i].rule == w->rule)
			waivers_drop(waivers, i);
	if (waivers->n == WAIVERS_MAX)
		return error_set(err,
		    "%d waivers already: waive every rule, or end some",
		    WAIVERS_MAX);
	waivers->list[waivers->n++] = *w;
	return 0;
}

size_t
waivers_end(struct waivers *waivers, enum rule_id rule, int64_t now)
{
	size_t ended = 0;

	for (size_t i = 0; i < waivers->n; i++) {
		struct waiver *w = &waivers->list[i];

		if (!waiver_holds(w, now) || (rule != RULES && w->rule != rule))
			continue;
		w->until = now;
		ended++;
	}
	return ended;
}

const char *
waiver_rule_text(enum rule_id rule)
{
	return rule == RULES ? "all" : rule_get(rule)->name;
}
