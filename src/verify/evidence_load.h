/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: the parts of evidence that are read from JSON. */

#ifndef VERIFY_EVIDENCE_LOAD_H
#define VERIFY_EVIDENCE_LOAD_H

#include "dns/answer.h"
#include "probe/result.h"
#include "verify/member.h"

struct evidence;
struct evidence_about;

/* A member that is there and a canonical name; lent. */
int load_name(struct member_reader *, const json_t *object, const char *name,
    const char **out);

/* A numeric address in the one way that addresses are written here. */
int load_address(struct member_reader *, const char *name, const char *text,
    char out[DNS_ADDRESS_SIZE]);

/* The member `about` of the whole, where it is there. */
int
load_about(struct member_reader *, const json_t *root, struct evidence_about *);

/* One item of `answers` and of `probes`, into the evidence. */
int load_answer(struct member_reader *, const json_t *, struct evidence *);
int load_probe(struct member_reader *, const json_t *, struct evidence *);

/* The member `history` of the whole, where it is there. */
int load_history(struct member_reader *, const json_t *root, struct evidence *);

#endif
