/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Each change of a domain's standing is told once, whoever made it: a
 * verification, the end of a grace or a waiver, another program, new settings.
 * The store keeps what was last told of the domains that are not good, so a
 * restart repeats nothing and several daemons of one store tell it once.
 */

#ifndef ENGINE_TOLD_H
#define ENGINE_TOLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "dns/name.h"
#include "gate/standing.h"

struct settings;
struct store;
struct store_change;
struct store_reader;

#define TOLD_LOOKS 2000 /* domains looked at in a turn */
#define TOLD_MOST 32    /* changes told in a turn */

/* What is told.  What there is none of is "" or 0. */
struct told {
	char *domain;
	enum standing was;      /* STANDING_NOTHING: seen for the first time */
	enum standing standing; /* now */
	enum gate_profile profile;
	bool enforce;
	enum rule_id rule; /* RULES: of no finding, and so for what follows */
	char *subject, *text;
	int64_t since;
	int64_t acts;            /* when what follows begins */
	enum gate_action action; /* the first that is done, at that time */
	bool from_start;         /* there is no grace to wait for */
	unsigned confirmations, wanted;
	enum rule_id waived; /* RULES: for every rule */
	int64_t waived_until;
	char *reason;
};

void told_free(struct told **);

/*
 * Within a change, after all else: is the domain's standing another than was
 * told?  Then *told is what is to be told once the change is stored; else NULL.
 * What was in *told is freed.  is_new: nothing was known of the domain.
 */
void told_look(struct store_change *, const struct settings *,
    const char *domain, bool is_new, int64_t now, struct told **told);

struct told_walk {              /* zeroed at first */
	char at[DNS_NAME_SIZE]; /* the last domain looked at */
	size_t at_len;
};

/* Consumes what is told. */
typedef void told_cb(struct told **, void *arg);

/* Look at some domains that are not good, from where the last turn ended. */
void told_turn(struct told_walk *, const struct settings *, struct store *,
    struct store_reader *, int64_t now, told_cb *tell, void *arg);

#endif
