/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A message to the certificates of its S/MIME parts (RFC 8551): who signed, by
 * which certificate, and to whose certificates it is encrypted.  No DNS, no
 * judgement of CAA.  Any thread; nothing is shared and OpenSSL's error queue
 * is left empty.  Memory does not depend on the size of the message.
 */

#ifndef SMIME_SMIME_H
#define SMIME_SMIME_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct cert_chain;
struct error;

#define SMIME_ENTITIES_MAX 100000 /* MIME entities that are walked */
#define SMIME_DEPTH_MAX 32        /* multiparts and messages in one another */
#define SMIME_NESTED_MAX 4        /* S/MIME objects in one another */
#define SMIME_PARTS_MAX 64        /* S/MIME objects of a message */
#define SMIME_SIGNERS_MAX 16      /* of an object */
#define SMIME_CERTS_MAX 100       /* certificates that are kept of an object */
#define SMIME_CERTS_OCTETS_MAX (1 << 18) /* of them in DER */
#define SMIME_LISTED_MAX 100 /* certificates told of a certs-only object */
#define SMIME_RECIPIENTS_MAX 10000  /* of an object */
#define SMIME_ELEMENT_MAX (1 << 17) /* octets of one signer or recipient */
#define SMIME_ADDRESSES_MAX 100     /* of From and Sender; of To and Cc */
#define SMIME_DKIM_MAX 16           /* signatures of a message */
#define SMIME_FIELD_MAX 16384       /* octets of a header field that are read */

enum smime_kind {              /* by the ContentInfo's OID, not by labels */
	SMIME_SIGNED_DETACHED, /* of multipart/signed */
	SMIME_SIGNED_OPAQUE,   /* signed-data with its content */
	SMIME_ENVELOPED,       /* enveloped-data */
	SMIME_AUTH_ENVELOPED,  /* authEnveloped-data */
	SMIME_CERTS_ONLY,      /* signed-data without signers */
	SMIME_COMPRESSED,      /* told, not looked into */
	SMIME_UNREADABLE,      /* labelled so, and can't be read: `why` */
};

enum smime_signature { /* mathematics alone: no chain, no time, no CAA */
	SMIME_SIGNATURE_VALID,
	SMIME_SIGNATURE_INVALID,
	SMIME_SIGNATURE_NOT_CHECKED,
};

/* How a certificate is named that the message itself need not hold. */
struct smime_id {
	char *issuer_dn; /* RFC 4514; NULL: named by key identifier, or by
			     * none (a password) */
	char *serial;    /* lower-case hex, as in cert_facts; NULL likewise */
	uint8_t key_id[64]; /* subjectKeyIdentifier */
	size_t key_id_len;  /* 0: none */
};

struct smime_signer {
	struct smime_id id;
	enum smime_signature signature;
	const char *why; /* INVALID, NOT_CHECKED: a reason; static text */
	/* its certificate and those above it that the message holds, leaf
	 * first; NULL: the message does not hold it, or a limit is reached */
	struct cert_chain *chain;
};

enum smime_recipient_kind {
	SMIME_RECIPIENT_TRANSPORT, /* of an RSA certificate */
	SMIME_RECIPIENT_AGREEMENT, /* of an elliptic curve one */
	SMIME_RECIPIENT_KEY,       /* a key that both have: no certificate */
	SMIME_RECIPIENT_PASSWORD,  /* no certificate */
	SMIME_RECIPIENT_OTHER,
};

struct smime_recipient {
	enum smime_recipient_kind kind;
	struct smime_id id;
};

struct smime_part {
	enum smime_kind kind;
	char *where; /* `1`, `1.2`: position in the MIME tree, as IMAP counts */
	struct smime_signer *signers;
	size_t n_signers;
	struct smime_recipient *recipients;
	size_t n_recipients;
	/* CERTS_ONLY: each certificate that is no CA's, with those above it; if
	 * all are CAs', each */
	struct cert_chain **certs;
	size_t n_certs;
	size_t n_left_out; /* signers, recipients, certificates over a limit,
			    * or that can't be read */
	char *why;         /* UNREADABLE: what was wrong; printable */
};

struct smime_message {
	/* The header's addresses: local part, `@`, domain in A-labels. */
	char **from; /* of From, then of Sender, without repetition */
	size_t n_from;
	char **to; /* of To, Cc and Bcc */
	size_t n_to;
	char **dkim; /* `SELECTOR DOMAIN` of DKIM-Signature, both canonical */
	size_t n_dkim;
	struct smime_part *parts;
	size_t n_parts;
	size_t n_left_out; /* parts over SMIME_PARTS_MAX */
	bool truncated;    /* a limit ended the walk, or hid what was deeper */
};

/* Could a message whose Content-Type field has this value (as sent, may be
 * folded; NULL: none) hold S/MIME?  Decides whether its body is wanted. */
bool smime_may_hold(const char *content_type);

/* The media type says S/MIME by itself: no container, no mere file name. */
bool smime_says_so(const char *content_type);

/* fd: a whole message, seekable; lent, and read from its start whatever its
 * position is.  0, or -1 and *err where it can't be read at all.  The caller
 * frees. */
int smime_read(int fd, struct smime_message **out, struct error *err);
void smime_message_free(struct smime_message **);

const char *smime_kind_text(enum smime_kind);           /* `enveloped` */
const char *smime_signature_text(enum smime_signature); /* `not-checked` */
const char *smime_recipient_kind_text(enum smime_recipient_kind);

#endif
