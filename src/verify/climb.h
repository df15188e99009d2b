/* SPDX-License-Identifier: BSD-2-Clause */
/* The CAA climb of a name, fed with what the evidence holds. */

#ifndef VERIFY_CLIMB_H
#define VERIFY_CLIMB_H

struct caa_climb;
struct evidence;

/* name is canonical; as far as the evidence goes; the caller frees. */
struct caa_climb *judge_climb(const struct evidence *, const char *name);

#endif
