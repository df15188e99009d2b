/* SPDX-License-Identifier: BSD-2-Clause */
/* The connecting client, as the MTA describes it. */

#include "milter/client.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "milter/mta.h"

void
client_fini(struct client *c)
{
	macros_names_fini(&c->names);
	free(c->version);
	free(c->cipher);
	free(c->authenticated);
	free(c->address);
	memset(c, 0, sizeof(*c));
}

static char *
client_copy(SMFICTX *ctx, const char *name)
{
	const char *value = mta_macro(ctx, name);

	return value != NULL && value[0] != '\0' ? mem_strdup(value) : NULL;
}

void
client_read(struct client *c, SMFICTX *ctx)
{
	struct macros_tls m = {
	    .version = mta_macro(ctx, "{tls_version}"),
	    .cipher = mta_macro(ctx, "{cipher}"),
	    .verify = mta_macro(ctx, "{verify}"),
	    .cert_subject = mta_macro(ctx, "{cert_subject}"),
	    .cert_issuer = mta_macro(ctx, "{cert_issuer}"),
	    .cn_subject = mta_macro(ctx, "{cn_subject}"),
	    .cn_issuer = mta_macro(ctx, "{cn_issuer}"),
	};

	client_fini(c);
	c->peer = macros_tls(&m, &c->names);
	c->version = client_copy(ctx, "{tls_version}");
	c->cipher = client_copy(ctx, "{cipher}");
	c->authenticated = client_copy(ctx, "{auth_authen}");
	c->address = client_copy(ctx, "{client_addr}");
}
