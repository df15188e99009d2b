/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * What an operator typed or pasted as a CAA record: is it one, can it be made
 * one, and does it say what was surely meant?
 */

#ifndef CAA_LINT_H
#define CAA_LINT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "caa/property.h"

#define CAA_LINT_REPAIR_MAX 8192 /* octets; longer text is not repaired */

/* Legal, and surely not meant. */
enum caa_lint_id {
	CAA_LINT_COMMENT_CUT,        /* the value ends at an unquoted `;' */
	CAA_LINT_RESERVED_FLAGS,     /* bits other than 128 */
	CAA_LINT_TAG_MISSPELT,       /* one or two edits from a known tag */
	CAA_LINT_TAG_RESERVED,       /* auth, path, policy */
	CAA_LINT_TAG_UNKNOWN,        /* any other that IANA does not list */
	CAA_LINT_TAG_CASE,           /* capitals */
	CAA_LINT_CRITICAL_UNKNOWN,   /* nobody may issue anything */
	CAA_LINT_VALUE_MALFORMED,    /* outside the grammar: nobody may issue */
	CAA_LINT_VALUE_BLANKS,       /* blanks or tabs at its ends */
	CAA_LINT_ISSUER_MISSING,     /* parameters of no issuer */
	CAA_LINT_ISSUER_QUOTED,      /* quotation marks inside the value */
	CAA_LINT_ISSUER_URL,         /* a URL, a path or a port */
	CAA_LINT_ISSUER_AT,          /* an address */
	CAA_LINT_ISSUER_WILDCARD,    /* `*.' */
	CAA_LINT_ISSUER_DOT,         /* a final dot */
	CAA_LINT_ISSUER_LIST,        /* several in one record */
	CAA_LINT_ISSUER_ULABEL,      /* letters outside ASCII */
	CAA_LINT_ISSUER_NAME,        /* a CA's name for people */
	CAA_LINT_ISSUER_MISSPELT,    /* nearly what a CA recognises */
	CAA_LINT_ISSUER_UNKNOWN,     /* no CA is known to recognise it */
	CAA_LINT_PARAMETER_FORM,     /* separators of RFC 6844, final `;' */
	CAA_LINT_PARAMETER_MISSPELT, /* nearly accounturi, validationmethods */
	CAA_LINT_PARAMETER_IDLE,     /* RFC 8657 where it has no meaning */
	CAA_LINT_ACCOUNT_DUPLICATE,
	CAA_LINT_ACCOUNT_INVALID,
	CAA_LINT_METHOD_DUPLICATE,
	CAA_LINT_METHOD_INVALID,
	CAA_LINT_METHOD_EMPTY,
	CAA_LINT_METHOD_MISSPELT,
	CAA_LINT_IODEF_SCHEME, /* not mailto, http or https */
	CAA_LINT_CONTACT_FORM, /* no address, no international number */
};

struct caa_lint_note {
	enum caa_lint_id id;
	char *text; /* a sentence in printable ASCII */
	char *fix;  /* canonical text of the record that mends it, or NULL */
};

/* What is known of CAs; functions may be NULL. */
struct caa_lint_cas {
	bool (*recognises)(const void *arg, const char *identifier);
	const char *(*nearest)(const void *arg, const char *identifier);
	const void *arg;
};

struct caa_lint {
	bool ok;            /* the text is RDATA exactly as given */
	const char *reason; /* not ok: as caa_text_parse has it; else NULL */
	char *error;        /* and its sentence; else NULL */
	bool readable;      /* ok or repaired: the following are filled */
	char **changes;     /* what the repair did, a sentence each */
	size_t n_changes;   /* 0 where ok */
	uint8_t *rdata;
	size_t rdata_len;
	struct caa_property property; /* points into rdata */
	char *canonical, *generic;
	struct caa_lint_note *notes;
	size_t n_notes;
};

/* len octets of text; cas may be NULL.  The caller calls caa_lint_fini. */
void caa_lint(const char *text, size_t len, const struct caa_lint_cas *cas,
    struct caa_lint *out);
void caa_lint_fini(struct caa_lint *);

const char *caa_lint_id_text(enum caa_lint_id); /* `reserved-flags`, ... */

#endif
