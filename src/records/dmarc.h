/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A DMARC record (RFC 9989): its tags.  A record is one when v=DMARC1 comes
 * first; all other errors fall back to defaults and are listed.
 */

#ifndef RECORDS_DMARC_H
#define RECORDS_DMARC_H

#include <stdbool.h>
#include <stddef.h>

#include "dns/name.h"

struct buf;
struct dns_answer;

#define DMARC_OCTETS_MAX 4096 /* of a record; the rest is not read */
#define DMARC_TAGS_MAX 64     /* likewise */
#define DMARC_URIS_MAX 16     /* of one list; the rest is not read */

enum dmarc_policy {
	DMARC_UNSET, /* no such tag */
	DMARC_WRONG, /* the tag has another value */
	DMARC_NONE,
	DMARC_QUARANTINE,
	DMARC_REJECT
};

enum dmarc_psd { DMARC_PSD_U, DMARC_PSD_Y, DMARC_PSD_N };

enum dmarc_standing {
	DMARC_TAG_KNOWN,
	DMARC_TAG_WRONG,    /* its value is not allowed: the default counts */
	DMARC_TAG_REPEATED, /* the first counts */
	DMARC_TAG_REMOVED,  /* pct, rf, ri: of RFC 7489 */
	DMARC_TAG_UNKNOWN,  /* ignored */
	DMARC_TAG_BROKEN,   /* no `name=value`: ignored */
};

struct dmarc_tag {
	enum dmarc_standing standing;
	const char *name; /* lent from the record, as is the value */
	size_t name_len;
	const char *value;
	size_t value_len;
};

struct dmarc_uri {
	const char *text; /* without the size limit; lent */
	size_t text_len;
	bool valid;                 /* scheme, colon, and a domain in it */
	bool limited;               /* `!10m` follows, which is ignored now */
	char domain[DNS_NAME_SIZE]; /* of mailto and https; else "" */
};

struct dmarc_uris {
	struct dmarc_uri *list;
	size_t n;
};

struct dmarc_record {
	char *text;
	struct dmarc_tag *tags; /* v is the first */
	size_t n_tags;
	bool cut; /* more tags, octets or URIs than are read */
	enum dmarc_policy p, sp, np;
	bool testing; /* t=y */
	enum dmarc_psd psd;
	bool strict_dkim, strict_spf; /* adkim=s, aspf=s */
	struct dmarc_uris rua, ruf;
};

/* Is v=DMARC1 the first tag? */
bool dmarc_is_record(const char *text, size_t len);

/* 0, and the caller ends with dmarc_record_fini; -1 where it is none. */
int dmarc_parse(const char *text, size_t len, struct dmarc_record *out);
void dmarc_record_fini(struct dmarc_record *);

/* DMARC records in a TXT answer; the text of the first to *first_out where
 * that is not NULL. */
size_t dmarc_select(const struct dns_answer *, struct buf *first_out);

/*
 * The policy for the record's own domain (NONE, QUARANTINE or REJECT): that of
 * p.  Without a valid p, or with an sp or np that is wrong, it is none.
 */
enum dmarc_policy dmarc_own_policy(const struct dmarc_record *);

/* That for a name below it: np where there is no such name, else sp, else
 * p. */
enum dmarc_policy
dmarc_policy_below(const struct dmarc_record *, bool name_exists);

/* What t=y makes of it: one step milder. */
enum dmarc_policy
dmarc_in_force(const struct dmarc_record *, enum dmarc_policy);

const char *dmarc_policy_text(enum dmarc_policy); /* `quarantine` */

#endif
