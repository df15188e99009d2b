/* SPDX-License-Identifier: BSD-2-Clause */
/* What the files of lint share among themselves. */

#ifndef CAA_LINT_PARTS_H
#define CAA_LINT_PARTS_H

#include "caa/lint.h"

struct buf;
struct caa_value;

#define CAA_LINT_EDITS 2        /* that still make a misspelling */
#define CAA_LINT_QUOTE_MOST 120 /* octets of foreign text in a sentence */

/* Text that is no RDATA to RDATA, if what was meant is beyond doubt: true,
 * *repaired holds text that parses, and each change is noted in *lint. */
bool caa_lint_repair(
    const char *text, size_t len, struct buf *repaired, struct caa_lint *lint);

/* Typographic quotation marks and blanks to plain ones; true if there were
 * any.  Text without NUL. */
bool caa_lint_plain(struct buf *text);

/* Characters of the set off both ends. */
void caa_lint_trim(struct buf *text, const char *set);

/* What the value of lint->property says and was not meant to. */
void caa_lint_value(struct caa_lint *lint, const struct caa_lint_cas *cas);
void caa_lint_parameters(struct caa_lint *lint, const struct caa_value *);

/* The RFC 8657 parameter that this name surely misspells, or NULL. */
const char *caa_lint_parameter_near(const char *name, size_t len);

/* A value outside the grammar to one within, if what was meant is beyond
 * doubt; notes what it met on the way.  The caller frees; NULL if not. */
char *caa_lint_mend(struct caa_lint *lint, const struct caa_lint_cas *cas);

/* The identifier that a CA's name for people stands for, or NULL; the caller
 * frees. */
char *caa_lint_identifier(const char *name, const struct caa_lint_cas *cas);

__attribute__((format(printf, 2, 3))) void
caa_lint_change(struct caa_lint *, const char *format, ...);

/* fix is taken over; NULL for none. */
__attribute__((format(printf, 4, 5))) void caa_lint_note(
    struct caa_lint *, enum caa_lint_id, char *fix, const char *format, ...);

/* The record with another value, in canonical text. */
char *caa_lint_with_value(const struct caa_lint *, const char *value);

/* Foreign text made printable; the caller frees. */
char *caa_lint_printable(const void *text, size_t len);

/* The known tag that this word is, but for case, hyphens, underscores and a
 * colon or equals sign; else CAA_TAG_UNKNOWN. */
enum caa_tag caa_lint_tag_meant(const char *word, size_t len);

/* The known tag within CAA_LINT_EDITS of this one, or CAA_TAG_UNKNOWN. */
enum caa_tag caa_lint_tag_near(const uint8_t *tag, size_t len);

#endif
