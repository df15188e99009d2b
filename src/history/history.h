/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What was seen of names and hosts over time: CAA and TLSA RRsets,
 * certificates, MTA-STS policies, each with when it was first and last seen.
 * Plain data; knows no store and no clock.
 */

#ifndef HISTORY_HISTORY_H
#define HISTORY_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct map;

/* Part of the store's keys: never to be changed. */
enum history_kind {
	HISTORY_CAA = 1,    /* of a name asked: RRsets, absence too */
	HISTORY_TLSA = 2,   /* likewise, of an owner of TLSA records */
	HISTORY_CERT = 3,   /* of a host: certificates presented */
	HISTORY_POLICY = 4, /* of a domain: MTA-STS policies served */
};
#define HISTORY_KINDS 5 /* one more than the greatest */

/* Limits; what is over them costs the oldest. */
#define HISTORY_ITEMS_MAX 64      /* of one subject */
#define HISTORY_VALUE_MAX 8192    /* octets of one item */
#define HISTORY_SUBJECT_MAX 32768 /* octets of a subject as stored */
#define HISTORY_SUBJECTS_MAX 1024 /* loaded for one domain */

/*
 * An RRset that is seen again after so long begins a new item: what was there
 * meanwhile nobody knows.  8 h is also what a CA may act on an answer at least
 * (TLS Baseline Requirements 3.2.2.8).
 */
#define HISTORY_GAP_MAX (INT64_C(8) * 3600)

/*
 * What was seen only for the sake of other people's mail is kept no longer: for
 * so long a certificate for servers is valid at most (TLS Baseline Requirements
 * 6.3.2, for those issued since 2026-03-15).
 */
#define HISTORY_OTHERS_KEEP (INT64_C(200) * 86400)

/* What goes on unchanged is written no more often. */
#define HISTORY_EXTEND INT64_C(3600)

enum {
	HISTORY_AD = 1,     /* each time DNSSEC-validated */
	HISTORY_ENDED = 2,  /* the next look-up failed */
	HISTORY_HOLES = 4,  /* made of several: not seen all the time */
	HISTORY_OTHERS = 8, /* each time for the sake of other people's mail */
	HISTORY_FLAGS = 15
};

struct history_item {
	int64_t first, last; /* seconds since 1970: seen then */
	uint32_t ttl;        /* the greatest seen; 0 where there is none */
	unsigned flags;
	uint8_t *value; /* by kind: history/value.h */
	size_t len;
};

struct history_subject {
	enum history_kind kind;
	const char *name;           /* canonical */
	struct history_item *items; /* in the order of first */
	size_t n;
	char *key; /* what by_name knows it by; name points into it */
};

struct history {
	struct history_subject **subjects;
	size_t n;
	struct map *by_name;
};

struct history *history_new(void);
void history_free(struct history **);

/* The subject, or NULL; lent. */
const struct history_subject *
history_find(const struct history *, enum history_kind, const char *name);

/* The same; made where it is not there. */
struct history_subject *
history_subject(struct history *, enum history_kind, const char *name);

/* A copy of the item at the end, whatever stands before it. */
void history_append(struct history_subject *, const struct history_item *);

void history_clear(struct history_subject *); /* its items */

/*
 * One look at the subject, at seen->last (first does not matter): does it go on
 * with an item, or begin one?  A look with HISTORY_ENDED and no value is one
 * that failed.  Looks may come in any order, and from a clock that was wrong:
 * each finds its place by its time, and no item grows past it.  True where the
 * subject has changed and is to be stored.
 */
bool history_observe(struct history_subject *, const struct history_item *seen);

/* Each item of each subject of `seen` observed in `into`. */
void history_merge(struct history *into, const struct history *seen);

/* Drop what was last seen before, and of HISTORY_OTHERS what was before
 * others_before; the number of items that went. */
size_t
history_trim(struct history_subject *, int64_t before, int64_t others_before);

/* When the newest item was last seen; 0 where there is none. */
int64_t history_newest(const struct history_subject *);

/*
 * From when until when an RRset may have been in force: from the look before
 * it, where that was no longer ago than HISTORY_GAP_MAX, to the one after it,
 * likewise.  False where it is not proven that nothing else was seen between
 * its own first and last look.
 */
bool history_reach(const struct history_subject *, size_t item,
    int64_t *from_out, int64_t *to_out);

const char *history_kind_text(enum history_kind); /* `caa` */
int history_kind_from_text(const char *text, enum history_kind *out); /* -1 */

#endif
