/* SPDX-License-Identifier: BSD-2-Clause */
/* `caagate judge`: what was found out about the S/MIME parts of a message. */

#ifndef CLI_JUDGE_MAIL_H
#define CLI_JUDGE_MAIL_H

#include <stdbool.h>
#include <stddef.h>

#include "peers/smime_verdict.h"

struct caa_climb;
struct cert_chain;
struct cli;
struct smime_message;
struct smime_part;
struct smime_signer;

#define JUDGE_ISSUERS_MAX 100 /* different ones of a part's recipients */

struct judge_domain {
	const char *name;
	struct caa_climb *climb;
};

struct judge_address {
	const char *address;           /* as in the certificate */
	const struct caa_climb *climb; /* of its domain */
	struct live_answer answer;
	bool is_sender; /* in the message's From or Sender */
};

struct judge_cert { /* a signer's, or one of a certs-only part */
	const struct smime_signer *signer; /* NULL: no signer's */
	const struct cert_chain *chain;    /* NULL: the message lacks it */
	struct smime_issuer issuer;
	struct smime_addresses addresses;
	struct judge_address *judged;
	size_t n_judged;
	size_t n_left_out; /* addresses */
	bool of_sender;    /* one of its addresses is the sender's */
};

struct judge_issuer { /* who issued recipients' certificates */
	struct smime_issuer issuer;
	size_t n_certs;
	const char *serial; /* of the first */
	struct smime_fit fit;
};

struct judge_part {
	const struct smime_part *part;
	struct judge_cert *certs;
	size_t n_certs;
	struct judge_issuer issuers[JUDGE_ISSUERS_MAX];
	size_t n_issuers;
	size_t n_unnamed;  /* recipients by key identifier, password, ... */
	size_t n_left_out; /* recipients of more issuers than those */
	struct smime_fit *domains; /* one for each of mail->to */
};

struct judge_mail {
	const char *path;
	struct smime_message *message;
	struct judge_domain *domains; /* all that were asked of */
	size_t n_domains;
	/* of the recipients' addresses, then of the sender's, whose own
	 * certificate is usually among theirs; lent climbs */
	struct judge_domain *to;
	size_t n_to;
	size_t n_recipients; /* of them: recipients' */
	struct judge_part *parts;
};

void judge_mail_print_text(const struct cli *, const struct judge_mail *);
void judge_mail_print_json(const struct cli *, const struct judge_mail *);

#endif
