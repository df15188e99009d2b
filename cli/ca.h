/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate ca: the verbs about the CA table. */

#ifndef CLI_CA_H
#define CLI_CA_H

struct cli;
struct cli_verb;

extern const struct cli_verb cli_ca_lookup_verb;
extern const struct cli_verb cli_ca_import_verb;

/* The table file that is meant: the option's, $CAAGATE_CA_TABLE, or NULL for
 * that of the settings. */
const char *ca_table_path(const char *option);

/* Load that table; CLI_GOOD, or an exit code, and the reason was said. */
int ca_table_for(struct cli *, const char *option);

#endif
