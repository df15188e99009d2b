/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What a look at one TLS service at one address brought.  Plain data, made by
 * the prober, saved evidence or a test.  A result is counted by its references
 * and belongs to one thread.
 */

#ifndef PROBE_RESULT_H
#define PROBE_RESULT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct buf;
struct cert_chain;
struct error;

enum probe_service {
	PROBE_HTTPS, /* 443 */
	PROBE_SMTP,  /* 25, STARTTLS (RFC 3207) */
	PROBE_SMTPS, /* 465 */
	PROBE_IMAP,  /* 143, STARTTLS (RFC 9051) */
	PROBE_IMAPS, /* 993 */
	PROBE_POP3,  /* 110, STLS (RFC 2595) */
	PROBE_POP3S, /* 995 */
	PROBE_SERVICES
};

#define PROBE_PATH_MAX 256 /* octets */

/* What to look at; text is lent. */
struct probe_target {
	enum probe_service service;
	uint16_t port;
	const char *host; /* canonical; SNI, and the name it answers for */
	const char *path; /* https: fetched with GET; NULL: handshake only */
};

#define PROBE_POLICY_PATH "/.well-known/mta-sts.txt" /* RFC 8461 section 3.3 */

/*
 * `smtp://mx.example.org`, `imaps://imap.example.org:993`, `https://HOST/PATH`
 * to a target: the host's text goes to `host` (DNS_NAME_SIZE octets) and a
 * path points into url.  -1 and *err for an unknown scheme, a host that is no
 * name (address literals too), user information, a query, a bad port.
 */
int probe_target_parse(
    const char *url, char *host, struct probe_target *out, struct error *err);

/* `imaps://imap.example.org`, with the port where it is not the usual one. */
void probe_target_put(const struct probe_target *, struct buf *out);

const char *probe_service_text(enum probe_service); /* `smtp`, ... */
uint16_t probe_service_port(enum probe_service);
int probe_service_from_text(const char *text, enum probe_service *out);
bool probe_service_upgrades(enum probe_service); /* STARTTLS or STLS */

enum probe_outcome {
	PROBE_DONE,         /* the handshake was completed; https: and a whole
			     * response, or its first PROBE_BODY_MAX octets */
	PROBE_REFUSED,      /* the connection was refused */
	PROBE_UNREACHABLE,  /* no route, host unreachable */
	PROBE_TIMEOUT,      /* nothing came in time: port filtered? */
	PROBE_NO_STARTTLS,  /* the server does not offer it */
	PROBE_TLS_FAILED,   /* it does, or TLS is implicit, and TLS failed */
	PROBE_BAD_PROTOCOL, /* greeting or response was none: 421, 554, junk,
			     * connection dropped */
	PROBE_HTTP_FAILED,  /* TLS was good; the response was cut or broken */
	PROBE_GUARDED,      /* not asked: the address guard forbids it */
	PROBE_OUTCOMES
};

#define PROBE_BODY_MAX (64u * 1024) /* octets of a response that are kept */
#define PROBE_WHY_MAX 200           /* octets of `why` */

struct probe_result {
	enum probe_service service;
	uint16_t port;
	char *host;
	char *path;    /* NULL: handshake only */
	char *address; /* numeric: `192.0.2.1`, `2001:db8::1` */

	enum probe_outcome outcome;
	char *why;    /* end of a sentence: `the connection was refused`; ""
		       * where all went well */
	int64_t time; /* seconds since 1970 */

	/* from here on what there is of it, also when TLS failed */
	char *protocol;           /* `TLSv1.3`; NULL */
	char *cipher;             /* `TLS_AES_256_GCM_SHA384`; NULL */
	struct cert_chain *chain; /* as presented, leaf first; NULL */
	long verify;              /* X509_V_OK, or why the presented chain does
				   * not lead to a trusted root.  The time and
				   * the name play no part in it. */
	char *verify_text;        /* OpenSSL's words; NULL where no chain */

	int http_status;    /* 0: none */
	char *content_type; /* the field's value; NULL */
	char *location;     /* likewise */
	char *body;         /* NUL-terminated; may hold NULs too; NULL */
	size_t body_len;
	bool body_cut; /* there was more than PROBE_BODY_MAX */

	unsigned references;
};

/* A new result with one reference; everything but the target is empty. */
struct probe_result *
probe_result_new(const struct probe_target *, const char *address);
struct probe_result *probe_result_ref(struct probe_result *);
void probe_result_free(struct probe_result **); /* gives a reference back */

/* The target of the result, lent by it. */
void probe_result_target(const struct probe_result *, struct probe_target *);

/* Was the server seen as it is (so that its certificate, or its lack of
 * STARTTLS, is a fact)?  Otherwise it could not be tested from here. */
bool probe_result_is_definite(const struct probe_result *);

const char *probe_outcome_text(enum probe_outcome); /* `no-starttls`, ... */
int probe_outcome_from_text(const char *text, enum probe_outcome *out);

#endif
