/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Settings: a libconfig file read through one table, so that parser, bounds,
 * defaults, sample file and manual page can't disagree.
 */

#ifndef BASE_SETTINGS_H
#define BASE_SETTINGS_H

#include <stddef.h>
#include <stdint.h>

struct buf;
struct error;

enum setting_type {
	SETTING_BOOL,     /* bool */
	SETTING_INTEGER,  /* int64_t, least..most */
	SETTING_DURATION, /* int64_t seconds: "90s", "5m", "8h", "7d"; a word
			   * of `words` gives -1 - its index */
	SETTING_SIZE,     /* int64_t octets: "64K", "10M", "1G" */
	SETTING_STRING,   /* char * */
	SETTING_WORD,     /* int: index in `words`; true and false may be
			   * words, with or without quotes */
	SETTING_STRINGS,  /* struct setting_strings; one string will do too */
	SETTING_MAP,      /* struct setting_map: a group of free names, each
			   * with a string */
	SETTING_GROUPS,   /* struct setting_groups: a list of groups, each read
			   * through `rows` */
};

struct setting_strings {
	char **list;
	size_t n;
};

struct setting_pair {
	char *name;
	char *value;
};

struct setting_map {
	struct setting_pair *list;
	size_t n;
};

struct setting_groups {
	void *list; /* n structures of row_size octets */
	size_t n;
};

/* Is the text good for this setting?  0; or -1, and *wanted says what is
 * wanted: the end of a sentence. */
typedef int setting_check(const char *text, struct error *wanted);

struct setting {
	const char *path; /* `gate.confirmations`; in a group `name` */
	enum setting_type type;
	size_t offset;        /* of the field in the structure filled */
	const char *fallback; /* the default, in libconfig's words; NULL: the
			       * key must be there */
	int64_t least, most;  /* numbers, durations, sizes; length of text */
	const char *const *words; /* ends in NULL */
	const struct setting *rows;
	size_t n_rows, row_size;
	const char *help;     /* a sentence or two for the sample file */
	setting_check *check; /* of each text but an empty one that
			       * stands alone; or NULL */
};

#define SETTING_TEXT_MAX 4096    /* octets of one string, where `most` is 0 */
#define SETTING_LIST_MAX 1000000 /* strings, pairs or groups in one list */

/*
 * Fill *into (zeroed by the caller) from the file and the defaults.  -1: *err
 * names file, line, key, what was found and what is wanted; *into is freed
 * and zero then.  path NULL: defaults alone.
 */
int settings_read(const char *path, const struct setting *table, size_t n,
    void *into, struct error *err);

/* Free what settings_read allocated; the fields are zero afterwards. */
void settings_fini(const struct setting *table, size_t n, void *from);

/* The sample file: every setting at its default, with its help. */
void
settings_put_sample(const struct setting *table, size_t n, struct buf *out);

#endif
