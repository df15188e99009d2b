/* SPDX-License-Identifier: BSD-2-Clause */
/* Reads a message and puts what was found into a few words. */

#ifndef UNIT_SMIME_SAY_H
#define UNIT_SMIME_SAY_H

#include <stddef.h>

struct smime_message;

/* From a file of tests/data/smime (without `.eml`), or from memory; a message
 * that can't be read fails the test. */
struct smime_message *smime_load(const char *name);
struct smime_message *smime_load_text(const void *data, size_t len);

/*
 * `2 signed: A#1005 valid 2`, parts joined by ` | `: where, kind, then each
 * signer (CA's letter, serial, signature, certificates of its chain), recipient
 * (`B#1006 transport`), or certificate of a certs-only part.  What was left
 * out ends a part as `+N`, the message as ` ++N`, and a limit as ` ...`.  The
 * caller frees.
 */
char *smime_say(const struct smime_message *);

#endif
