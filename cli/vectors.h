/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The CAA test vectors (tests/vectors/README.md): read, turned into a small
 * world of DNS answers, and run against the evaluation.  Shared by `caagate
 * selftest` and the tests.
 */

#ifndef CLI_VECTORS_H
#define CLI_VECTORS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "caa/evaluate.h"
#include "dns/answer.h"
#include "dns/name.h"

struct caa_climb;
struct error;
struct vectors;

enum vectors_dnssec {
	VECTORS_INSECURE,
	VECTORS_SECURE,
	VECTORS_BOGUS,
};

enum vectors_transport {
	VECTORS_WHOLE,
	VECTORS_UDP_TRUNCATED, /* TC over UDP, complete over TCP */
	VECTORS_TRUNCATED,     /* TC, and TCP fails */
};

/* One owner name and all that a CAA query for it brings. */
struct vectors_node {
	const char *owner; /* as in the file: `*.x` is a DNS wildcard */
	const char *cname; /* NULL if none */
	const char *dname;
	const char *rcode; /* `SERVFAIL`, `TIMEOUT`, ...; NULL: NOERROR */
	enum vectors_dnssec dnssec;
	enum vectors_transport transport;
	struct dns_record *records;
	size_t n_records;
};

struct vectors_world {
	struct vectors_node *nodes;
	size_t n_nodes;
};

/* A zone file's octets of one kind: `wire`, `presentation`, `issuevalue`. */
enum vectors_form {
	VECTORS_WIRE,
	VECTORS_PRESENTATION,
	VECTORS_ISSUEVALUE,
};

/* A case of caa-rdata-vectors.json; what `expect` lacks is NULL. */
struct vectors_record {
	const char *id, *topic, *strength;
	enum vectors_form form;
	const char *input; /* hex, or the text where PRESENTATION */
	bool ok;
	const char *reason;
	int flags; /* -1 if not told */
	const char *tag;
	const char *value; /* hex */
	const char *wire;  /* hex */
	const char *presentation;
	const char *issuer;
	char *parameters; /* `tag=value` each, with `;` between */
};

/* A case of caa-vectors.json. */
struct vectors_evaluation {
	const char *id, *topic, *strength;
	struct vectors_world world;
	const char *name; /* as asked: any case, a final dot perhaps */
	const char **issuers;
	struct caa_request request;
	const char *verdict, *reason; /* expected */
	const char *relevant;         /* NULL: none expected */
};

/*
 * Read caa-rdata-vectors.json and caa-vectors.json of a folder.  All text is
 * lent by *vectors_out, which the caller frees.  -1 and *err, which names file
 * and case.
 */
int vectors_load(
    const char *folder, struct vectors **vectors_out, struct error *err);
void vectors_free(struct vectors **);

const struct vectors_record *
vectors_records(const struct vectors *, size_t *n_out);
const struct vectors_evaluation *
vectors_evaluations(const struct vectors *, size_t *n_out);

/* What a resolver meets on its way from one name to the end of its aliases. */
struct vectors_path {
	struct {
		char owner[DNS_NAME_SIZE], target[DNS_NAME_SIZE];
		const char *dname_owner, *dname; /* NULL: a plain CNAME */
	} links[DNS_ALIASES_MAX];
	size_t n_links;
	enum { VECTORS_END, VECTORS_LOOP, VECTORS_LONG } ending;
	const struct vectors_node *end; /* NULL: no such name, or no end */
	enum vectors_dnssec dnssec;     /* of the whole: bogus beats all */
	enum vectors_transport transport;
};

/* name is canonical. */
void vectors_world_walk(
    const struct vectors_world *, const char *name, struct vectors_path *out);

/* The same as a resolver tells it.  The caller frees. */
struct dns_answer *vectors_world_answer(
    const struct vectors_world *, const char *name, uint16_t type);

/* Does the case hold?  *why says what was found and what was wanted. */
bool vectors_run_record(const struct vectors_record *, struct error *why);
bool
vectors_run_evaluation(const struct vectors_evaluation *, struct error *why);

/* A climb for the case that has got no answer yet (the caller frees), and
 * what a climb that has ended comes to.  Without reasons only verdict and
 * relevant name are compared. */
struct caa_climb *
vectors_climb(const struct vectors_evaluation *, struct error *why);
bool vectors_judge(const struct vectors_evaluation *, const struct caa_climb *,
    bool reasons, struct error *why);

#endif
