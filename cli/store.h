/* SPDX-License-Identifier: BSD-2-Clause */
/* What caagate-policyd knows, for verbs that read or change it. */

#ifndef CLI_STORE_H
#define CLI_STORE_H

#include <stddef.h>
#include <stdint.h>

#include "cli/cli.h"
#include "gate/gate.h"
#include "gate/standing.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "store/store.h"

/* The settings' store, which must be there; lent as long as the cli lives.
 * CLI_GOOD, or an exit code, and the reason was said. */
int cli_store(struct cli *);

/* The same for looking only: nothing is written. */
int cli_store_reading(struct cli *);

/* Likewise, where it can be had; else there is no reader, and nothing is said.
 */
void cli_store_try(struct cli *);

/* What is stored of one domain.  Text in it is lent by the store: end it with
 * known_release before the next one. */
struct known {
	const struct gate_settings *gate; /* the general ones if not gated */
	bool is_gated;
	bool has_status;
	int64_t used; /* last sent mail; 0: not known */
	struct status status;
	struct waivers waivers;
	struct gate_decision decision;
};

/* The same within store_each or after known_read, with nothing to release. */
void known_fill(struct cli *, const char *domain, struct known *out);

/* What it comes to. */
enum standing known_standing(const struct known *);

/* domain is canonical; now is the cli's.  CLI_GOOD, or an exit code, and the
 * reason was said (nothing is to be released then). */
int known_read(struct cli *, const char *domain, struct known *out);
void known_release(struct cli *);

#endif
