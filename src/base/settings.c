/* SPDX-License-Identifier: BSD-2-Clause */
/* Settings: a libconfig file read through one table. */

#include "base/settings.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <libconfig.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/settings_value.h"
#include "base/text.h"

static int
settings_take_default(const struct setting *s, void *into, struct error *err)
{
	struct settings_place at = {NULL, s->path, NULL};
	struct buf text = BUF_INIT;
	config_t config;
	int ret;

	config_init(&config);
	buf_printf(&text, "value = %s;", s->fallback);
	if (config_read_string(&config, buf_text(&text)) != CONFIG_TRUE)
		ret = error_set(err, "%s: its default can't be read", s->path);
	else {
		at.node = config_lookup(&config, "value");
		ret = settings_take(&at, s, into, err);
	}
	config_destroy(&config);
	buf_fini(&text);
	return ret;
}

/* The row for this path, or a row of the group that the path names. */
static const struct setting *
settings_row(
    const struct setting *table, size_t n, const char *path, bool *group_out)
{
	size_t len = strlen(path);

	*group_out = false;
	for (size_t i = 0; i < n; i++) {
		if (strcmp(table[i].path, path) == 0)
			return &table[i];
		if (strncmp(table[i].path, path, len) == 0 &&
		    table[i].path[len] == '.')
			*group_out = true;
	}
	return NULL;
}

static const char *
settings_nearest(const struct setting *table, size_t n, const char *path)
{
	const char *nearest = NULL;
	unsigned least = 3;

	for (size_t i = 0; i < n; i++) {
		unsigned distance = text_distance(table[i].path, path, 2);

		if (distance < least) {
			least = distance;
			nearest = table[i].path;
		}
	}
	return nearest;
}

static int
settings_refuse_unknown(const struct settings_place *at,
    const struct setting *table, size_t n, struct error *err)
{
	const char *nearest = settings_nearest(table, n, at->path);
	char wanted[160];

	(void)snprintf(wanted, sizeof(wanted), "%s%s",
	    nearest != NULL ? "perhaps " : "a key of caagate.conf(5)",
	    nearest != NULL ? nearest : "");
	return settings_fail(at, err, "an unknown key", wanted);
}

/* Refuse every key below `group` that no row speaks of. */
static int
settings_check_keys(const char *file, const config_setting_t *group,
    const char *prefix, const struct setting *table, size_t n,
    struct error *err)
{
	int count = config_setting_length(group);

	for (int i = 0; i < count; i++) {
		const config_setting_t *node =
		    config_setting_get_elem(group, (unsigned)i);
		char path[256];
		struct settings_place at = {file, path, node};
		bool is_group;

		(void)snprintf(path, sizeof(path), "%s%s%s", prefix,
		    prefix[0] != '\0' ? "." : "", config_setting_name(node));
		if (settings_row(table, n, path, &is_group) != NULL)
			continue;
		if (!is_group)
			return settings_refuse_unknown(&at, table, n, err);
		if (!config_setting_is_group(node))
			return settings_fail(&at, err, settings_kind_text(node),
			    "a group { ... }");
		if (settings_check_keys(file, node, path, table, n, err) == -1)
			return -1;
	}
	return 0;
}

int
settings_fill(const char *file, const config_setting_t *root,
    const struct setting *table, size_t n, void *into, struct error *err)
{
	if (root != NULL &&
	    settings_check_keys(file, root, "", table, n, err) == -1)
		return -1;
	for (size_t i = 0; i < n; i++) {
		struct settings_place at = {file, table[i].path, NULL};

		/* the library's look-up does not change what it looks in */
		at.node = root == NULL
			      ? NULL
			      : config_setting_lookup(
				    (config_setting_t *)(uintptr_t)root,
				    table[i].path);
		if (at.node != NULL) {
			if (settings_take(&at, &table[i], into, err) == -1)
				return -1;
		} else if (table[i].fallback != NULL) {
			if (settings_take_default(&table[i], into, err) == -1)
				return -1;
		} else {
			at.node = root;
			return settings_fail(&at, err, "nothing", "this key");
		}
	}
	return 0;
}

static int
settings_parse_file(config_t *config, const char *path, struct error *err)
{
	const char *file;

	if (config_read_file(config, path) == CONFIG_TRUE)
		return 0;
	file = config_error_file(config);
	if (config_error_type(config) == CONFIG_ERR_FILE_IO)
		return error_set(
		    err, "%s: can't be read", file != NULL ? file : path);
	return error_set(err, "%s:%d: %s", file != NULL ? file : path,
	    config_error_line(config), config_error_text(config));
}

int
settings_read(const char *path, const struct setting *table, size_t n,
    void *into, struct error *err)
{
	config_t config;
	int ret = -1;

	config_init(&config);
	if (path == NULL) {
		ret = settings_fill(NULL, NULL, table, n, into, err);
	} else {
		const char *slash = strrchr(path, '/');
		char *folder = slash != NULL
				   ? mem_strndup(path, (size_t)(slash - path))
				   : NULL;

		if (folder != NULL)
			config_set_include_dir(&config, folder);
		if (settings_parse_file(&config, path, err) == 0)
			ret = settings_fill(path, config_root_setting(&config),
			    table, n, into, err);
		free(folder);
	}
	config_destroy(&config);
	if (ret == -1)
		settings_fini(table, n, into);
	return ret;
}

static void
settings_free_groups(const struct setting *s, struct setting_groups *groups)
{
	for (size_t i = 0; i < groups->n; i++)
		settings_fini(
		    s->rows, s->n_rows, (char *)groups->list + i * s->row_size);
	free(groups->list);
	*groups = (struct setting_groups){NULL, 0};
}

static void
settings_free_strings(struct setting_strings *strings)
{
	for (size_t i = 0; i < strings->n; i++)
		free(strings->list[i]);
	free(strings->list);
	*strings = (struct setting_strings){NULL, 0};
}

static void
settings_free_map(struct setting_map *map)
{
	for (size_t i = 0; i < map->n; i++) {
		free(map->list[i].name);
		free(map->list[i].value);
	}
	free(map->list);
	*map = (struct setting_map){NULL, 0};
}

void
settings_fini(const struct setting *table, size_t n, void *from)
{
	for (size_t i = 0; i < n; i++) {
		void *field = (char *)from + table[i].offset;

		switch (table[i].type) {
		case SETTING_STRING:
			free(*(char **)field);
			*(char **)field = NULL;
			break;
		case SETTING_STRINGS:
			settings_free_strings(field);
			break;
		case SETTING_MAP:
			settings_free_map(field);
			break;
		case SETTING_GROUPS:
			settings_free_groups(&table[i], field);
			break;
		case SETTING_BOOL:
		case SETTING_INTEGER:
		case SETTING_DURATION:
		case SETTING_SIZE:
		case SETTING_WORD:
			break;
		}
	}
}
