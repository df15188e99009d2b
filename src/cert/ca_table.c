/* SPDX-License-Identifier: BSD-2-Clause */
/* The CA table: loading it, and an operator's rows over it. */

#include "cert/ca_table.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/map.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/ca_file.h"
#include "cert/ca_table_parts.h"
#include "cert/dn.h"

static struct ca_table *
ca_table_new(void)
{
	struct ca_table *t = mem_zalloc(sizeof(*t));

	for (size_t i = 0; i < CA_INDEXES; i++)
		t->indexes[i] = map_new();
	t->sets = ca_sets_new();
	t->known_by_id = map_new();
	return t;
}

void
ca_table_free(struct ca_table **tp)
{
	struct ca_table *t = *tp;

	if (t == NULL)
		return;
	*tp = NULL;
	while (t->groups != NULL) {
		struct ca_group *next = t->groups->next;

		free(t->groups);
		t->groups = next;
	}
	for (size_t i = 0; i < CA_INDEXES; i++)
		map_free(&t->indexes[i]);
	for (size_t i = 0; i < t->n; i++)
		free(t->slots[i]);
	for (size_t i = 0; i < t->n_known; i++)
		free(t->known[i]);
	for (size_t i = 0; i < t->n_files; i++)
		ca_file_free(&t->files[i]);
	map_free(&t->known_by_id);
	ca_sets_free(&t->sets);
	pool_fini(&t->pool);
	free(t->known);
	free(t->files);
	free(t->slots);
	free(t);
}

size_t
ca_table_count(const struct ca_table *t)
{
	return t->n;
}

const struct ca_entry *
ca_table_at(const struct ca_table *t, size_t i)
{
	return &t->slots[i]->entry;
}

void
ca_key_id_put(
    struct buf *out, const void *key_id, size_t len, const char *loose_name)
{
	buf_put(out, key_id, len);
	buf_puts(out, "\n");
	buf_puts(out, loose_name);
}

static void
ca_slot_set_key(struct ca_table *t, struct ca_slot *s, enum ca_index index,
    const void *key, size_t len)
{
	s->keys[index] = pool_put(&t->pool, key, len);
	s->key_lens[index] = len;
}

static void
ca_slot_set_hash(
    struct ca_table *t, struct ca_slot *s, enum ca_index index, const char *hex)
{
	uint8_t hash[CA_HASH_SIZE];
	int n = text_from_hex(hex, strlen(hex), hash, sizeof(hash));

	if (n == CA_HASH_SIZE)
		ca_slot_set_key(t, s, index, hash, sizeof(hash));
}

static void
ca_slot_set_key_id(struct ca_table *t, struct ca_slot *s, const char *name)
{
	const char *hex = s->entry.ski;
	uint8_t ski[CA_KEY_ID_MAX];
	int n = text_from_hex(hex, strlen(hex), ski, sizeof(ski));
	struct buf key = BUF_INIT;

	if (n <= 0)
		return;
	ca_key_id_put(&key, ski, (size_t)n, name);
	ca_slot_set_key(t, s, CA_BY_KEY_ID, key.data, key.len);
	buf_fini(&key);
}

static int
ca_slot_set_name(struct ca_table *t, struct ca_slot *s, struct error *err)
{
	struct buf key = BUF_INIT, loose = BUF_INIT;
	int ret = dn_key_from_text(s->entry.subject_dn, &key, err);

	if (ret == 0 && key.len > 0) {
		dn_key_loose(buf_text(&key), &loose);
		ca_slot_set_key(t, s, CA_BY_NAME, loose.data, loose.len);
		ca_slot_set_key_id(t, s, loose.data);
	}
	buf_fini(&key);
	buf_fini(&loose);
	return ret;
}

static void
ca_slot_set_domains(
    struct ca_slot *s, const struct ca_set *set, const struct ca_set *weak)
{
	s->set = set;
	s->weak = weak;
	s->entry.domains = set->ids;
	s->entry.n_domains = set->n;
	s->entry.weak_domains = weak->ids;
	s->entry.n_weak_domains = weak->n;
}

static void
ca_slot_fill(struct ca_table *t, struct ca_slot *s, const struct ca_row *row)
{
	const char *const *text = row->text;

	s->entry = (struct ca_entry){
	    .owner = text[CA_OWNER],
	    .subject_dn = text[CA_SUBJECT_DN],
	    .operator_name = text[CA_OPERATOR],
	    .ski = text[CA_SKI],
	    .spki_sha256 = text[CA_SPKI_SHA256],
	    .cert_sha256 = text[CA_CERT_SHA256],
	    .not_before = text[CA_NOT_BEFORE],
	    .not_after = text[CA_NOT_AFTER],
	    .purposes = text[CA_PURPOSES],
	    .caa_basis = text[CA_CAA_BASIS],
	    .caa_sources = text[CA_CAA_SOURCES],
	    .source = text[CA_SOURCE],
	    .source_date = text[CA_SOURCE_DATE],
	};
	ca_slot_set_domains(s, ca_sets_parse(t->sets, text[CA_DOMAINS]),
	    ca_sets_parse(t->sets, text[CA_DOMAINS_WEAK]));
	ca_slot_set_hash(t, s, CA_BY_CERT, text[CA_CERT_SHA256]);
	ca_slot_set_hash(t, s, CA_BY_KEY, text[CA_SPKI_SHA256]);
}

static const struct ca_group *
ca_table_group(
    const struct ca_table *t, const struct ca_slot *s, enum ca_index index)
{
	if (s->keys[index] == NULL)
		return NULL;
	return map_find(t->indexes[index], s->keys[index], s->key_lens[index]);
}

static void
ca_table_index(struct ca_table *t, struct ca_slot *s, enum ca_index index)
{
	struct ca_group *group;
	void **slot;

	if (s->keys[index] == NULL)
		return;
	slot = map_slot(t->indexes[index], s->keys[index], s->key_lens[index]);
	if (*slot == NULL) {
		group = mem_zalloc(sizeof(*group));
		group->index = index;
		group->next = t->groups;
		t->groups = group;
		*slot = group;
	}
	group = *slot;
	s->next[index] = group->first;
	group->first = s;
	group->n++;
}

static void
ca_table_insert_own(struct ca_table *t, struct ca_slot *s)
{
	if (t->n == t->size) {
		t->size = t->size > 0 ? 2 * t->size : 64;
		t->slots = mem_resize(t->slots, t->size, sizeof(*t->slots));
	}
	t->slots[t->n++] = s;
	for (size_t i = 0; i < CA_INDEXES; i++)
		ca_table_index(t, s, (enum ca_index)i);
}

/* The earlier rows that a later row speaks of, and by which index. */
static const struct ca_group *
ca_table_overruled(const struct ca_table *t, const struct ca_slot *later)
{
	const struct ca_group *same = ca_table_group(t, later, CA_BY_CERT);

	if (later->keys[CA_BY_KEY] != NULL)
		return ca_table_group(t, later, CA_BY_KEY);
	if (same != NULL)
		return ca_table_group(t, same->first, CA_BY_KEY);
	if (later->keys[CA_BY_CERT] != NULL)
		return NULL;
	if (later->keys[CA_BY_KEY_ID] != NULL)
		return ca_table_group(t, later, CA_BY_KEY_ID);
	return ca_table_group(t, later, CA_BY_NAME);
}

static void
ca_slot_overrule(struct ca_slot *s, const struct ca_slot *later)
{
	ca_slot_set_domains(s, later->set, later->weak);
	s->entry.caa_basis = later->entry.caa_basis;
	s->entry.caa_sources = later->entry.caa_sources;
	s->entry.source = later->entry.source;
	s->entry.source_date = later->entry.source_date;
	if (later->entry.owner[0] != '\0')
		s->entry.owner = later->entry.owner;
	if (later->entry.operator_name[0] != '\0')
		s->entry.operator_name = later->entry.operator_name;
}

/* A row of a later file: what it says holds for all it speaks of. */
static void
ca_table_apply_own(struct ca_table *t, struct ca_slot *later, size_t earlier)
{
	const struct ca_group *same = ca_table_group(t, later, CA_BY_CERT);
	const struct ca_group *group = ca_table_overruled(t, later);

	if (earlier == 0) {
		ca_table_insert_own(t, later);
		return;
	}
	if (same != NULL)
		ca_slot_overrule(same->first, later);
	if (group != NULL)
		for (struct ca_slot *s = group->first; s != NULL;
		     s = s->next[group->index])
			ca_slot_overrule(s, later);
	if (same == NULL && (group == NULL || later->keys[CA_BY_CERT] != NULL))
		ca_table_insert_own(t, later);
	else
		free(later);
}

static void
ca_slots_free(struct ca_slot **slots, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(slots[i]);
	free(slots);
}

/* Everything that can fail; the table's rows are untouched. */
static int
ca_table_prepare(struct ca_table *t, const struct ca_file *file,
    const char *path, struct ca_slot **slots, struct error *err)
{
	for (size_t i = 0; i < ca_file_count(file); i++) {
		const struct ca_row *row = ca_file_at(file, i);

		slots[i] = mem_zalloc(sizeof(*slots[i]));
		ca_slot_fill(t, slots[i], row);
		if (ca_slot_set_name(t, slots[i], err) == -1) {
			error_prefix(err, "%s:%zu", path, row->line);
			return -1;
		}
	}
	return 0;
}

/* Rows without a basis or source of their own name the file. */
static void
ca_table_sign(struct ca_table *t, struct ca_slot *s, const char *path)
{
	if (s->entry.caa_basis[0] == '\0')
		s->entry.caa_basis = "operator";
	if (s->entry.source[0] == '\0')
		s->entry.source = pool_put(&t->pool, path, strlen(path));
}

int
ca_table_add(struct ca_table *t, const char *path, struct error *err)
{
	struct ca_file *file = NULL;
	struct ca_slot **slots;
	size_t n, earlier = t->n;

	if (ca_file_load(path, &file, err) == -1)
		return -1;
	n = ca_file_count(file);
	slots = mem_array(n, sizeof(struct ca_slot *));
	if (n > CA_TABLE_ROWS_MAX - t->n)
		(void)error_set(err, "%s: more than %d rows in all", path,
		    CA_TABLE_ROWS_MAX);
	else if (ca_table_prepare(t, file, path, slots, err) == 0) {
		for (size_t i = 0; i < n; i++) {
			if (earlier > 0)
				ca_table_sign(t, slots[i], path);
			ca_table_apply_own(t, slots[i], earlier);
		}
		free(slots);
		ca_file_drop_rows(file);
		t->files = mem_resize(
		    t->files, t->n_files + 1, sizeof(struct ca_file *));
		t->files[t->n_files++] = file;
		ca_table_settle(t);
		return 0;
	}
	ca_slots_free(slots, n);
	ca_file_free(&file);
	return -1;
}

int
ca_table_load(const char *path, struct ca_table **table_out, struct error *err)
{
	struct ca_table *t = ca_table_new();

	if (ca_table_add(t, path, err) == -1) {
		ca_table_free(&t);
		return -1;
	}
	*table_out = t;
	return 0;
}
