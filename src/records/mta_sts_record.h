/* SPDX-License-Identifier: BSD-2-Clause */
/* The TXT record at `_mta-sts.DOMAIN` (RFC 8461 section 3.1). */

#ifndef RECORDS_MTA_STS_RECORD_H
#define RECORDS_MTA_STS_RECORD_H

#include "records/mta_sts_fields.h"

#define MTA_STS_VERSION "v=STSv1"
#define MTA_STS_ID_MAX 32 /* octets */

struct mta_sts_record {
	struct sts_fields fields; /* with the extensions; lent by the text */
	struct sts_span id;       /* of the first id field; len 0: none */
	size_t n_ids;             /* fields called id: the first counts */
};

/* Is it one of the records that are counted?  All others at the name are
 * discarded. */
enum sts_version mta_sts_record_version(const char *text, size_t len);

/*
 * Parse a text that is STS_VERSION_IS.  -1 and *err where the grammar does not
 * allow it, senders then see no policy; *out is filled as far as it goes.  The
 * id is judged apart: mta_sts_id_check.
 */
int mta_sts_record_parse(const char *text, size_t len,
    struct mta_sts_record *out, struct error *err);

/* 1 to 32 letters and digits; -1 and *err otherwise. */
int mta_sts_id_check(const struct sts_span *id, struct error *err);

#endif
