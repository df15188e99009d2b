/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Evidence as a file: what was seen, to be judged elsewhere, later, or after a
 * change by hand.  DNS records as zone files write them, certificates as
 * base64 of DER.
 *
 * A file may leave out what has a usual value.  `status` is `records` where
 * there are records, else `nodata`; `ttl` is 3600 and `rcode` as the status has
 * it; a probe's `outcome` is `done`, its time that of the whole, and its chain
 * is taken for trusted (`verify` 0); a response with a body has status 200; the
 * time of the whole is now.
 */

#ifndef VERIFY_EVIDENCE_JSON_H
#define VERIFY_EVIDENCE_JSON_H

#include <jansson.h>

struct error;
struct evidence;

#define EVIDENCE_SCHEMA 1
#define EVIDENCE_FILE_MAX (64u << 20) /* octets */
#define EVIDENCE_ANSWERS_MAX 16384
#define EVIDENCE_RECORDS_MAX 16384 /* of one answer */
#define EVIDENCE_PROBES_MAX 4096
#define EVIDENCE_HISTORY_MAX 8192 /* subjects */
#define EVIDENCE_STRINGS_MAX 1024 /* of each kind that the operator says */

/* The caller gives the reference back. */
json_t *evidence_to_json(const struct evidence *);

/*
 * The file may be anybody's: -1 and *err, which names the member's path, where
 * a member is unknown, of another type or out of bounds, a name is not
 * canonical, or something is there twice.  The caller frees.
 */
int evidence_from_json(
    const json_t *, struct evidence **evidence_out, struct error *err);

int evidence_save(const struct evidence *, const char *path, struct error *err);
int evidence_load(
    const char *path, struct evidence **evidence_out, struct error *err);

/* The text of a file that is called `path` in errors. */
int evidence_read(const char *path, const char *text, size_t len,
    struct evidence **evidence_out, struct error *err);

#endif
