/* SPDX-License-Identifier: BSD-2-Clause */
/* The rules of SPF: what they want of the record, in one record. */

#include "verify/rules_spf.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/mem.h"
#include "verify/evidence.h"
#include "verify/spf_mend.h"

void
spf_wanted_init(struct spf_wanted *w, const struct spf_record *r)
{
	*w = (struct spf_wanted){
	    .drop = mem_array(r->n_terms + 1, sizeof(bool))};
}

void
spf_wanted_fini(struct spf_wanted *w)
{
	for (size_t i = 0; i < w->n_askers; i++)
		free(w->askers[i].advice);
	free(w->askers);
	free(w->drop);
}

void
spf_ask(const struct spf_scene *s, const struct finding *f, const char *advice)
{
	struct spf_wanted *w = s->wanted;

	w->askers =
	    mem_resize(w->askers, w->n_askers + 1, sizeof(w->askers[0]));
	w->askers[w->n_askers++] = (struct spf_asker){
	    (size_t)(f - s->run->findings->list), mem_strdup(advice)};
}

void
spf_ask_drop(const struct spf_scene *s, struct finding *f, const bool *kinds,
    const char *advice)
{
	const struct spf_tally *t = &s->tally;
	bool own = true;

	for (size_t i = 0; i < t->n_notes; i++)
		own &= !kinds[t->notes[i].kind] || t->notes[i].in_record;
	if (!own) {
		finding_advise(f, "%s", advice);
		return;
	}
	for (size_t i = 0; i < t->n_notes; i++)
		if (kinds[t->notes[i].kind])
			s->wanted->drop[t->notes[i].term_index] = true;
	spf_ask(s, f, advice);
}

/* The record with all that is wanted; head comes first. */
static void
wanted_put(const struct spf_scene *s, const char *head, struct buf *out)
{
	const struct spf_wanted *w = s->wanted;
	const struct spf_record *r = &s->record;
	struct spf_change change = {w->drop, head, w->end};
	struct buf text = BUF_INIT;

	/* without its redirect the record would judge nobody */
	if (change.end == NULL && r->all == NULL && r->redirect != NULL &&
	    w->drop[r->redirect - r->terms])
		change.end = "~all";
	spf_mend_text(r, &change, &text);
	if (!w->spelling ||
	    !spf_mend_spelling(buf_text(&text), text.len, out)) {
		buf_clear(out);
		buf_put(out, buf_text(&text), text.len);
	}
	buf_fini(&text);
}

void
rules_spf_mend(const struct spf_scene *s)
{
	const struct spf_wanted *w = s->wanted;
	struct buf head = BUF_INIT, text = BUF_INIT;

	wanted_put(s, NULL, &text);
	if (w->egress)
		spf_mend_missing(s->run->evidence, buf_text(&text), &head);
	if (head.len > 0) {
		buf_clear(&text);
		wanted_put(s, buf_text(&head), &text);
	}
	for (size_t i = 0; i < w->n_askers; i++) {
		struct finding *f =
		    &s->run->findings->list[w->askers[i].finding];

		if (!mend_replace(f, s->txt, spf_is_record, buf_text(&text)))
			finding_advise(f, "%s", w->askers[i].advice);
	}
	buf_fini(&head);
	buf_fini(&text);
}
