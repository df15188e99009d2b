/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside a question: its way (question.c), zone files (question_zones.c), and
 * what follows from an answer (question_judge.c). */

#ifndef DNS_QUESTION_PARTS_H
#define DNS_QUESTION_PARTS_H

#include "dns/question.h"

struct dns_answer;
struct dns_zone;

/* Over: give the answer, which is consumed.  The question may be gone then. */
void question_finish(struct question *, struct dns_answer *);

/* Go on from here: the trail so far ends where this answer, consumed, does. */
void question_continue(struct question *, struct dns_answer *);

/* The server whose turn it is, and a try at it as soon as there is room. */
struct upstream *question_upstream(const struct question *);
void question_send(struct question *);

/*
 * An alias that leads into a zone of ours other than the one that answered
 * (`by`, or NULL): true, and *a ends there.
 */
bool question_cut(
    const struct question *, struct dns_answer *a, const struct dns_zone *by);

/* As far as zones go: true where that was the end. */
bool question_ask_zones(struct question *);

/* What a try at a server brought; consumed. */
void question_on_answer(struct question *, struct dns_answer *);

#endif
