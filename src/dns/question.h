/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside dns: one question on its way through zones and servers, until there
 * is an answer to give to all who wait for it.
 */

#ifndef DNS_QUESTION_H
#define DNS_QUESTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/queue.h>

#include "dns/resolver.h"

struct event;
struct question;
struct upstream;
struct upstream_try;
struct window;

TAILQ_HEAD(question_list, question);

/* What the questions of one resolver share. */
struct question_world {
	struct event_base *base;
	struct upstream **upstreams;
	size_t n_upstreams;
	unsigned timeout_ms, tries;
	struct dns_zone **zones;
	size_t n_zones;
	struct window *window;
	struct question_list waiting; /* for room to begin */
	struct question_list again;   /* to go on: these go first */
	struct dns_counters counters;
};

typedef void question_done_cb(struct question *, struct dns_answer *);

struct question {
	struct question_world *world;
	question_done_cb *done;    /* owns the question from then on */
	struct dns_answer *so_far; /* the trail; its end is what is asked */
	struct dns_answer *answer; /* what came: for the next step */
	bool may_be_plain;         /* its server knows no EDNS */
	bool goes_on;              /* what came ends in an alias */

	size_t first, server; /* where each round begins, and is now */
	unsigned round;
	bool tcp, cd;
	uint32_t classified;         /* a bit for each server asked with CD */
	struct dns_answer *servfail; /* while that is asked */
	bool confirming; /* CD brought data: asked once more without */
	struct upstream_try *try;

	struct event *step, *deadline;
	bool has_begun, is_late;
	struct question_list *waiting; /* where it waits for room, or NULL */
	TAILQ_ENTRY(question) waiting_entry;

	/* the resolver's: who waits, and where the question is found */
	TAILQ_HEAD(question_waiters, dns_query) waiters;
	TAILQ_ENTRY(question) hash_entry;
	struct question_list *bucket; /* NULL: no one can join any more */
};

void question_world_init(
    struct question_world *, struct event_base *, unsigned timeout_ms);
void question_world_fini(struct question_world *); /* upstreams and zones */

/* Begins in the next turn of the event loop; so does `done` run. */
struct question *question_new(struct question_world *, const char *name,
    uint16_t type, question_done_cb *done);
void question_free(struct question **);

#endif
