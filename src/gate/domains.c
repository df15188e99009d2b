/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of sending domains: names, each with its settings. */

#include "gate/domains.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/pool.h"
#include "dns/name.h"

#define DOMAINS_LINE_SIZE 1024 /* octets of a line of the domains file */

struct domains {
	struct map *names; /* to the settings of each */
	struct pool texts; /* the names themselves */
	struct gate_settings **settings;
	size_t n_settings;
	struct gate_settings *others; /* of `*`; NULL: not gated */
};

struct domains *
domains_new(void)
{
	struct domains *d = mem_zalloc(sizeof(*d));

	d->names = map_new();
	return d;
}

void
domains_free(struct domains **dp)
{
	struct domains *d = *dp;

	if (d == NULL)
		return;
	*dp = NULL;
	for (size_t i = 0; i < d->n_settings; i++)
		free(d->settings[i]);
	free(d->settings);
	map_free(&d->names);
	pool_fini(&d->texts);
	free(d);
}

static struct gate_settings *
domains_settings(const struct domains *d, const char *name)
{
	return map_find(d->names, name, strlen(name));
}

static void
domains_insert(struct domains *d, const char *name, struct gate_settings *g)
{
	size_t len = strlen(name);

	*map_slot(d->names, pool_put(&d->texts, name, len), len) = g;
}

static struct gate_settings *
domains_keep_settings(struct domains *d, const struct gate_settings *g)
{
	d->settings = mem_resize(
	    d->settings, d->n_settings + 1, sizeof(struct gate_settings *));
	d->settings[d->n_settings] = mem_dup(g, sizeof(*g));
	return d->settings[d->n_settings++];
}

int
domains_add(struct domains *d, const char *name, const struct gate_settings *g,
    struct error *err)
{
	char canonical[DNS_NAME_SIZE];

	if (strcmp(name, "*") == 0) {
		if (d->others != NULL)
			return error_set(err, "\"*\" is named twice");
		d->others = domains_keep_settings(d, g);
		return 0;
	}
	if (dns_name_canonical(name, canonical, err) == -1)
		return -1;
	if (domains_settings(d, canonical) != NULL)
		return error_set(err, "%s is named twice", canonical);
	if (domains_count(d) == DOMAINS_MAX)
		return error_set(err, "more than %d domains", DOMAINS_MAX);
	domains_insert(d, canonical, domains_keep_settings(d, g));
	return 0;
}

static char *
domains_trim(char *line)
{
	line[strcspn(line, "#\r\n")] = '\0';
	line += strspn(line, " \t");
	line[strcspn(line, " \t")] = '\0';
	return line;
}

static int
domains_read_lines(struct domains *d, FILE *f, const char *path,
    struct gate_settings *settings, struct error *err)
{
	char line[DOMAINS_LINE_SIZE], canonical[DNS_NAME_SIZE];

	for (size_t n = 1; fgets(line, sizeof(line), f) != NULL; n++) {
		const char *name;

		if (strlen(line) + 1 == sizeof(line))
			return error_set(err,
			    "%s:%zu: a line of %d octets or "
			    "more",
			    path, n, DOMAINS_LINE_SIZE - 1);
		name = domains_trim(line);
		if (name[0] == '\0')
			continue;
		if (dns_name_canonical(name, canonical, err) == -1) {
			error_prefix(err, "%s:%zu", path, n);
			return -1;
		}
		if (domains_count(d) == DOMAINS_MAX)
			return error_set(err, "%s:%zu: more than %d domains",
			    path, n, DOMAINS_MAX);
		if (domains_settings(d, canonical) == NULL)
			domains_insert(d, canonical, settings);
	}
	return 0;
}

int
domains_add_file(struct domains *d, const char *path,
    const struct gate_settings *g, struct error *err)
{
	FILE *f = fopen(path, "r");
	int ret;

	if (f == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	ret = domains_read_lines(d, f, path, domains_keep_settings(d, g), err);
	if (ret == 0 && ferror(f))
		ret = error_set(err, "%s: %s", path, strerror(errno));
	(void)fclose(f);
	return ret;
}

const struct gate_settings *
domains_find(const struct domains *d, const char *name)
{
	const struct gate_settings *own = domains_settings(d, name);

	return own != NULL ? own : d->others;
}

bool
domains_has(const struct domains *d, const char *name)
{
	return domains_settings(d, name) != NULL;
}

bool
domains_control(const struct domains *d, const char *host)
{
	for (; host != NULL; host = dns_name_parent(host))
		if (domains_settings(d, host) != NULL)
			return true;
	return false;
}

size_t
domains_count(const struct domains *d)
{
	return map_count(d->names);
}
