/* SPDX-License-Identifier: BSD-2-Clause */
/* From a climb and a list of CAs to what `explain` prints. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/climb.h"
#include "cli/explain.h"
#include "cli/lint.h"
#include "cli/owners.h"

static void
issuer_fini(struct explain_issuer *issuer)
{
	for (size_t i = 0; i < issuer->n_ids; i++)
		free(issuer->ids[i]);
	free(issuer->ids);
	free(issuer->owner);
}

void
explain_fini(struct explain *ex)
{
	for (size_t i = 0; i < ex->n_issuers; i++)
		issuer_fini(&ex->issuers[i]);
	for (size_t i = 0; ex->lints != NULL && i < ex->n_entries; i++)
		caa_lint_fini(&ex->lints[i]);
	free(ex->lints);
	free(ex->issuers);
	free(ex->entries);
	caa_climb_free(&ex->climb);
}

static int
tag_rank(const struct caa_entry *e)
{
	return e->property.id != CAA_TAG_UNKNOWN ? (int)e->property.id
						 : CAA_TAG_CONTACTPHONE + 1;
}

static int
compare_octets(const uint8_t *a, size_t a_len, const uint8_t *b, size_t b_len)
{
	size_t len = a_len < b_len ? a_len : b_len;
	int order = len > 0 ? memcmp(a, b, len) : 0;

	return order != 0 ? order : (a_len > b_len) - (a_len < b_len);
}

static int
compare_entries(const void *a, const void *b)
{
	const struct caa_entry *x = *(const struct caa_entry *const *)a;
	const struct caa_entry *y = *(const struct caa_entry *const *)b;
	int order = tag_rank(x) - tag_rank(y);

	if (order == 0)
		order = compare_octets(x->property.tag, x->property.tag_len,
		    y->property.tag, y->property.tag_len);
	if (order == 0)
		order = compare_octets(x->property.value, x->property.value_len,
		    y->property.value, y->property.value_len);
	return order != 0 ? order : x->property.flags - y->property.flags;
}

void
explain_sort(struct explain *ex)
{
	ex->set = caa_climb_set(ex->climb);
	if (ex->set == NULL)
		return;
	ex->n_entries = ex->set->n_entries;
	ex->entries = mem_array(ex->n_entries, sizeof(ex->entries[0]));
	for (size_t i = 0; i < ex->n_entries; i++)
		ex->entries[i] = &ex->set->entries[i];
	qsort(ex->entries, ex->n_entries, sizeof(ex->entries[0]),
	    compare_entries);
}

void
explain_lint(struct explain *ex, const struct caa_lint_cas *cas)
{
	struct buf rdata = BUF_INIT;

	if (ex->n_entries == 0)
		return;
	ex->lints = mem_array(ex->n_entries, sizeof(ex->lints[0]));
	for (size_t i = 0; i < ex->n_entries; i++) {
		buf_clear(&rdata);
		caa_property_put_wire(&ex->entries[i]->property, &rdata);
		lint_rdata(
		    (const uint8_t *)rdata.data, rdata.len, cas, &ex->lints[i]);
	}
	buf_fini(&rdata);
}

static bool
is_listed(const struct explain *ex, const char *id)
{
	for (size_t i = 0; i < ex->n_issuers; i++)
		for (size_t k = 0; k < ex->issuers[i].n_ids; k++)
			if (strcmp(ex->issuers[i].ids[k], id) == 0)
				return true;
	return false;
}

void
explain_add_issuer(
    struct explain *ex, const char *const *ids, size_t n_ids, const char *owner)
{
	struct explain_issuer *issuer;

	if (n_ids == 0 || (n_ids == 1 && is_listed(ex, ids[0])))
		return;
	ex->issuers =
	    mem_resize(ex->issuers, ex->n_issuers + 1, sizeof(*ex->issuers));
	issuer = &ex->issuers[ex->n_issuers++];
	*issuer = (struct explain_issuer){.n_ids = n_ids};
	issuer->ids = mem_array(n_ids, sizeof(issuer->ids[0]));
	for (size_t i = 0; i < n_ids; i++)
		issuer->ids[i] = mem_strdup(ids[i]);
	if (owner != NULL)
		issuer->owner = mem_strdup(owner);
}

void
explain_add_named(struct explain *ex, const struct owners *owners)
{
	for (size_t i = 0; i < ex->n_entries; i++) {
		const struct caa_span *span = &ex->entries[i]->value.issuer;
		const struct owner *owner;
		const char *id;
		char *copy;

		if (!ex->entries[i]->restricts ||
		    !ex->entries[i]->well_formed || span->len == 0)
			continue;
		copy = mem_strndup(span->text, span->len);
		text_lower_in_place(copy);
		id = copy;
		owner = owners != NULL ? owners_of(owners, id) : NULL;
		explain_add_issuer(
		    ex, &id, 1, owner != NULL ? owner->name : NULL);
		free(copy);
	}
}

void
explain_judge(struct explain *ex)
{
	for (size_t i = 0; i < ex->n_issuers; i++) {
		struct explain_issuer *issuer = &ex->issuers[i];

		for (int k = 0; k < EXPLAIN_KINDS; k++) {
			const struct caa_request req = {
			    .kind = (enum caa_kind)k,
			    .issuers = (const char *const *)issuer->ids,
			    .n_issuers = issuer->n_ids};

			caa_evaluate(ex->climb, &req, &issuer->results[k]);
		}
	}
}

size_t
explain_index(const struct explain *ex, const struct caa_entry *entry)
{
	size_t i = 0;

	while (i < ex->n_entries && ex->entries[i] != entry)
		i++;
	return i;
}

bool
explain_entry_permits(
    const struct explain *ex, const struct caa_entry *entry, enum caa_kind kind)
{
	struct caa_request req = {.kind = kind, .n_issuers = 1};
	struct caa_result result;
	const char *id;
	char *copy;

	if (!entry->well_formed || entry->value.issuer.len == 0)
		return false;
	copy = mem_strndup(entry->value.issuer.text, entry->value.issuer.len);
	id = copy;
	req.issuers = &id;
	caa_evaluate_set(ex->set, &req, &result);
	free(copy);
	return result.verdict == CAA_PERMIT &&
	       entry->account != CAA_BINDING_DUPLICATE &&
	       entry->account != CAA_BINDING_INVALID &&
	       entry->methods != CAA_BINDING_DUPLICATE &&
	       entry->methods != CAA_BINDING_INVALID &&
	       (entry->methods != CAA_BINDING_PRESENT ||
		   entry->method_list.len > 0);
}
