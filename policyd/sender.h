/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose mail is it: the domain of a sender, and mail that is never held. */

#ifndef POLICYD_SENDER_H
#define POLICYD_SENDER_H

#include "dns/name.h"
#include "policyd/request.h"

enum sender_kind {
	SENDER_DOMAIN,     /* *domain_out holds its canonical name */
	SENDER_EXEMPT,     /* to or from postmaster, abuse, a reports mailbox */
	SENDER_NULL,       /* `<>`: bounces and most reports */
	SENDER_NO_DOMAIN,  /* `nodomain` */
	SENDER_LITERAL,    /* `x@[192.0.2.1]` */
	SENDER_UNPARSABLE, /* what stands after the last `@` is no name */
};

/* Whose domain is gated; the order is that of policy.domain_from. */
enum sender_from {
	SENDER_FROM_SENDER,  /* that of the envelope sender */
	SENDER_FROM_SASL,    /* that of the SASL user name, or none */
	SENDER_FROM_SASL_OR, /* that one, else that of the sender */
};

/*
 * The domain is what stands after the last `@`, with small letters, A-labels,
 * and no final dot.  A SASL user name that is no address has none.
 *
 * Never held is mail from the null sender, and mail to or from the mailboxes
 * by which a fault becomes known: postmaster and abuse (RFC 2142), and the
 * local parts that are usual for TLS-RPT and DMARC reports (RFC 8460 section 3
 * wants these delivered in spite of a fault).  A local part is compared
 * without case and without an extension after `+`.  Reports sent from and to
 * other mailboxes look like any mail; for those the operator puts a permit
 * before the policy service.
 */
enum sender_kind sender_domain(
    const struct request *, enum sender_from, char domain_out[DNS_NAME_SIZE]);

/* `null-sender`, ...; `-` for SENDER_DOMAIN. */
const char *sender_kind_text(enum sender_kind);

#endif
