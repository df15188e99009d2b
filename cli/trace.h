/* SPDX-License-Identifier: BSD-2-Clause */
/* A climb and its properties as JSON. */

#ifndef CLI_TRACE_H
#define CLI_TRACE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

struct caa_climb;
struct caa_entry;
struct caa_property;

/* The levels that the outcome rests upon, leaf first: all up to the one that
 * decided or failed.  Which of those above answered in time is chance. */
size_t trace_decisive(const struct caa_climb *);

/* One object a query, leaf first; levels: how many at most. */
json_t *trace_json(const struct caa_climb *, size_t levels);

/* flags, tag, value, text. */
json_t *trace_property(const struct caa_property *);

/* The property of an entry, or null where there is none. */
json_t *trace_entry(const struct caa_entry *);

/* AD on every answer that decided. */
bool trace_authenticated(const struct caa_climb *);

/* Every answer that decided came from a zone file. */
bool trace_from_files(const struct caa_climb *);

#endif
