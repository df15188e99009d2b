/* SPDX-License-Identifier: BSD-2-Clause */
/* The recipients of one message, and their domains: each once, within
 * bounds. */

#ifndef MILTER_RECIPIENTS_H
#define MILTER_RECIPIENTS_H

#include <stdbool.h>
#include <stddef.h>

struct map;
struct terms;

#define RECIPIENTS_DOMAINS_MAX 100 /* told of; more are counted */
#define RECIPIENTS_KEPT_MAX 1000   /* addresses; more are counted */

struct recipients {
	char **domains; /* canonical, in the order of coming */
	bool *local;    /* of each: no mailer takes it to another machine */
	size_t n_domains;
	size_t n_domains_left_out; /* recipients whose domain has no room */
	char **addresses;
	size_t n_addresses;
	size_t n; /* all of them, whatever was kept */
	struct map *by_domain;
};

/* All zero is empty. */
void recipients_fini(struct recipients *);

/*
 * Add `<a@b>`; mailer is that of the MTA, or NULL.  True where its domain is
 * new: it is the last one then.
 */
bool
recipients_add(struct recipients *, const char *address, const char *mailer);

/* Is one of them in this domain (canonical)? */
bool recipients_has(const struct recipients *, const char *domain);

/* Are the servers of this domain of interest: are any looked at, does its mail
 * leave this machine, and is it not one of the operator's own, unless those
 * are wanted too? */
bool recipients_is_outbound(
    const struct recipients *, size_t i, const struct terms *);

#endif
