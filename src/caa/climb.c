/* SPDX-License-Identifier: BSD-2-Clause */
/* Finding the relevant RRset without I/O: RFC 8659 section 3. */

#include "caa/climb.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"

struct caa_level {
	const char *name; /* a tail of the climb's name */
	struct dns_answer *answer;
};

struct caa_climb {
	char *name;
	struct caa_level *levels; /* leaf first */
	size_t n_levels;
	size_t asked;   /* levels that caa_climb_next gave out */
	size_t settled; /* levels below this one are known to be empty */
	enum caa_climb_outcome outcome;
	struct caa_set *set;
};

struct caa_climb *
caa_climb_new(const char *name)
{
	struct caa_climb *climb = mem_zalloc(sizeof(*climb));
	const char *at;

	climb->name = mem_strdup(name);
	climb->levels =
	    mem_array(dns_name_labels(name), sizeof(climb->levels[0]));
	at = dns_name_labels(name) > 0 ? climb->name : NULL;
	for (; at != NULL; at = dns_name_parent(at))
		climb->levels[climb->n_levels++].name = at;
	if (climb->n_levels == 0)
		climb->outcome = CAA_CLIMB_EMPTY;
	return climb;
}

void
caa_climb_free(struct caa_climb **cp)
{
	struct caa_climb *climb = *cp;

	if (climb == NULL)
		return;
	*cp = NULL;
	for (size_t i = 0; i < climb->n_levels; i++)
		dns_answer_free(&climb->levels[i].answer);
	caa_set_free(&climb->set);
	free(climb->levels);
	free(climb->name);
	free(climb);
}

bool
caa_climb_next(struct caa_climb *climb, const char **name_out)
{
	if (climb->outcome != CAA_CLIMB_OPEN || climb->asked == climb->n_levels)
		return false;
	*name_out = climb->levels[climb->asked++].name;
	return true;
}

static enum caa_climb_outcome
caa_climb_judge(struct caa_climb *climb, struct dns_answer *answer)
{
	if (answer->status == DNS_RECORDS) {
		climb->set = caa_set_new(answer);
		return climb->set->fault == CAA_RDATA_OK ? CAA_CLIMB_FOUND
							 : CAA_CLIMB_FAILED;
	}
	return dns_answer_is_definite(answer) ? CAA_CLIMB_OPEN
					      : CAA_CLIMB_FAILED;
}

/* Read upwards from the leaf as far as answers have come: what a higher level
 * said counts only once all below it are known to be empty. */
static void
caa_climb_settle(struct caa_climb *climb)
{
	while (climb->outcome == CAA_CLIMB_OPEN &&
	       climb->settled < climb->n_levels) {
		struct dns_answer *answer =
		    climb->levels[climb->settled].answer;

		if (answer == NULL)
			return;
		climb->outcome = caa_climb_judge(climb, answer);
		if (climb->outcome == CAA_CLIMB_OPEN)
			climb->settled++;
	}
	if (climb->outcome == CAA_CLIMB_OPEN)
		climb->outcome = CAA_CLIMB_EMPTY;
}

void
caa_climb_feed(struct caa_climb *climb, struct dns_answer *answer)
{
	for (size_t i = 0; i < climb->n_levels; i++) {
		struct caa_level *level = &climb->levels[i];

		if (level->answer != NULL ||
		    strcmp(level->name, answer->name) != 0)
			continue;
		level->answer = dns_answer_ref(answer);
		caa_climb_settle(climb);
		return;
	}
}

enum caa_climb_outcome
caa_climb_outcome(const struct caa_climb *climb)
{
	return climb->outcome;
}

const struct caa_set *
caa_climb_set(const struct caa_climb *climb)
{
	return climb->outcome == CAA_CLIMB_FOUND ? climb->set : NULL;
}

const char *
caa_climb_name(const struct caa_climb *climb)
{
	if (climb->outcome != CAA_CLIMB_FOUND &&
	    climb->outcome != CAA_CLIMB_FAILED)
		return NULL;
	return climb->levels[climb->settled].name;
}

const struct dns_answer *
caa_climb_failure(const struct caa_climb *climb)
{
	if (climb->outcome != CAA_CLIMB_FAILED)
		return NULL;
	return climb->levels[climb->settled].answer;
}

size_t
caa_climb_count(const struct caa_climb *climb)
{
	return climb->n_levels;
}

const char *
caa_climb_level_name(const struct caa_climb *climb, size_t level)
{
	return climb->levels[level].name;
}

const struct dns_answer *
caa_climb_level_answer(const struct caa_climb *climb, size_t level)
{
	return climb->levels[level].answer;
}
