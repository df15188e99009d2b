/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Other people's mail domains: who issued the certificates that the MX hosts of
 * a recipient domain present, and do the CAA records of host and domain
 * authorise that CA?  A report, never a validation (RFC 8659 section 1).  Also
 * the domain's own relevant CAA RRset, for S/MIME (RFC 9495).
 */

#ifndef PEERS_PEERS_H
#define PEERS_PEERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/pool.h"
#include "caa/climb.h"
#include "cert/issuer.h"
#include "verify/live_verdict.h"

struct buf;
struct dns_answer;
struct evidence;
struct judge_context;

#define PEERS_VERSION 1 /* of the octets */

/* Pairs of a host and a certificate; more are counted.  As many MX hosts are
 * looked at (EVIDENCE_PEER_MX_MAX). */
#define PEERS_HOSTS_MAX 16

/* Of a CAA RRset that is kept; a larger one counts as cut short: unknown. */
#define PEERS_CAA_RECORDS_MAX 100
#define PEERS_CAA_OCTETS_MAX 8192

/* Seconds that a record is fresh: the TTL of what it rests on within these, and
 * at most so long where the DNS left something open. */
#define PEERS_FRESH_LEAST 10
#define PEERS_FRESH_MOST 3600
#define PEERS_FRESH_UNKNOWN 30

enum peers_seen {
	PEERS_SEEN, /* it presented a certificate */
	PEERS_NO_STARTTLS,
	PEERS_TLS_FAILED,
	PEERS_NOT_TESTABLE, /* it can't be seen from here, or has no address */
	PEERS_NOT_LOOKED,   /* probes are off, or it has not answered yet */
	PEERS_SEEN_VALUES
};

enum peers_dane {
	PEERS_DANE_NONE,
	PEERS_DANE_INSECURE, /* TLSA records that senders can't rely on */
	PEERS_DANE_MATCH,
	PEERS_DANE_MISMATCH, /* also: none of STARTTLS where it is demanded */
	PEERS_DANE_UNKNOWN,
	PEERS_DANE_VALUES
};

enum peers_sts {
	PEERS_STS_NONE,
	PEERS_STS_OFF, /* a policy of mode none */
	PEERS_STS_TESTING,
	PEERS_STS_ENFORCE,
	PEERS_STS_UNKNOWN, /* or a record whose policy can't be had just now */
	PEERS_STS_VALUES
};

/* Where mail of the domain goes. */
enum peers_mx {
	PEERS_MX_HOSTS,    /* to its MX hosts */
	PEERS_MX_IMPLICIT, /* to itself (RFC 5321 section 5.1) */
	PEERS_MX_NULL,     /* nowhere, as it says (RFC 7505) */
	PEERS_MX_ABSENT,   /* nowhere: neither MX nor address */
	PEERS_MX_UNKNOWN,  /* the DNS did not say, or was not asked */
	PEERS_MX_VALUES
};

/*
 * A certificate at a host, at however many addresses; or a host that presented
 * none.  Text is printable ASCII, "" where there is none, and belongs to the
 * record.
 */
struct peers_host {
	const char *host;
	enum peers_seen seen;

	/* of the certificate; from here on empty where none was presented, but
	 * for host_verdict and dane */
	const char *name;        /* in it, that stands for the host */
	const char *issuer;      /* as people know the CA */
	const char *identifier;  /* by which CAA knows it: the one authorised,
				  * else its first; "" unknown */
	const char *basis;       /* that by which the table knew it */
	const char *fingerprint; /* SHA-256, hexadecimal */
	enum cert_issuer_state state;
	int64_t not_after;
	bool
	    trusted; /* the chain leads to a public CA; says nothing of dates */

	/*
	 * By the CAA records of the name that stands for the host, and by
	 * those of the domain.  Not applicable where a private CA issued it,
	 * DANE-EE vouches for it, no name stands for the host (host_verdict),
	 * or STARTTLS is not offered.  Inconsistent-at-issuance where the
	 * evidence has a history that proves it of a CA that is not
	 * authorised now either.
	 */
	enum live_verdict host_verdict;
	enum live_verdict domain_verdict;
	bool named; /* a name in it stands for the host */
	enum peers_dane dane;
};

struct peers {
	int64_t checked, fresh_until;
	bool definite;     /* the DNS answered: about CAA, and MX if asked */
	bool with_servers; /* false: its servers are not all known yet, or only
			    * CAA was asked for */
	enum peers_mx mx;
	enum peers_sts sts;

	/* The domain's own climb: FOUND and FAILED with the answer that
	 * decided it, a reference of this record's; else NULL. */
	enum caa_climb_outcome caa;
	struct dns_answer *caa_answer;

	struct peers_host hosts[PEERS_HOSTS_MAX]; /* most preferred first */
	size_t n_hosts;
	size_t n_left_out; /* MX hosts, and pairs of those looked at */
	struct pool text;  /* that the hosts point to */
};

/* From evidence of EVIDENCE_PEERS or EVIDENCE_CAA.  Pure; ends with
 * peers_fini. */
void peers_judge(
    const struct evidence *, const struct judge_context *, struct peers *out);
void peers_fini(struct peers *);

/* Octets of the store and back.  -1 where they are of another version or
 * damaged; *out is untouched then, else it is a copy and ends with
 * peers_fini. */
void peers_encode(const struct peers *, struct buf *out);
int peers_decode(const void *data, size_t len, struct peers *out);

/* Only when the record was made (`checked`); -1 likewise. */
int64_t peers_time(const void *data, size_t len);

/* The domain's CAA climb again, open where it is not known: for live_judge with
 * CAA_KIND_SMIME.  The caller frees. */
struct caa_climb *peers_climb(const char *domain, const struct peers *);

/*
 * One for all of the domain's servers: the gravest host_verdict.  From the
 * gravest: inconsistent-at-issuance, inconsistent-now, unknown-dns,
 * unknown-issuer, consistent-weak, consistent, no-policy, not-applicable.
 * Without a host: unknown-dns where the DNS left something open or servers are
 * not known yet, else not-applicable.
 */
enum live_verdict peers_verdict(const struct peers *);

const char *peers_seen_text(enum peers_seen); /* `no-starttls` */
const char *peers_dane_text(enum peers_dane); /* `mismatch` */
const char *peers_sts_text(enum peers_sts);   /* `enforce` */
const char *peers_mx_text(enum peers_mx);     /* `implicit` */

#endif
