/* SPDX-License-Identifier: BSD-2-Clause */
/* How the CA table lies in memory; between the files ca_table*.c only. */

#ifndef CERT_CA_TABLE_PARTS_H
#define CERT_CA_TABLE_PARTS_H

#include "base/pool.h"
#include "cert/ca_set.h"
#include "cert/ca_table.h"

struct buf;
struct ca_file;
struct map;

enum ca_index { CA_BY_CERT, CA_BY_KEY, CA_BY_KEY_ID, CA_BY_NAME, CA_INDEXES };

struct ca_slot { /* one row */
	struct ca_entry entry;
	const struct ca_set *set, *weak;
	/* What it is found by; NULL: not by that. */
	const void *keys[CA_INDEXES];
	size_t key_lens[CA_INDEXES];
	struct ca_slot *next[CA_INDEXES]; /* of the same group */
};

struct ca_group { /* the rows of one key of one index */
	struct ca_slot *first;
	enum ca_index index;
	size_t n;
	struct ca_group *next; /* any other group of the table */
	/* What they say together. */
	const struct ca_entry *entry;
	bool one_operator;
	const struct ca_set *set, *weak;
};

struct ca_known { /* an identifier */
	const char *id;
	size_t n; /* rows that recognise it; 0: only weakly */
};

struct ca_table {
	struct ca_file **files; /* they own the rows' text */
	size_t n_files;
	struct ca_slot **slots;
	size_t n, size;
	struct map *indexes[CA_INDEXES]; /* to struct ca_group */
	struct ca_group *groups;
	struct ca_sets *sets;
	struct map *known_by_id;
	struct ca_known **known;
	size_t n_known;
	struct pool pool; /* of keys */
};

/* The key of CA_BY_KEY_ID. */
void ca_key_id_put(
    struct buf *out, const void *key_id, size_t len, const char *loose_name);

/* Settle what groups say and which identifiers are known. */
void ca_table_settle(struct ca_table *);

#endif
