/* SPDX-License-Identifier: BSD-2-Clause */
/* A subject of the history as key and octets of a store. */

#ifndef HISTORY_CODEC_H
#define HISTORY_CODEC_H

#include <stddef.h>
#include <stdint.h>

#include "history/history.h"

struct buf;

#define HISTORY_VERSION 1
#define HISTORY_KEY_MAX 512 /* octets */

/*
 * Labels from the top down, a NUL after each, then the kind: so a name stands
 * before all that is below it, and nothing else between.  Octets put, or 0
 * where the name is too long for a key.
 */
size_t
history_key(enum history_kind, const char *name, uint8_t out[HISTORY_KEY_MAX]);

/* The same without the kind: how all keys at or below the name begin. */
size_t history_key_below(const char *name, uint8_t out[HISTORY_KEY_MAX]);

/* -1 where it is no such key; name has DNS_NAME_SIZE octets. */
int history_key_read(
    const void *key, size_t len, enum history_kind *kind_out, char *name_out);

size_t history_size(const struct history_subject *); /* octets encoded */
void history_encode(const struct history_subject *, struct buf *out);

/* Octets as history_encode made them become the subject's items; -1, and the
 * subject as it was, where they are of another version or damaged. */
int history_decode(const void *data, size_t len, struct history_subject *);

#endif
