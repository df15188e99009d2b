/* SPDX-License-Identifier: BSD-2-Clause */
/* The verbs of caagate: one file each. */

#ifndef CLI_VERBS_H
#define CLI_VERBS_H

struct cli_verb;

extern const struct cli_verb cli_ca_verb;
extern const struct cli_verb cli_check_verb;
extern const struct cli_verb cli_eval_verb;
extern const struct cli_verb cli_explain_verb;
extern const struct cli_verb cli_history_verb;
extern const struct cli_verb cli_judge_verb;
extern const struct cli_verb cli_lint_verb;
extern const struct cli_verb cli_recheck_verb;
extern const struct cli_verb cli_rules_verb;
extern const struct cli_verb cli_selftest_verb;
extern const struct cli_verb cli_status_verb;
extern const struct cli_verb cli_waive_verb;

#endif
