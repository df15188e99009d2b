/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * SPF over a tree of records, without input or output: answers come from a
 * callback.  spf_count() walks all of the tree, as it costs the receiver who
 * matches nothing; spf_check() is check_host() of RFC 7208 section 4 for one
 * address and stops where it matches.  Both go on where an answer is still to
 * come, so that everything that can be asked is asked at once.
 */

#ifndef RECORDS_SPF_WALK_H
#define RECORDS_SPF_WALK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "records/spf.h"

struct dns_answer;

#define SPF_LOOKUPS_MAX 10 /* terms that need the DNS (section 4.6.4) */
#define SPF_VOIDS_MAX 2    /* look-ups that find nothing (section 4.6.4) */
#define SPF_MX_MAX 10      /* hosts of one mx term (section 4.6.4) */
#define SPF_PTR_MAX 10     /* names of one address (section 4.6.4) */
#define SPF_COUNT_MAX 64   /* terms that spf_count() follows, then it stops */
#define SPF_NOTES_MAX 64   /* then the rest is left out */
#define SPF_DECIDED_SIZE 200

/* The answer to (name, type), or NULL: not had yet, and to be asked. */
typedef const struct dns_answer *
spf_lookup_cb(void *arg, const char *name, uint16_t type);

struct spf_source {
	spf_lookup_cb *lookup;
	void *arg;
};

/* Whose mail it is.  All of it may be NULL. */
struct spf_identity {
	const char *address; /* numeric */
	const char *local;   /* NULL: postmaster */
	const char *helo;    /* NULL: the domain */
};

enum spf_note_kind {
	SPF_NOTE_SYNTAX,    /* detail: the parser's sentence */
	SPF_NOTE_NO_RECORD, /* include or redirect to where none is */
	SPF_NOTE_MANY,      /* ... or to where several are */
	SPF_NOTE_LOOP,      /* ... or to where the walk has come from */
	SPF_NOTE_NO_NAME,   /* its domain is no domain name once expanded */
	SPF_NOTE_MX_MANY,   /* more than SPF_MX_MAX hosts */
	SPF_NOTE_VOID,      /* an a, mx or exists that finds nothing */
	SPF_NOTE_PTR,
	SPF_NOTE_PASS_ALL, /* everybody passes here */
	SPF_NOTE_OPEN,     /* detail: why the DNS did not say */
	SPF_NOTE_IGNORED,  /* a mechanism spelled as a modifier */
	SPF_NOTE_KINDS
};

/* Something worth telling of one term, or of the record it leads to. */
struct spf_note {
	enum spf_note_kind kind;
	char *owner;   /* domain of the record that holds the term */
	char *term;    /* printable, bounded; "" for the domain's own record */
	char *target;  /* name asked; "" where none was */
	uint16_t type; /* type asked */
	char *detail;  /* a sentence; NULL: none */
	unsigned number; /* MX hosts */
	bool in_record;  /* the term is in the domain's own record, as */
	size_t term_index;
};

struct spf_tally {
	unsigned terms; /* that need the DNS; redirect is one */
	unsigned voids; /* terms whose look-ups find nothing */
	bool more;      /* the walk has stopped at SPF_COUNT_MAX */
	bool pending;   /* an answer is still to come */
	bool unseen;    /* a target hangs on a macro whose value is not known */
	bool open;      /* a record or an MX set could not be had */
	bool open_void; /* an answer that voids are counted by is missing */
	enum spf_result end; /* what is said of those who match nothing: the
				* qualifier of `all`; NONE: there is no all */
	char *end_owner;     /* the record where that stands, redirects
				* followed; NULL: it was not had */
	/* by index of the term in the domain's own record; NULL: not parsed */
	unsigned *by_term;
	size_t n_by_term;
	struct spf_note *notes;
	size_t n_notes;
};

/* domain is canonical.  The caller ends with spf_tally_fini. */
void spf_count(const struct spf_source *, const char *domain,
    const struct spf_identity *, struct spf_tally *out);
void spf_tally_fini(struct spf_tally *);

/* Notes of one kind. */
size_t spf_tally_has(const struct spf_tally *, enum spf_note_kind);

struct spf_verdict {
	enum spf_result result;
	unsigned terms; /* that needed the DNS until then */
	/* The term that decided, `-all of example.org`, or why nothing could;
	 * printable, bounded. */
	char decided[SPF_DECIDED_SIZE];
};

/*
 * check_host() for identity->address, which is not NULL.  Void look-ups are
 * counted and never limited here.  %{p} is `unknown`.
 */
void spf_check(const struct spf_source *, const char *domain,
    const struct spf_identity *, struct spf_verdict *out);

#endif
