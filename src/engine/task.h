/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be verified of a domain, and how that is known in the store. */

#ifndef ENGINE_TASK_H
#define ENGINE_TASK_H

enum engine_task {
	ENGINE_STATUS, /* a sending domain of the operator's: everything, to
			* STORE_STATUS */
	ENGINE_PEERS,  /* a recipient domain: who issued the certificates of
			* its MX hosts (peers/peers.h), to STORE_PEERS */
	ENGINE_CAA,    /* any domain's own CAA records only; to STORE_PEERS too,
			* but never over a fresh record with servers */
	ENGINE_TASKS
};

/*
 * The key that jobs and leases go by; the caller frees.  That of ENGINE_STATUS
 * is the domain; the others have the task's name and a space before it, which
 * no canonical domain has.
 */
char *task_key(enum engine_task, const char *domain);

/* The domain in such a key. */
const char *task_domain(enum engine_task, const char *key);

#endif
