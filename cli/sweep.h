/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate check --file`: many domains, one run, which can be interrupted and
 * gone on with. */

#ifndef CLI_SWEEP_H
#define CLI_SWEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "cli/check.h"

struct error;

/* An exit code; 128 and the signal's number where one ended it. */
int sweep(struct cli *, const struct check_options *);

/*
 * Names that were seen: 16 octets of SHA-256 each, so that a list of millions
 * fits into memory.
 */
struct sweep_names;
struct sweep_names *sweep_names_new(void);
void sweep_names_free(struct sweep_names **);
bool sweep_names_add(struct sweep_names *, const char *name); /* new? */

#define SWEEP_LINE_MAX 1024 /* octets of a line of the list */

/*
 * The list: a domain a line, as a person writes it; blanks around it, empty
 * lines and what follows a `#` are ignored.  path `-`: standard input.  Read
 * as a stream.
 */
struct sweep_list;
int sweep_list_open(
    const char *path, struct sweep_list **list_out, struct error *err);
void sweep_list_close(struct sweep_list **);

/* 1: a domain, canonical, DNS_NAME_SIZE octets; 0: the end; -1 and *err: this
 * line is none, go on. */
int sweep_list_next(struct sweep_list *, char *domain, struct error *err);

/* Lines that hold something, by reading the file once more; 0: not known. */
size_t sweep_list_count(const char *path);

struct sweep_counts {
	size_t verdicts[CHECK_FAIL + 1]; /* those of an earlier run, too */
	size_t before;                   /* results of an earlier run */
	size_t bad_lines;
	size_t skipped; /* twice in the list, or done before */
};

size_t sweep_counts_done(const struct sweep_counts *);

/*
 * Open a file for results: a new one, or (go_on) one that an earlier run
 * wrote: half a line at its end is cut off, the domains in it are added to
 * names and counts.  No other run may have it open.  -1: *err.
 */
int sweep_resume(const char *path, bool go_on, struct sweep_names *,
    struct sweep_counts *, FILE **out, struct error *err);

struct buf;

/* A line on how far it is: done of total (0: not known) after ms. */
void sweep_progress_put(
    const struct sweep_counts *, size_t total, int64_t ms, struct buf *out);

/* The last word: `1000 domains: 940 pass, ...`. */
void
sweep_summary_put(const struct sweep_counts *, int64_t ms, struct buf *out);

#endif
