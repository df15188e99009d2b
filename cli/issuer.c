/* SPDX-License-Identifier: BSD-2-Clause */
/* Issuer domain names as options. */

#include "cli/issuer.h"

#include <string.h>

#include "caa/value.h"
#include "cli/cli.h"

static bool
is_issuer(const char *id)
{
	size_t len = strlen(id);
	struct caa_value value;
	bool good = caa_value_parse((const uint8_t *)id, len, &value, NULL);

	good = good && len > 0 && value.issuer.len == len;
	caa_value_fini(&value);
	return good;
}

/* What is no issuer domain name can't be in any record; better said here
 * than answered with a deny. */
int
cli_issuers_check(const struct cli *cli, const struct cli_list *issuers)
{
	for (size_t i = 0; i < issuers->n; i++)
		if (!is_issuer(issuers->list[i]))
			return cli_fail(cli, CLI_USAGE,
			    "--issuer %s: wanted an issuer domain name, such "
			    "as letsencrypt.org; caagate ca lookup finds it",
			    issuers->list[i]);
	return CLI_GOOD;
}
