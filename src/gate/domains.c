/* SPDX-License-Identifier: BSD-2-Clause */
/* The table of sending domains: a hash of names, each with its settings. */

#include "gate/domains.h"

#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "dns/name.h"

#define DOMAINS_LINE_SIZE 1024 /* octets of a line of the domains file */
#define DOMAINS_FIRST_SLOTS 64

struct domains_entry {
	char *name;
	uint32_t settings;
};

struct domains {
	struct domains_entry *entries;
	size_t n_entries, size;
	uint32_t *slots; /* entry + 1; 0 is free */
	size_t n_slots;	 /* a power of two, at least twice the entries */
	struct gate_settings *settings;
	size_t n_settings;
	uint32_t others_settings;
	bool has_others;
};

struct domains *
domains_new(void)
{
	struct domains *d = mem_zalloc(sizeof(*d));

	d->n_slots = DOMAINS_FIRST_SLOTS;
	d->slots = mem_array(d->n_slots, sizeof(*d->slots));
	return d;
}

void
domains_free(struct domains **dp)
{
	struct domains *d = *dp;

	if (d == NULL)
		return;
	*dp = NULL;
	for (size_t i = 0; i < d->n_entries; i++)
		free(d->entries[i].name);
	free(d->entries);
	free(d->slots);
	free(d->settings);
	free(d);
}

static size_t
domains_hash(const char *name)
{
	uint64_t h = UINT64_C(0xcbf29ce484222325);

	for (; *name != '\0'; name++)
		h = (h ^ (uint8_t)*name) * UINT64_C(0x100000001b3);
	return (size_t)(h ^ h >> 32);
}

static uint32_t *
domains_slot(const struct domains *d, const char *name)
{
	size_t at = domains_hash(name) & (d->n_slots - 1);

	while (d->slots[at] != 0 &&
	    strcmp(d->entries[d->slots[at] - 1].name, name) != 0)
		at = (at + 1) & (d->n_slots - 1);
	return &d->slots[at];
}

static void
domains_grow_slots(struct domains *d)
{
	d->n_slots *= 2;
	free(d->slots);
	d->slots = mem_array(d->n_slots, sizeof(*d->slots));
	for (size_t i = 0; i < d->n_entries; i++)
		*domains_slot(d, d->entries[i].name) = (uint32_t)i + 1;
}

static void
domains_insert(struct domains *d, const char *name, uint32_t settings)
{
	if (d->n_entries == d->size) {
		d->size = d->size > 0 ? 2 * d->size : 16;
		d->entries = mem_resize(d->entries, d->size,
		    sizeof(*d->entries));
	}
	if (2 * (d->n_entries + 1) > d->n_slots)
		domains_grow_slots(d);
	*domains_slot(d, name) = (uint32_t)d->n_entries + 1;
	d->entries[d->n_entries++] =
	    (struct domains_entry){mem_strdup(name), settings};
}

static uint32_t
domains_keep_settings(struct domains *d, const struct gate_settings *g)
{
	d->settings = mem_resize(d->settings, d->n_settings + 1,
	    sizeof(*d->settings));
	d->settings[d->n_settings] = *g;
	return (uint32_t)d->n_settings++;
}

int
domains_add(struct domains *d, const char *name, const struct gate_settings *g,
    struct error *err)
{
	char canonical[DNS_NAME_SIZE];

	if (strcmp(name, "*") == 0) {
		if (d->has_others)
			return error_set(err, "\"*\" is named twice");
		d->has_others = true;
		d->others_settings = domains_keep_settings(d, g);
		return 0;
	}
	if (dns_name_canonical(name, canonical, err) == -1)
		return -1;
	if (*domains_slot(d, canonical) != 0)
		return error_set(err, "%s is named twice", canonical);
	if (d->n_entries == DOMAINS_MAX)
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
    uint32_t settings, struct error *err)
{
	char line[DOMAINS_LINE_SIZE], canonical[DNS_NAME_SIZE];

	for (size_t n = 1; fgets(line, sizeof(line), f) != NULL; n++) {
		const char *name;

		if (strlen(line) + 1 == sizeof(line))
			return error_set(err, "%s:%zu: a line of %d octets or "
			    "more", path, n, DOMAINS_LINE_SIZE - 1);
		name = domains_trim(line);
		if (name[0] == '\0')
			continue;
		if (dns_name_canonical(name, canonical, err) == -1) {
			error_prefix(err, "%s:%zu", path, n);
			return -1;
		}
		if (d->n_entries == DOMAINS_MAX)
			return error_set(err, "%s:%zu: more than %d domains",
			    path, n, DOMAINS_MAX);
		if (*domains_slot(d, canonical) == 0)
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
	uint32_t slot = *domains_slot(d, name);

	if (slot != 0)
		return &d->settings[d->entries[slot - 1].settings];
	return d->has_others ? &d->settings[d->others_settings] : NULL;
}

bool
domains_control(const struct domains *d, const char *host)
{
	for (; host != NULL; host = dns_name_parent(host))
		if (*domains_slot(d, host) != 0)
			return true;
	return false;
}

size_t
domains_count(const struct domains *d)
{
	return d->n_entries;
}
