/* SPDX-License-Identifier: BSD-2-Clause */
/* A CAA RRset, parsed once and asked many times. */

#include "caa/set.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "base/text.h"
#include "caa/binding.h"
#include "dns/answer.h"

static int
caa_record_order(const void *a, const void *b)
{
	const struct dns_record *x = a, *y = b;
	size_t shorter = x->len < y->len ? x->len : y->len;
	int order = shorter > 0 ? memcmp(x->data, y->data, shorter) : 0;

	if (order != 0)
		return order;
	return (x->len > y->len) - (x->len < y->len);
}

/* The answer's records in canonical order (RFC 4034 section 6.3), each once. */
static struct dns_record *
caa_records_sorted(const struct dns_answer *answer, size_t *n_out)
{
	size_t n = 0;
	struct dns_record *sorted =
	    mem_array(answer->n_records, sizeof(sorted[0]));

	for (size_t i = 0; i < answer->n_records; i++)
		sorted[i] = answer->records[i];
	qsort(sorted, answer->n_records, sizeof(sorted[0]), caa_record_order);
	for (size_t i = 0; i < answer->n_records; i++)
		if (i == 0 || caa_record_order(&sorted[n - 1], &sorted[i]) != 0)
			sorted[n++] = sorted[i];
	*n_out = n;
	return sorted;
}

static bool
caa_tag_restricts(enum caa_tag tag)
{
	return tag == CAA_TAG_ISSUE || tag == CAA_TAG_ISSUEWILD ||
	       tag == CAA_TAG_ISSUEMAIL || tag == CAA_TAG_ISSUEVMC;
}

static void
caa_entry_read_value(struct caa_entry *e)
{
	enum caa_tag tag = e->property.id;

	e->restricts = caa_tag_restricts(tag);
	if (!e->restricts)
		return;
	e->well_formed = caa_value_parse(
	    e->property.value, e->property.value_len, &e->value, NULL);
	/* RFC 9495 section 4: no parameter of issuemail has a meaning. */
	if (tag == CAA_TAG_ISSUE || tag == CAA_TAG_ISSUEWILD)
		caa_entry_bind(e);
}

static void
caa_set_add(struct caa_set *set, const struct dns_record *record)
{
	struct caa_entry *e = &set->entries[set->n_entries];
	enum caa_rdata_fault fault =
	    caa_property_parse(record->data, record->len, &e->property);

	if (fault != CAA_RDATA_OK && fault != CAA_RDATA_TAG_CHARSET) {
		set->fault = fault;
		return;
	}
	set->n_entries++;
	set->n_tagged[e->property.id]++;
	if (e->property.id == CAA_TAG_UNKNOWN &&
	    caa_property_is_critical(&e->property) &&
	    set->critical_unknown == NULL)
		set->critical_unknown = e;
	caa_entry_read_value(e);
}

struct caa_set *
caa_set_new(struct dns_answer *answer)
{
	struct caa_set *set = mem_zalloc(sizeof(*set));
	size_t n;
	struct dns_record *records = caa_records_sorted(answer, &n);

	set->answer = dns_answer_ref(answer);
	set->entries = mem_array(n, sizeof(set->entries[0]));
	for (size_t i = 0; i < n; i++)
		caa_set_add(set, &records[i]);
	free(records);
	return set;
}

void
caa_set_free(struct caa_set **sp)
{
	struct caa_set *set = *sp;

	if (set == NULL)
		return;
	*sp = NULL;
	for (size_t i = 0; i < set->n_entries; i++)
		caa_value_fini(&set->entries[i].value);
	free(set->entries);
	dns_answer_free(&set->answer);
	free(set);
}
