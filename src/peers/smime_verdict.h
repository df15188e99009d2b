/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The certificates of S/MIME mail against `issuemail` (RFC 9495): pure.  Says
 * nothing of signatures, and a mismatch is an observation, no misissuance.
 */

#ifndef PEERS_SMIME_VERDICT_H
#define PEERS_SMIME_VERDICT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cert/issuer.h"
#include "verify/live_verdict.h"

struct buf;
struct caa_climb;
struct cert_chain;
struct cert_facts;

/* 2025-03-15: from then on public CAs had to honour issuemail (CA/Browser Forum
 * S/MIME Baseline Requirements, section 4.2.2.1). */
#define SMIME_ISSUEMAIL_BINDS INT64_C(1741996800)

/* How the certificate's issuer is known. */
enum smime_basis {
	SMIME_BASIS_PROVEN, /* its certificate verifies the signature */
	SMIME_BASIS_NAME,   /* by name (and key id) alone, and the CA table has
			     * that name: weak */
	SMIME_BASIS_NONE,   /* the name is not in the table, or ambiguous, or
			     * there is none */
};

struct smime_issuer {
	enum smime_basis basis;
	struct cert_issuer issuer;      /* `state` tells what is known of it */
	const struct cert_chain *chain; /* lent; NULL: only named */
	const char *dn;                 /* lent; NULL: not even named */
	int64_t issued;                 /* seconds since 1970; 0: not known */
};

/* Of a certificate that the message holds; the query is as for
 * cert_issuer_find.  What is lent stays so. */
void
smime_issuer_find(const struct cert_issuer_query *, struct smime_issuer *out);

/* Of a certificate whose issuer is named: a recipient's.  dn NULL (a key
 * identifier, a password) has no issuer; table NULL: none. */
void smime_issuer_named(
    const char *dn, const struct ca_table *, struct smime_issuer *out);

/*
 * May this CA issue for a mail address whose domain has this climb?
 *
 *   proven issuer   as live_judge says
 *   by name         consistent-weak, inconsistent-now, no-policy
 *   no basis        unknown-issuer where a record restricts who may issue
 */
void smime_judge(const struct smime_issuer *, const struct caa_climb *,
    struct live_answer *out);

/* Was it issued before issuemail bound public CAs?  False if not known. */
bool smime_is_early(const struct smime_issuer *);

/* The end of a sentence: how the issuer is known. */
void smime_put_basis(const struct smime_issuer *, struct buf *out);
const char *smime_basis_text(enum smime_basis); /* `proven` */

/*
 * Encrypted mail does not tell which recipient has which certificate, so all
 * issuers are judged against all domains.  `issuers[i]` gets the most
 * favourable verdict that any domain gives issuer i, and `domains[j]` the most
 * favourable one that any issuer gets from domain j: inconsistent-now there
 * means that it fits none.  Senders usually encrypt to themselves, too: their
 * domain belongs among the domains, and no certificate need be for it.
 */
struct smime_fit {
	enum live_verdict verdict;
	size_t with; /* index of the other side */
};
void smime_fit(const struct smime_issuer *, size_t n_issuers,
    const struct caa_climb *const *, size_t n_domains,
    struct smime_fit *issuers, struct smime_fit *domains);

/* The more favourable of two. */
enum live_verdict smime_better(enum live_verdict, enum live_verdict);

/* The mail addresses that a certificate is for.  Not to be copied. */
struct smime_addresses {
	const char *const *list; /* lent by the facts, or `own` */
	size_t n;
	bool from_dn; /* none in the subjectAltName: the subject's emailAddress,
		       * which RFC 9495 does not speak of */
	char *own;
	const char *one[1];
};
void smime_addresses_of(const struct cert_facts *, struct smime_addresses *out);
void smime_addresses_fini(struct smime_addresses *);

/* Is it a certificate for mail at all?  issuemail is about those alone; one
 * that names no purpose is for any. */
bool smime_is_for_mail(const struct cert_facts *);

/* Is it the same mailbox?  ASCII letters compare without case. */
bool smime_address_equal(const char *, const char *);

#endif
