/* SPDX-License-Identifier: BSD-2-Clause */
/* Whose is an Authentication-Results field of a message that came in? */

#ifndef MILTER_AUTHRES_READ_H
#define MILTER_AUTHRES_READ_H

#include <stdbool.h>

#define AUTHRES_READ_MAX 65536   /* octets of a field that are looked at */
#define AUTHRES_COMMENT_DEPTH 16 /* comments within comments */

enum authres_claim {
	AUTHRES_OTHER, /* it begins with another authserv-id */
	AUTHRES_OURS,  /* with ours, in whatever way that is written */
	/* It begins with none that RFC 8601 section 2.2 allows, and our id
	 * stands in it: a careless reader could take it for ours. */
	AUTHRES_DOUBTFUL,
};

/*
 * id without a final dot.  Compared without regard to ASCII case, to a final
 * dot and to quotes, comments and folding round it.
 */
enum authres_claim authres_claim(const char *value, const char *id);

/* Does it name a method of ours (`x-caa`, `smime`), were it but in passing? */
bool authres_names_our_method(const char *value);

#endif
