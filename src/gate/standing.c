/* SPDX-License-Identifier: BSD-2-Clause */
/* What a status comes to for an operator. */

#include "gate/standing.h"

#include "base/buf.h"
#include "base/cursor.h"
#include "gate/status.h"

#define STANDING_NO_RULE 0 /* in place of a rule's code */

const char *
standing_text(enum standing standing)
{
	static const char *const texts[STANDINGS] = {
	    [STANDING_GOOD] = "good",
	    [STANDING_NOTHING] = "nothing",
	    [STANDING_WAIVED] = "waived",
	    [STANDING_UNKNOWN] = "unknown",
	    [STANDING_PENDING] = "pending",
	    [STANDING_DEFERRED] = "deferred",
	    [STANDING_REFUSED] = "refused",
	};

	return texts[standing];
}

/* Of the findings that will stop mail, the one that does so first. */
static const struct status_finding *
standing_pending(const struct gate_settings *g, const struct status *s)
{
	const struct status_finding *first = NULL;
	int64_t soonest = 0;

	for (size_t i = 0; s != NULL && i < s->n_findings; i++) {
		enum gate_action action;
		int64_t at = gate_acts_at(g, &s->findings[i], &action);

		if (at > 0 && (first == NULL || at < soonest)) {
			first = &s->findings[i];
			soonest = at;
		}
	}
	return first;
}

enum standing
standing_of(const struct gate_settings *g, const struct status *s,
    const struct gate_decision *d)
{
	switch (d->would) {
	case GATE_REJECT:
		return STANDING_REFUSED;
	case GATE_DEFER:
		return STANDING_DEFERRED;
	case GATE_PASS:
		break;
	}
	if (d->waiver != NULL)
		return STANDING_WAIVED;
	if (s == NULL)
		return STANDING_NOTHING;
	if (d->unknown)
		return STANDING_UNKNOWN;
	return standing_pending(g, s) != NULL ? STANDING_PENDING
					      : STANDING_GOOD;
}

/* What a waiver holds back. */
static const struct status_finding *
standing_waived(const struct status *s, enum rule_id rule)
{
	for (size_t i = 0; s != NULL && i < s->n_findings; i++)
		if (s->findings[i].rule == rule &&
		    s->findings[i].result == FINDING_FAIL)
			return &s->findings[i];
	return NULL;
}

const struct status_finding *
standing_finding(const struct gate_settings *g, const struct status *s,
    const struct gate_decision *d)
{
	switch (standing_of(g, s, d)) {
	case STANDING_REFUSED:
	case STANDING_DEFERRED:
	case STANDING_UNKNOWN:
		return d->finding;
	case STANDING_WAIVED:
		return standing_waived(s, d->waived);
	case STANDING_PENDING:
		return standing_pending(g, s);
	case STANDING_GOOD:
	case STANDING_NOTHING:
	case STANDINGS:
		break;
	}
	return NULL;
}

int
standing_decode(const void *data, size_t len, struct standing_told *out)
{
	unsigned standing, code;
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != STANDING_VERSION)
		return -1;
	standing = cursor_u8(&c);
	code = cursor_u16(&c);
	if (!c.ok || c.left > 0 || standing >= STANDINGS)
		return -1;
	out->standing = (enum standing)standing;
	out->rule = code == STANDING_NO_RULE ? RULES : rule_from_code(code);
	return 0;
}

void
standing_encode(const struct standing_told *told, struct buf *out)
{
	buf_u8(out, STANDING_VERSION);
	buf_u8(out, (uint8_t)told->standing);
	buf_u16(out, told->rule == RULES
			 ? STANDING_NO_RULE
			 : (uint16_t)rule_get(told->rule)->code);
}
