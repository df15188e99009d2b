/* SPDX-License-Identifier: BSD-2-Clause */
/* What goes wrong for long is logged now and then. */

#include "daemon/complaint.h"

#include "base/clock.h"

bool
complaint_is_due(struct complaint *c)
{
	int64_t now = clock_steady_ms();

	if (c->said_ms != 0 &&
	    now - c->said_ms < COMPLAINT_SECONDS * INT64_C(1000))
		return false;
	c->said_ms = now;
	return true;
}

void
complaint_renew(struct complaint *c)
{
	c->said_ms = 0;
}
