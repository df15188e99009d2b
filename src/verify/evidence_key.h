/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside verify: the octets that a question or a probe is known by in a map. */

#ifndef VERIFY_EVIDENCE_KEY_H
#define VERIFY_EVIDENCE_KEY_H

#include <stddef.h>
#include <stdint.h>

struct probe_target;

#define EVIDENCE_KEY_SIZE 2048 /* octets: name, path and address together */

struct evidence_key {
	char octets[EVIDENCE_KEY_SIZE];
	size_t len; /* 0: its parts are too long, it is never found */
};

void
evidence_key_answer(struct evidence_key *, const char *name, uint16_t type);
void evidence_key_probe(
    struct evidence_key *, const struct probe_target *, const char *address);

#endif
