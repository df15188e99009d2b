/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The terms that a connection is served on: the settings and what follows from
 * them.  A reload makes new ones; a connection keeps those that it began with,
 * so all that is said of one message rests on one reading of the file.
 */

#ifndef MILTER_TERMS_H
#define MILTER_TERMS_H

#include <stdbool.h>

#include "daemon/listener.h"
#include "daemon/privileges.h"

struct ca_table;
struct error;
struct issuer_names;
struct settings;
struct terms;

/*
 * Read the file: all that can be known before it is used.  -1 and *err, which
 * names file and setting; else the caller has a reference.
 */
int terms_load(const char *path, struct terms **terms_out, struct error *err);

/* Any thread. */
struct terms *terms_ref(struct terms *);
void terms_free(struct terms **); /* gives a reference back */

const struct settings *terms_settings(const struct terms *);
const struct ca_table *terms_table(const struct terms *);
const struct issuer_names *terms_issuer_names(const struct terms *);

/* Of the UNIX socket. */
const struct listener_options *terms_listener(const struct terms *);
const struct privileges *terms_privileges(const struct terms *);

/* May mail to this domain (canonical) be stopped: is it in milter.block? */
bool terms_blocks(const struct terms *, const char *domain);

/* Is it one of the domains that the operator has in the table by name? */
bool terms_is_own(const struct terms *, const char *domain);

#endif
