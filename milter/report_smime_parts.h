/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside the report of an S/MIME message: signed and encrypted parts. */

#ifndef MILTER_REPORT_SMIME_PARTS_H
#define MILTER_REPORT_SMIME_PARTS_H

#include "milter/report_smime.h"

struct report_entry;
struct smime_issuer;
struct smime_part;

struct smime_telling {
	struct report *report;
	struct asking *asking;
	const struct smime_message *message;
	const struct recipients *to;
	const struct smime_part *part;
};

/* A new entry of this part; NULL where there is no room. */
struct report_entry *smime_entry(struct smime_telling *);

/* Whose records were asked, and who issued. */
void smime_fill(struct smime_telling *, struct report_entry *,
    const struct smime_issuer *, const char *domain);

/* What can't be compared. */
void smime_add_note(struct smime_telling *, const char *note);

/* Entries for each issuer of the certificates that the part is encrypted to. */
void smime_add_encrypted(struct smime_telling *);

#endif
