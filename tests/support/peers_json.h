/* SPDX-License-Identifier: BSD-2-Clause */
/* A record of other people's servers as JSON, for cases and for eyes. */

#ifndef SUPPORT_PEERS_JSON_H
#define SUPPORT_PEERS_JSON_H

#include <jansson.h>

struct peers;

json_t *peers_to_json(const struct peers *);

/* `host.verdict: found "a", wanted "b"` after what *why holds, for each member
 * of wanted that found has not; the length of lists counts, too. */
struct buf;
void json_tell_differences(
    const json_t *wanted, const json_t *found, struct buf *why);

#endif
