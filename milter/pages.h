/* SPDX-License-Identifier: BSD-2-Clause */
/* What HTTP tells: figures and health. */

#ifndef MILTER_PAGES_H
#define MILTER_PAGES_H

#include "daemon/monitor.h"

struct clerk;
struct milter;

/* Where the pages look; filled and kept up to date by the program. */
struct pages {
	struct monitor monitor;
	struct milter *milter;
	struct clerk *clerk;
};

/* For the monitor, with a struct pages. */
extern const struct monitor_ops pages_ops;

#endif
