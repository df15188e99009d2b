/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong for long is logged now and then. */

#ifndef DAEMON_COMPLAINT_H
#define DAEMON_COMPLAINT_H

#include <stdbool.h>
#include <stdint.h>

#define COMPLAINT_SECONDS 60 /* between two of the same */

struct complaint {
	int64_t said_ms; /* of clock_steady_ms; 0: never */
};

/* Is it to be said now?  Where it is, not again for COMPLAINT_SECONDS. */
bool complaint_is_due(struct complaint *);

/* A new matter: due at once. */
void complaint_renew(struct complaint *);

#endif
