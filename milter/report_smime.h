/* SPDX-License-Identifier: BSD-2-Clause */
/* What is to be said of the certificates in an S/MIME message. */

#ifndef MILTER_REPORT_SMIME_H
#define MILTER_REPORT_SMIME_H

struct asking;
struct recipients;
struct report;
struct smime_message;

/* Issuers of recipients' certificates that are told apart in a part. */
#define REPORT_SMIME_ISSUERS_MAX 16

/* Addresses of a certificate that are told of. */
#define REPORT_SMIME_ADDRESSES_MAX 8

/*
 * An entry for each signer and each mail domain of its certificate; for each
 * issuer of the certificates that a part is encrypted to; and for each part
 * that can't be read, with nothing to compare.
 */
void report_smime(struct report *, struct asking *,
    const struct smime_message *, const struct recipients *);

/* The message could not be kept or read: why. */
void report_smime_unseen(struct report *, const char *why);

#endif
