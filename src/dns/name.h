/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Domain names as text.  A *canonical* name is what all of caagate passes
 * round: lower case, A-labels, no final dot, odd octets as \DDD (and dots
 * inside a label as \.); the root is ".".
 */

#ifndef DNS_NAME_H
#define DNS_NAME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

#define DNS_NAME_SIZE 1024 /* octets of canonical text, with the final NUL */
#define DNS_NAME_WIRE_MAX 255
#define DNS_LABELS_MAX 127

/*
 * What a person, a settings file or a mail address says: U-labels become
 * A-labels (IDNA 2008, RFC 5891), capitals small, one final dot goes.  Labels
 * are letters, digits, hyphens and underscores of 1..63 octets, the whole at
 * most 253.  -1 and *err (naming what is wrong with which label) otherwise;
 * address literals such as [192.0.2.1] are refused too.
 */
int dns_name_canonical(
    const char *text, char out[DNS_NAME_SIZE], struct error *err);

/* A name on the wire, uncompressed, at the start of wire: canonical text.
 * Returns the octets it took, or -1 where it is none. */
int
dns_name_from_wire(const uint8_t *wire, size_t len, char out[DNS_NAME_SIZE]);

/* Canonical text to wire; returns the octets put, or -1. */
int dns_name_to_wire(const char *name, uint8_t out[DNS_NAME_WIRE_MAX]);

/* The name without its leftmost label, within the same string; NULL for a
 * top-level label and for the root. */
const char *dns_name_parent(const char *name);

/* Labels of a canonical name; the root has none. */
unsigned dns_name_labels(const char *name);

bool dns_name_at_or_below(const char *name, const char *ancestor);

#endif
