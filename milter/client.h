/* SPDX-License-Identifier: BSD-2-Clause */
/* The connecting client, as the MTA describes it. */

#ifndef MILTER_CLIENT_H
#define MILTER_CLIENT_H

#include <libmilter/mfapi.h>

#include "milter/macros.h"

struct client {
	enum macros_peer peer;
	struct macros_names names;
	char *version, *cipher; /* NULL without TLS */
	char *authenticated;    /* {auth_authen}; NULL: not */
	char *address;          /* {client_addr}; NULL: not told */
};

/* All zero is a client of which nothing is known. */
void client_fini(struct client *);

/* Read the macros: at MAIL, as a client may have begun TLS since it connected,
 * and with Postfix they are gone at the end of the message. */
void client_read(struct client *, SMFICTX *);

#endif
