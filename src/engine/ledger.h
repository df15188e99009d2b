/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What requests tell beside their answer: which domains are in use, and what
 * was stopped or would have been.  It is gathered in memory and written in one
 * change of the store every few seconds.  Any thread may note; one writes.
 */

#ifndef ENGINE_LEDGER_H
#define ENGINE_LEDGER_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;
struct gate_decision;
struct ledger;
struct store;

/* A domain's use is written once in so long. */
#define LEDGER_USE_SECONDS 3600

/* Domains that are told apart within that; over it, some are written again. */
#define LEDGER_USE_MAX 1000000

/* Rules of domains that are told apart in a day; what comes after that is
 * counted by rule, without its domain. */
#define LEDGER_SHADOW_MAX 20000

/* Records of one change: more wait for the next.  LMDB keeps a page of memory
 * for each that one change touches. */
#define LEDGER_WRITE_MAX 200

struct ledger *ledger_new(void);
void ledger_free(struct ledger **);

/* domain is canonical. */
void ledger_use(struct ledger *, const char *domain, int64_t now);

/* A decision that is not to pass; one that is, is not counted. */
void ledger_shadow(struct ledger *, const char *domain,
    const struct gate_decision *, int64_t now);

/* Write some of what is new: how many records; or -1 and *err, and they are
 * lost: memory must not grow while a store is full. */
int ledger_write(struct ledger *, struct store *, struct error *err);

/* The record of a domain's use: when that was; 0 where it is damaged. */
void use_encode(int64_t used, struct buf *out);
int64_t use_decode(const void *data, size_t len);

#endif
