/* SPDX-License-Identifier: BSD-2-Clause */
/* The store behind a verb: opening it, and what it has of one domain. */

#include "cli/store.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "base/buf.h"
#include "base/error.h"
#include "engine/ledger.h"
#include "gate/domains.h"
#include "settings/settings.h"

/* Opening makes one; a verb is to say that there is none. */
static int
store_is_there(const struct cli *cli, const char *path)
{
	struct buf file = BUF_INIT;
	struct stat st;
	int code = CLI_GOOD;

	buf_printf(&file, "%s/data.mdb", path);
	if (stat(buf_text(&file), &st) == -1)
		code = errno == ENOENT
			   ? cli_fail(cli, CLI_SERVICE,
				 "%s: no store there yet; caagate-policyd "
				 "makes it",
				 path)
			   : cli_fail(cli, CLI_SERVICE, "%s: %s",
				 buf_text(&file), strerror(errno));
	buf_fini(&file);
	return code;
}

int
cli_store(struct cli *cli)
{
	const struct settings *s;
	struct error err;
	int code = cli_settings(cli);

	if (code != CLI_GOOD || cli->reader != NULL)
		return code;
	s = cli->settings;
	code = store_is_there(cli, s->store_path);
	if (code != CLI_GOOD)
		return code;
	if (store_open(s->store_path, (uint64_t)s->store_size, &cli->store,
		&err) == -1 ||
	    store_reader_new(cli->store, &cli->reader, &err) == -1)
		return cli_fail(cli, CLI_SERVICE, "%s", err.text);
	return CLI_GOOD;
}

int
cli_store_reading(struct cli *cli)
{
	struct error err;
	int code = cli_settings(cli);

	if (code != CLI_GOOD || cli->reader != NULL)
		return code;
	code = store_is_there(cli, cli->settings->store_path);
	if (code != CLI_GOOD)
		return code;
	if (store_open_reading(cli->settings->store_path, &cli->store, &err) ==
		-1 ||
	    store_reader_new(cli->store, &cli->reader, &err) == -1)
		return cli_fail(cli, CLI_SERVICE, "%s", err.text);
	return CLI_GOOD;
}

void
cli_store_try(struct cli *cli)
{
	if (cli->settings == NULL || cli->reader != NULL ||
	    store_open_reading(cli->settings->store_path, &cli->store, NULL) ==
		-1)
		return;
	if (store_reader_new(cli->store, &cli->reader, NULL) == -1)
		store_close(&cli->store);
}

static bool
known_look(struct cli *cli, enum store_table table, const char *domain,
    const void **data, size_t *len)
{
	return store_read_also(cli->reader, table, domain, strlen(domain), data,
		   len) == STORE_FOUND;
}

void
known_fill(struct cli *cli, const char *domain, struct known *out)
{
	const void *data;
	size_t len;

	out->has_status = known_look(cli, STORE_STATUS, domain, &data, &len) &&
			  status_decode(data, len, &out->status) == 0;
	out->waivers.n = 0;
	if (known_look(cli, STORE_WAIVERS, domain, &data, &len))
		(void)waivers_decode(data, len, &out->waivers);
	out->used = 0;
	if (known_look(cli, STORE_USE, domain, &data, &len))
		out->used = use_decode(data, len);
	out->gate = domains_find(cli->settings->domains, domain);
	out->is_gated = out->gate != NULL;
	if (!out->is_gated)
		out->gate = &cli->settings->gate;
	gate_decide_waived(out->gate, out->has_status ? &out->status : NULL,
	    &out->waivers, cli->now, &out->decision);
}

enum standing
known_standing(const struct known *k)
{
	return standing_of(
	    k->gate, k->has_status ? &k->status : NULL, &k->decision);
}

int
known_read(struct cli *cli, const char *domain, struct known *out)
{
	if (store_begin_reading(cli->reader) == STORE_FAILED)
		return cli_fail(cli, CLI_SERVICE, "%s: %s",
		    cli->settings->store_path, store_failure(cli->reader));
	known_fill(cli, domain, out);
	return CLI_GOOD;
}

void
known_release(struct cli *cli)
{
	store_release(cli->reader);
}
