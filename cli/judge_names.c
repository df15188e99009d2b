/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate judge: each name of the certificate and its CAA records. */

#include <string.h>

#include "base/mem.h"
#include "caa/climb.h"
#include "cert/chain.h"
#include "cli/cli.h"
#include "cli/judge.h"
#include "dns/name.h"

#define DAY INT64_C(86400)

/* Where a climb starts: without `*.`, behind the `@`. */
static const char *
names_base(const struct judge_name *n)
{
	const char *at = strrchr(n->name, '@');

	if (n->kind == CAA_KIND_SMIME && at != NULL)
		return at + 1;
	return n->kind == CAA_KIND_TLS_WILDCARD ? n->name + 2 : n->name;
}

static void
names_add(struct judge_file *file, const char *name, enum caa_kind kind)
{
	if (file->n_names == JUDGE_NAMES_MAX) {
		file->n_left_out++;
		return;
	}
	file->names =
	    mem_resize(file->names, file->n_names + 1, sizeof(file->names[0]));
	file->names[file->n_names++] =
	    (struct judge_name){.name = name, .kind = kind};
}

/* Is it a certificate for this purpose?  Without the extension for any. */
static bool
names_is_for(const struct cert_facts *leaf, unsigned purpose)
{
	return (leaf->eku & CERT_EKU_PRESENT) == 0 ||
	       (leaf->eku & (purpose | CERT_EKU_ANY)) != 0;
}

/* A wildcard in another place than the whole first label is no name to ask
 * of. */
static bool
names_is_askable(const char *name)
{
	const char *star = strchr(name, '*');

	return star == NULL || (star == name && name[1] == '.' &&
				   strchr(name + 1, '*') == NULL);
}

static void
names_collect(struct judge_file *file)
{
	const struct cert_facts *leaf = cert_chain_leaf(file->chain);

	file->n_left_out = leaf->n_names_left_out;
	for (size_t i = 0;
	     names_is_for(leaf, CERT_EKU_SERVER) && i < leaf->n_dns_names;
	     i++) {
		const char *name = leaf->dns_names[i];

		if (names_is_askable(name))
			names_add(file, name,
			    name[0] == '*' ? CAA_KIND_TLS_WILDCARD
					   : CAA_KIND_TLS);
		else
			file->n_left_out++;
	}
	for (size_t i = 0;
	     names_is_for(leaf, CERT_EKU_EMAIL) && i < leaf->n_emails; i++)
		names_add(file, leaf->emails[i], CAA_KIND_SMIME);
}

int
judge_names(struct cli *cli, struct judge_file *file)
{
	names_collect(file);
	for (size_t i = 0; i < file->n_names; i++) {
		struct judge_name *n = &file->names[i];
		int code = cli_climb(cli, names_base(n), false, &n->climb);

		if (code != CLI_GOOD)
			return code;
		live_judge(
		    &file->issuer, n->climb, n->kind, NULL, NULL, &n->answer);
	}
	return CLI_GOOD;
}

int64_t
judge_days_left(const struct cli *cli, const struct cert_chain *chain)
{
	int64_t left = cert_chain_leaf(chain)->not_after - cli->now;

	return left >= 0 ? left / DAY : -((-left + DAY - 1) / DAY);
}
