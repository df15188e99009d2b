/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate judge`: what was found out about the certificate or the message in
 * one file. */

#ifndef CLI_JUDGE_H
#define CLI_JUDGE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cert/issuer.h"
#include "cli/print.h"
#include "verify/live_verdict.h"

struct buf;
struct caa_climb;
struct cert_chain;
struct cli;

#define JUDGE_NAMES_MAX 100 /* names of one certificate that are asked of */

struct judge_name {
	const char *name; /* as in the certificate */
	enum caa_kind kind;
	struct caa_climb *climb;
	struct live_answer answer;
};

struct judge_file {
	const char *path;
	struct cert_chain *chain;
	struct cert_issuer issuer;
	struct judge_name *names;
	size_t n_names;
	size_t n_left_out; /* over JUDGE_NAMES_MAX, or not read */
};

/* The kinds that the certificate's purposes make it: names that they do not
 * concern are left alone.  CLI_GOOD, or an exit code. */
int judge_names(struct cli *, struct judge_file *);

void judge_print_text(const struct cli *, const struct judge_file *);
void judge_print_json(const struct cli *, const struct judge_file *);

/* Whole days from the time of the run to the end; negative: expired. */
int64_t judge_days_left(const struct cli *, const struct cert_chain *);

/* `authorised by the records at X`; `then` follows what is not authorised. */
void judge_put_verdict(const struct live_answer *, const struct caa_climb *,
    const char *then, struct buf *out);
enum paint judge_paint(enum live_verdict);
void
judge_put_time(const struct cli *, const struct cert_chain *, struct buf *out);

/* A file that begins as a message does, with the header fields of one. */
bool judge_is_mail(const char *path);

/* Judge the S/MIME parts of a message and print it; an exit code. */
int judge_mail(struct cli *, const char *path);

/* Of two exit codes the one that matters more: what contradicts comes before
 * what is not known. */
int judge_code(int code, enum live_verdict);

#endif
