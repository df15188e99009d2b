/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What is known of other people's servers is not renewed ahead, and is
 * forgotten by its age: a walk over both tables, a little at a time.  Knows no
 * clock.
 */

#ifndef ENGINE_PRUNE_H
#define ENGINE_PRUNE_H

#include <stddef.h>
#include <stdint.h>

#include "store/store.h"

struct error;

#define PRUNE_LOOKS 1000  /* records looked at in a turn, a table */
#define PRUNE_FORGETS 100 /* and forgotten */

/* A record of peers is made anew whenever mail goes there, so its age is the
 * time since then. */
#define PRUNE_PEERS_SECONDS ((int64_t)30 * 86400)

/* As long as a look may hold (probe.every_other). */
#define PRUNE_PROBES_SECONDS ((int64_t)7 * 86400)

#define PRUNE_REST_SECONDS 3600 /* between the end of a walk and the next */

struct prune_place {
	char at[STORE_KEY_MAX]; /* the last record looked at */
	size_t at_len;
	int64_t rested; /* since when; 0: on its way */
};

struct prune { /* zeroed at first */
	struct prune_place peers, probes;
};

/* -1: *err; what could not be forgotten is met again. */
int prune_turn(struct prune *, int64_t now, struct store *,
    struct store_reader *, struct error *err);

#endif
