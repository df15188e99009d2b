/* SPDX-License-Identifier: BSD-2-Clause */
/* A domain's status as octets of the store. */

#include "gate/status.h"

#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"

#define STATUS_BIT_CANDIDATE 1
#define STATUS_BIT_FROM_START 2
#define STATUS_BIT_HEARSAY 4

static void
status_decode_finding(struct cursor *c, struct status_finding *f)
{
	uint8_t bits;

	f->rule = rule_from_code(cursor_u16(c));
	f->result = (enum finding_result)cursor_u8(c);
	f->severity = (enum severity)cursor_u8(c);
	f->harm = (enum harm)cursor_u8(c);
	bits = cursor_u8(c);
	f->candidate = (bits & STATUS_BIT_CANDIDATE) != 0;
	f->from_start = (bits & STATUS_BIT_FROM_START) != 0;
	f->hearsay = (bits & STATUS_BIT_HEARSAY) != 0;
	f->confirmations = cursor_u8(c);
	f->since = (int64_t)cursor_u64(c);
	f->confirmed = (int64_t)cursor_u64(c);
	f->seen = (int64_t)cursor_u64(c);
	f->subject_len = cursor_u16(c);
	f->subject = (const char *)cursor_take(c, f->subject_len);
	f->text_len = cursor_u16(c);
	f->text = (const char *)cursor_take(c, f->text_len);
	if (f->rule >= RULES || f->severity > SEVERITY_BLOCK ||
	    f->harm >= HARMS ||
	    (f->result != FINDING_FAIL && f->result != FINDING_UNKNOWN))
		c->ok = false;
}

int
status_decode(const void *data, size_t len, struct status *out)
{
	struct cursor c;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != STATUS_VERSION)
		return -1;
	out->checked = (int64_t)cursor_u64(&c);
	out->definite = (int64_t)cursor_u64(&c);
	out->fresh_until = (int64_t)cursor_u64(&c);
	out->n_findings = cursor_u8(&c);
	if (out->n_findings > STATUS_FINDINGS_MAX)
		return -1;
	for (size_t i = 0; i < out->n_findings; i++)
		status_decode_finding(&c, &out->findings[i]);
	return c.ok && c.left == 0 ? 0 : -1;
}

static void
status_encode_finding(const struct status_finding *f, struct buf *out)
{
	uint8_t bits = 0;

	if (f->candidate)
		bits |= STATUS_BIT_CANDIDATE;
	if (f->from_start)
		bits |= STATUS_BIT_FROM_START;
	if (f->hearsay)
		bits |= STATUS_BIT_HEARSAY;
	buf_u16(out, (uint16_t)rule_get(f->rule)->code);
	buf_u8(out, (uint8_t)f->result);
	buf_u8(out, (uint8_t)f->severity);
	buf_u8(out, (uint8_t)f->harm);
	buf_u8(out, bits);
	buf_u8(out, f->confirmations);
	buf_u64(out, (uint64_t)f->since);
	buf_u64(out, (uint64_t)f->confirmed);
	buf_u64(out, (uint64_t)f->seen);
	buf_u16(out, (uint16_t)f->subject_len);
	buf_put(out, f->subject, f->subject_len);
	buf_u16(out, (uint16_t)f->text_len);
	buf_put(out, f->text, f->text_len);
}

void
status_encode(const struct status *s, struct buf *out)
{
	buf_u8(out, STATUS_VERSION);
	buf_u64(out, (uint64_t)s->checked);
	buf_u64(out, (uint64_t)s->definite);
	buf_u64(out, (uint64_t)s->fresh_until);
	buf_u8(out, (uint8_t)s->n_findings);
	for (size_t i = 0; i < s->n_findings; i++)
		status_encode_finding(&s->findings[i], out);
}
