/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Results of probes as octets, so that they outlive the program: other people's
 * servers are not to be looked at again because we were started again.
 */

#ifndef PROBE_KEPT_H
#define PROBE_KEPT_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct probe_result;
struct probe_target;

#define PROBE_KEPT_VERSION 1

/* Octets that are kept of what a server sent.  Certificates behind the leaf
 * that do not fit are left out; of a longer body the beginning is kept. */
#define PROBE_KEPT_CHAIN_MAX (32u * 1024)
#define PROBE_KEPT_BODY_MAX (16u * 1024)
#define PROBE_KEPT_TEXT_MAX 512

/* `smtp://mx.example.org 192.0.2.1`: what a result is known by. */
void probe_kept_key(
    const struct probe_target *, const char *address, struct buf *out);

void probe_kept_encode(const struct probe_result *, struct buf *out);

/* A new reference to the result that was kept of this target at this address;
 * NULL where the octets are of another version or damaged. */
struct probe_result *probe_kept_decode(const void *data, size_t len,
    const struct probe_target *, const char *address);

/* Only when that was, in seconds since 1970; -1 likewise. */
int64_t probe_kept_time(const void *data, size_t len);

#endif
