/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF and DMARC records as they should be: the exact lines to publish. */

#ifndef VERIFY_SPF_MEND_H
#define VERIFY_SPF_MEND_H

#include <stdbool.h>
#include <stddef.h>

#include "records/spf.h"

struct buf;
struct dns_answer;
struct dns_record;
struct error;
struct evidence;
struct finding;

/* What is to be different in a record; NULL: nothing. */
struct spf_change {
	const bool *drop; /* by index: terms that go */
	const char *head; /* terms to stand first, each with a blank before */
	const char *end;  /* `-all`: in place of all, or the last term */
};

void spf_mend_text(
    const struct spf_record *, const struct spf_change *, struct buf *out);

/* ` ip4:192.0.2.1` for each address that mail leaves from. */
void spf_mend_egress(const struct evidence *, struct buf *out);

/* ... that would not pass if this text were the domain's record. */
void
spf_mend_missing(const struct evidence *, const char *text, struct buf *out);

/* The records that are one by `is` are to go, and this text is to be there.
 * False where it would be at fault itself. */
typedef bool mend_is_record(const char *text, size_t len);
bool mend_replace(struct finding *, const struct dns_answer *,
    mend_is_record *is, const char *text);

/* `OWNER. IN TXT "..."` with strings of at most 255 octets. */
bool mend_publish_txt(struct finding *, const char *owner, const char *text);
void
mend_remove_txt(struct finding *, const char *owner, const struct dns_record *);

/* Terms that are commonly misspelled, spelled right; false where that does not
 * make a record of it. */
bool spf_mend_spelling(const char *text, size_t len, struct buf *out);

/* Several SPF records in one: all terms of all, the mildest end. */
bool spf_mend_merge(const struct dns_answer *, struct buf *out);

#endif
