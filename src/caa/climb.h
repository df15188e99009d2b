/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Finding the relevant RRset (RFC 8659 section 3) without doing any I/O: a
 * climb asks for names and is fed answers.
 *
 * In a loop that waits, ask for one name at a time:
 *
 *	while (caa_climb_next(climb, &name))
 *		caa_climb_feed(climb, answer_for(name));
 *
 * In an event loop, take all names first, ask for all at once, and feed the
 * answers in whatever order they come, until caa_climb_outcome is not OPEN.
 */

#ifndef CAA_CLIMB_H
#define CAA_CLIMB_H

#include <stdbool.h>
#include <stddef.h>

struct caa_climb;
struct caa_set;
struct dns_answer;

enum caa_climb_outcome {
	CAA_CLIMB_OPEN,   /* an answer that matters is still missing */
	CAA_CLIMB_FOUND,  /* a relevant RRset */
	CAA_CLIMB_EMPTY,  /* no CAA record up to the top-level label */
	CAA_CLIMB_FAILED, /* a look-up that matters failed: undetermined */
};

/* Start at name (canonical; the base name of a wildcard).  Freed by caller. */
struct caa_climb *caa_climb_new(const char *name);
void caa_climb_free(struct caa_climb **);

/* The next name to ask, from the leaf upwards, lent as long as the climb
 * lives; false when there is none left or the outcome is known. */
bool caa_climb_next(struct caa_climb *, const char **name_out);

/* The answer to one of the names (by its `name`); others are ignored, as is a
 * second answer.  Keeps a reference. */
void caa_climb_feed(struct caa_climb *, struct dns_answer *);

enum caa_climb_outcome caa_climb_outcome(const struct caa_climb *);

/* FOUND: the relevant set.  Lent as long as the climb lives; NULL otherwise. */
const struct caa_set *caa_climb_set(const struct caa_climb *);

/* FOUND: the relevant name.  FAILED: the name whose answer failed.  Else
 * NULL. */
const char *caa_climb_name(const struct caa_climb *);

/* FAILED: the answer that failed, or that held a malformed record; NULL. */
const struct dns_answer *caa_climb_failure(const struct caa_climb *);

/* Every name of the climb with the answer fed for it (NULL where none was),
 * leaf first. */
size_t caa_climb_count(const struct caa_climb *);
const char *caa_climb_level_name(const struct caa_climb *, size_t level);
const struct dns_answer *
caa_climb_level_answer(const struct caa_climb *, size_t level);

#endif
