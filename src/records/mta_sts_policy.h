/* SPDX-License-Identifier: BSD-2-Clause */
/* The policy that a policy host serves (RFC 8461 section 3.2). */

#ifndef RECORDS_MTA_STS_POLICY_H
#define RECORDS_MTA_STS_POLICY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/mta_sts_fields.h"

struct error;

#define MTA_STS_POLICY_MAX (64u * 1024) /* octets that are read */
#define MTA_STS_MAX_AGE_MAX INT64_C(31557600)
#define MTA_STS_NOTES_MAX 32 /* kept; more are counted */

enum mta_sts_key {
	MTA_STS_VERSION_KEY,
	MTA_STS_MODE_KEY,
	MTA_STS_MAX_AGE_KEY,
	MTA_STS_MX_KEY,
	MTA_STS_KEYS
};

enum mta_sts_mode {
	MTA_STS_MODE_NONE,
	MTA_STS_MODE_TESTING,
	MTA_STS_MODE_ENFORCE,
};

/* All lines of one key; of those that may come once, the first counts. */
struct mta_sts_entry {
	size_t n;              /* how often it comes */
	unsigned line, again;  /* of the first and the second; 0: none */
	bool differs;          /* some later value is another */
	bool good;             /* the first value is one */
	struct sts_span value; /* the first */
};

struct mta_sts_mx {
	struct sts_span pattern;
	unsigned line;
	bool good; /* matches the grammar; others match no host */
};

enum mta_sts_fault {
	MTA_STS_FAULT_MARK,     /* the text begins with a byte order mark */
	MTA_STS_FAULT_EMPTY,    /* a line without anything: no grammar has it */
	MTA_STS_FAULT_NO_KEY,   /* a line that is not KEY: VALUE */
	MTA_STS_FAULT_OCTET,    /* a control character, or no UTF-8 */
	MTA_STS_FAULT_VALUE,    /* of a known key, or none at all */
	MTA_STS_FAULT_MISSPELT, /* unknown, but close to a known key */
};

struct mta_sts_note {
	enum mta_sts_fault fault;
	unsigned line;         /* from 1 */
	struct sts_span text;  /* the line, without its end */
	enum mta_sts_key key;  /* whose value is bad, or the nearest key;
			       * MTA_STS_KEYS: none */
	struct sts_span value; /* after the colon; len 0: none */
};

/* Lends from the text that it was parsed from. */
struct mta_sts_policy {
	struct mta_sts_entry keys[MTA_STS_KEYS]; /* of mx: n and line only */
	struct mta_sts_mx *mx;                   /* in the order of the lines */
	size_t n_mx;
	enum mta_sts_mode mode; /* where the key is good */
	int64_t max_age;        /* seconds, likewise; may be over the
				 * MTA_STS_MAX_AGE_MAX that senders keep */
	struct mta_sts_note notes[MTA_STS_NOTES_MAX];
	size_t n_notes;
	size_t n_notes_total; /* also those over the limit */
	size_t n_extensions;  /* lines with unknown keys, ignored */
	bool cut;             /* only MTA_STS_POLICY_MAX octets were read */
};

/* Any text gives a policy, good or bad; the caller ends it with _fini. */
void
mta_sts_policy_parse(const char *text, size_t len, struct mta_sts_policy *out);
void mta_sts_policy_fini(struct mta_sts_policy *);

/* Has it what a sender needs: version, mode, max_age, and an mx unless the
 * mode is none? */
bool mta_sts_policy_is_usable(const struct mta_sts_policy *);

/* Does it begin to be one: is there a line `version: STSv1`? */
bool mta_sts_policy_is_one(const struct mta_sts_policy *);

/* Does the host (canonical) match one of the patterns?  The pattern's
 * position, or -1. */
int mta_sts_policy_match(const struct mta_sts_policy *, const char *host);

/* ["*."] Domain, with the Domain of RFC 5321 section 4.1.2. */
bool mta_sts_pattern_is_good(const struct sts_span *pattern);

/* RFC 8461 section 4.1: `*.` stands for exactly one label. */
bool mta_sts_pattern_match(const struct sts_span *pattern, const char *host);

const char *mta_sts_key_text(enum mta_sts_key);   /* `max_age` */
const char *mta_sts_mode_text(enum mta_sts_mode); /* `enforce` */

#endif
