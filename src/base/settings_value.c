/* SPDX-License-Identifier: BSD-2-Clause */
/* One value of a settings file: its type, its bounds, its place in memory. */

#include "base/settings_value.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/settings.h"
#include "base/text.h"

int
settings_fail(const struct settings_place *at, struct error *err,
    const char *found, const char *wanted)
{
	struct buf shown = BUF_INIT;
	const char *file =
	    at->node != NULL ? config_setting_source_file(at->node) : NULL;

	text_put_escaped(&shown, found, strlen(found), 80);
	(void)error_set(err, "%s:%u: %s: found %s, want %s",
	    file != NULL       ? file
	    : at->file != NULL ? at->file
			       : "(default)",
	    at->node != NULL ? config_setting_source_line(at->node) : 0,
	    at->path, buf_text(&shown), wanted);
	buf_fini(&shown);
	return -1;
}

const char *
settings_kind_text(const config_setting_t *node)
{
	switch (config_setting_type(node)) {
	case CONFIG_TYPE_INT:
	case CONFIG_TYPE_INT64:
		return "a number";
	case CONFIG_TYPE_FLOAT:
		return "a fraction";
	case CONFIG_TYPE_STRING:
		return "a text";
	case CONFIG_TYPE_BOOL:
		return "true or false";
	case CONFIG_TYPE_ARRAY:
	case CONFIG_TYPE_LIST:
		return "a list";
	case CONFIG_TYPE_GROUP:
		return "a group";
	default:
		return "nothing";
	}
}

static const char *
settings_text_of(
    const struct settings_place *at, const char *wanted, struct error *err)
{
	if (config_setting_type(at->node) != CONFIG_TYPE_STRING) {
		(void)settings_fail(
		    at, err, settings_kind_text(at->node), wanted);
		return NULL;
	}
	return config_setting_get_string(at->node);
}

static int
settings_bounded(const struct settings_place *at, const struct setting *s,
    int64_t value, int64_t *out, struct error *err)
{
	char found[32], wanted[96];

	if (value >= s->least && value <= s->most) {
		*out = value;
		return 0;
	}
	(void)snprintf(found, sizeof(found), "%lld", (long long)value);
	(void)snprintf(wanted, sizeof(wanted), "%lld to %lld%s",
	    (long long)s->least, (long long)s->most,
	    s->type == SETTING_DURATION ? " seconds"
	    : s->type == SETTING_SIZE   ? " octets"
					: "");
	return settings_fail(at, err, found, wanted);
}

static int
settings_bool(const struct settings_place *at, void *field, struct error *err)
{
	if (config_setting_type(at->node) != CONFIG_TYPE_BOOL)
		return settings_fail(
		    at, err, settings_kind_text(at->node), "true or false");
	*(bool *)field = config_setting_get_bool(at->node) != 0;
	return 0;
}

static int
settings_integer(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	int type = config_setting_type(at->node);

	if (type != CONFIG_TYPE_INT && type != CONFIG_TYPE_INT64)
		return settings_fail(
		    at, err, settings_kind_text(at->node), "a whole number");
	return settings_bounded(
	    at, s, config_setting_get_int64(at->node), field, err);
}

static int
settings_find_word(const char *const *words, const char *text)
{
	for (int i = 0; words != NULL && words[i] != NULL; i++)
		if (strcmp(words[i], text) == 0)
			return i;
	return -1;
}

static int
settings_duration(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	static const char wanted[] = "a duration such as \"90s\", \"5m\", "
				     "\"8h\" or \"7d\"";
	const char *text = settings_text_of(at, wanted, err);
	int word;
	int64_t seconds;

	if (text == NULL)
		return -1;
	word = settings_find_word(s->words, text);
	if (word >= 0) {
		*(int64_t *)field = -1 - word;
		return 0;
	}
	seconds = clock_duration(text, NULL);
	if (seconds == -1)
		return settings_fail(at, err, text, wanted);
	return settings_bounded(at, s, seconds, field, err);
}

static int64_t
settings_parse_size(const char *text)
{
	static const char units[] = "KMG";
	char *end;
	const char *unit;
	long long n = text_is_digit(text[0]) ? strtoll(text, &end, 10) : -1;

	if (n < 0)
		return -1;
	if (*end == '\0')
		return n;
	unit = strchr(units, *end);
	if (unit == NULL || end[1] != '\0' || n > INT64_MAX >> 30)
		return -1;
	return (int64_t)n << (10 * (unit - units + 1));
}

static int
settings_size(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	static const char wanted[] = "a size such as \"64K\", \"10M\" or "
				     "\"1G\"";
	const char *text = settings_text_of(at, wanted, err);
	int64_t size;

	if (text == NULL)
		return -1;
	size = settings_parse_size(text);
	if (size == -1)
		return settings_fail(at, err, text, wanted);
	return settings_bounded(at, s, size, field, err);
}

/* Nothing is what many settings have at first; it is asked of lists, and of
 * those that have something. */
static bool
settings_is_checked(const struct setting *s, const char *text)
{
	bool optional = s->fallback != NULL && strcmp(s->fallback, "\"\"") == 0;

	return s->check != NULL &&
	       (text[0] != '\0' || s->type == SETTING_STRINGS ||
		   (s->type == SETTING_STRING && !optional));
}

static char *
settings_copy_text(
    const struct settings_place *at, const struct setting *s, struct error *err)
{
	const char *text = settings_text_of(at, "a text", err);
	size_t most = s->most > 0 ? (size_t)s->most : SETTING_TEXT_MAX;
	struct error why = {""};

	if (text == NULL)
		return NULL;
	if (strlen(text) > most) {
		char wanted[48];

		(void)snprintf(
		    wanted, sizeof(wanted), "at most %zu octets", most);
		(void)settings_fail(at, err, "a text that is too long", wanted);
		return NULL;
	}
	if (settings_is_checked(s, text) && s->check(text, &why) == -1) {
		(void)settings_fail(at, err, text, why.text);
		return NULL;
	}
	return mem_strdup(text);
}

static int
settings_word(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	struct buf wanted = BUF_INIT;
	const char *text;
	int word = -1, ret = -1;

	for (int i = 0; s->words[i] != NULL; i++)
		buf_printf(&wanted, "%s\"%s\"", i > 0 ? ", " : "", s->words[i]);
	if (config_setting_type(at->node) == CONFIG_TYPE_BOOL)
		text = config_setting_get_bool(at->node) ? "true" : "false";
	else
		text = settings_text_of(at, buf_text(&wanted), err);
	if (text != NULL) {
		word = settings_find_word(s->words, text);
		ret = word >= 0
			  ? 0
			  : settings_fail(at, err, text, buf_text(&wanted));
	}
	if (ret == 0)
		*(int *)field = word;
	buf_fini(&wanted);
	return ret;
}

static int
settings_strings(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	struct setting_strings *strings = field;
	bool list = config_setting_is_aggregate(at->node) &&
		    !config_setting_is_group(at->node);
	int n = list ? config_setting_length(at->node) : 1;

	if (n > SETTING_LIST_MAX)
		return settings_fail(at, err, "too long a list", "a shorter");
	strings->list = mem_array((size_t)n, sizeof(char *));
	for (int i = 0; i < n; i++) {
		struct settings_place item = *at;

		if (list)
			item.node =
			    config_setting_get_elem(at->node, (unsigned)i);
		strings->list[i] = settings_copy_text(&item, s, err);
		if (strings->list[i] == NULL)
			return -1;
		strings->n++;
	}
	return 0;
}

static int
settings_map(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	struct setting_map *map = field;
	int n;

	if (!config_setting_is_group(at->node))
		return settings_fail(at, err, settings_kind_text(at->node),
		    "a group { NAME = \"TEXT\"; }");
	n = config_setting_length(at->node);
	map->list = mem_array((size_t)n, sizeof(struct setting_pair));
	for (int i = 0; i < n; i++) {
		struct settings_place item = *at;
		char *value;

		item.node = config_setting_get_elem(at->node, (unsigned)i);
		value = settings_copy_text(&item, s, err);
		if (value == NULL)
			return -1;
		map->list[i].name = mem_strdup(config_setting_name(item.node));
		map->list[i].value = value;
		map->n++;
	}
	return 0;
}

static int
settings_groups(const struct settings_place *at, const struct setting *s,
    void *field, struct error *err)
{
	struct setting_groups *groups = field;
	int n;

	if (!config_setting_is_list(at->node))
		return settings_fail(at, err, settings_kind_text(at->node),
		    "a list ( { name = ...; }, ... )");
	n = config_setting_length(at->node);
	groups->list = mem_array((size_t)n, s->row_size);
	for (int i = 0; i < n; i++) {
		struct settings_place item = *at;

		item.node = config_setting_get_elem(at->node, (unsigned)i);
		if (!config_setting_is_group(item.node))
			return settings_fail(&item, err,
			    settings_kind_text(item.node), "a group { ... }");
		groups->n++;
		if (settings_fill(at->file, item.node, s->rows, s->n_rows,
			(char *)groups->list + (size_t)i * s->row_size,
			err) == -1)
			return -1;
	}
	return 0;
}

int
settings_take(const struct settings_place *at, const struct setting *s,
    void *into, struct error *err)
{
	void *field = (char *)into + s->offset;

	switch (s->type) {
	case SETTING_BOOL:
		return settings_bool(at, field, err);
	case SETTING_INTEGER:
		return settings_integer(at, s, field, err);
	case SETTING_DURATION:
		return settings_duration(at, s, field, err);
	case SETTING_SIZE:
		return settings_size(at, s, field, err);
	case SETTING_STRING:
		*(char **)field = settings_copy_text(at, s, err);
		return *(char **)field != NULL ? 0 : -1;
	case SETTING_WORD:
		return settings_word(at, s, field, err);
	case SETTING_STRINGS:
		return settings_strings(at, s, field, err);
	case SETTING_MAP:
		return settings_map(at, s, field, err);
	case SETTING_GROUPS:
		return settings_groups(at, s, field, err);
	}
	return -1;
}
