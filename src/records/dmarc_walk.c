/* SPDX-License-Identifier: BSD-2-Clause */
/* The DNS tree walk of RFC 9989. */

#include "records/dmarc_walk.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"

#define WALK_SHORT 7 /* labels that a long name is cut to */

size_t
dmarc_walk_domains(const char *domain, const char *out[DMARC_WALK_MAX])
{
	unsigned labels = dns_name_labels(domain);
	size_t n = 0;

	while (domain != NULL && labels > 0) {
		out[n++] = domain;
		do {
			domain = dns_name_parent(domain);
			labels--;
		} while (labels > WALK_SHORT);
	}
	return n;
}

/* The one record of a stop, to *out. */
static bool
walk_read(const struct dns_answer *answer, struct dmarc_stop *stop,
    struct dmarc_record *out)
{
	struct buf text = BUF_INIT;
	bool one;

	stop->n_records = dmarc_select(answer, &text);
	one = stop->n_records == 1 &&
	      dmarc_parse(buf_text(&text), text.len, out) == 0;
	buf_fini(&text);
	return one;
}

static bool
walk_look(dmarc_lookup_cb *lookup, void *arg, struct dmarc_stop *stop,
    struct dmarc_record *out)
{
	char *name = mem_printf(DMARC_PREFIX "%s", stop->domain);
	const struct dns_answer *answer = lookup(arg, name, DNS_TYPE_TXT);

	free(name);
	stop->open = answer == NULL || !dns_answer_is_definite(answer);
	return !stop->open && walk_read(answer, stop, out);
}

/* Records by stop; text is NULL where there is none. */
struct walk {
	struct dmarc_record records[DMARC_WALK_MAX];
	struct dmarc_discovery *out;
	size_t end; /* stops that the walk makes */
};

static bool
walk_has(const struct walk *w, size_t i)
{
	return w->records[i].text != NULL;
}

/* A psd tag of y or n ends the walk. */
static void
walk_find_end(struct walk *w)
{
	w->end = w->out->n_stops;
	for (size_t i = 0; i < w->out->n_stops; i++)
		if (walk_has(w, i) && w->records[i].psd != DMARC_PSD_U) {
			w->end = i + 1;
			return;
		}
}

/*
 * From the longest name to the shortest: psd=n is the organizational domain;
 * of psd=y, but at the start, it is one label below; else the shortest name
 * that has a record.  Returns the stop whose record speaks for it.
 */
static size_t
walk_find_org(struct walk *w)
{
	struct dmarc_discovery *d = w->out;
	size_t top = DMARC_WALK_MAX;

	d->org = d->stops[0].domain;
	for (size_t i = 0; i < w->end; i++) {
		d->org_open |= d->stops[i].open;
		if (!walk_has(w, i))
			continue;
		if (i > 0 && w->records[i].psd == DMARC_PSD_Y) {
			/* one label below, asked or not */
			const char *below = d->stops[0].domain;
			unsigned labels = dns_name_labels(d->stops[i].domain);

			while (dns_name_labels(below) > labels + 1)
				below = dns_name_parent(below);
			d->org = below;
			return d->stops[i - 1].domain == below &&
				       walk_has(w, i - 1)
				   ? i - 1
				   : i;
		}
		top = i;
	}
	if (top < DMARC_WALK_MAX)
		d->org = d->stops[top].domain;
	return top;
}

static void
walk_choose(struct walk *w)
{
	struct dmarc_discovery *d = w->out;
	size_t chosen = walk_find_org(w);

	if (walk_has(w, 0)) /* the domain's own comes first */
		chosen = 0;
	else if (d->org_open)
		chosen = DMARC_WALK_MAX;
	if (chosen == DMARC_WALK_MAX) {
		d->found = d->org_open ? DMARC_FOUND_OPEN : DMARC_FOUND_NOTHING;
		return;
	}
	d->found = DMARC_FOUND_RECORD;
	d->at = d->stops[chosen].domain;
	d->record = w->records[chosen];
	w->records[chosen].text = NULL; /* it is the caller's now */
}

void
dmarc_discover(dmarc_lookup_cb *lookup, void *arg, const char *domain,
    struct dmarc_discovery *out)
{
	const char *domains[DMARC_WALK_MAX];
	struct walk w = {.out = out};

	*out = (struct dmarc_discovery){.org = domain};
	out->n_stops = dmarc_walk_domains(domain, domains);
	for (size_t i = 0; i < out->n_stops; i++) {
		out->stops[i].domain = domains[i];
		(void)walk_look(lookup, arg, &out->stops[i], &w.records[i]);
	}
	if (out->n_stops == 0) /* the root has no policy */
		return;
	walk_find_end(&w);
	walk_choose(&w);
	for (size_t i = 0; i < out->n_stops; i++)
		if (walk_has(&w, i))
			dmarc_record_fini(&w.records[i]);
}

void
dmarc_discovery_fini(struct dmarc_discovery *d)
{
	if (d->found == DMARC_FOUND_RECORD)
		dmarc_record_fini(&d->record);
	*d = (struct dmarc_discovery){.found = DMARC_FOUND_NOTHING};
}
