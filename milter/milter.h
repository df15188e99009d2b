/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What the connections of this program share.  libmilter runs the callbacks of
 * one connection on whatever thread is free: any thread may call these.
 */

#ifndef MILTER_MILTER_H
#define MILTER_MILTER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct clerk;
struct counters;
struct milter;
struct terms;

/* Takes the terms over; `descriptors` is how many the process may have. */
struct milter *milter_new_own(struct terms **, size_t descriptors);
void milter_free(struct milter **);

/* Who knows of domains; lent.  Set before the first connection. */
void milter_set_clerk(struct milter *, struct clerk *);
struct clerk *milter_clerk(const struct milter *);

/* The terms for a new connection: a reference. */
struct terms *milter_terms(struct milter *);

/* Later connections get these; takes them over. */
void milter_set_terms_own(struct milter *, struct terms **);

struct counters *milter_counters(struct milter *);

/* A connection was opened, or has ended.  Logs where descriptors run short:
 * without one libmilter spins in accept() and tells nobody. */
void milter_connected(struct milter *);
void milter_disconnected(struct milter *);

/* A message begins: false where the program ends and it is not looked at.  What
 * has begun is ended by milter_end. */
bool milter_begin(struct milter *);
void milter_end(struct milter *);

/* From now on no message begins. */
void milter_drain(struct milter *);
bool milter_is_draining(const struct milter *);

/* Connections that are open, messages under way. */
size_t milter_connections(const struct milter *);
size_t milter_running(const struct milter *);

/* Something that is said of an MTA and not of a mail: once in so long. */
#define MILTER_LOG_SECONDS 60
bool milter_may_log(struct milter *);

#endif
