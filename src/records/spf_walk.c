/* SPDX-License-Identifier: BSD-2-Clause */
/* What all of a tree of SPF records costs, and what is wrong in it. */

#include "records/spf_walk.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "records/spf_identity.h"

/* The way from the domain's own record to the one at hand. */
struct step {
	const struct step *from;     /* NULL at the domain itself */
	const char *domain;          /* owner of the record */
	const struct spf_term *term; /* that led here; NULL at the domain */
	bool end;                    /* only redirects led here */
	size_t root;                 /* term of the domain's own record */
};

struct walk {
	const struct spf_source *source;
	struct spf_who who;
	struct spf_tally *tally;
};

static void walk_record(struct walk *, const struct step *);

static struct spf_note *
walk_note(struct walk *w, enum spf_note_kind kind, const struct step *step,
    const struct spf_term *t, const char *target, uint16_t type)
{
	struct spf_tally *tally = w->tally;
	struct buf shown = BUF_INIT;
	struct spf_note *n;

	if (tally->n_notes == SPF_NOTES_MAX)
		return NULL;
	tally->notes =
	    mem_resize(tally->notes, tally->n_notes + 1, sizeof(*tally->notes));
	n = &tally->notes[tally->n_notes++];
	if (t != NULL)
		text_put_escaped(&shown, t->text, t->text_len, SPF_TERM_SHOWN);
	*n = (struct spf_note){.kind = kind,
	    .owner = mem_strdup(step->domain),
	    .term = mem_strdup(buf_text(&shown)),
	    .target = mem_strdup(target),
	    .type = type,
	    .detail = NULL,
	    .in_record = t != NULL && step->from == NULL,
	    .term_index = step->root};
	buf_fini(&shown);
	return n;
}

/* About a record: told of the term that leads there. */
static struct spf_note *
walk_note_record(
    struct walk *w, enum spf_note_kind kind, const struct step *step)
{
	const struct step *holder = step->from != NULL ? step->from : step;

	return walk_note(
	    w, kind, holder, step->term, step->domain, DNS_TYPE_TXT);
}

static void
walk_note_open(struct spf_note *n, const struct dns_answer *answer)
{
	struct buf why = BUF_INIT;

	dns_answer_put_reason(answer, &why);
	if (n != NULL)
		n->detail = buf_steal(&why);
	buf_fini(&why);
}

/* The answer where there is one that is definite.  *open is set where the
 * DNS did not say. */
static const struct dns_answer *
walk_ask(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name, uint16_t type, bool *open)
{
	const struct dns_answer *answer =
	    w->source->lookup(w->source->arg, name, type);

	if (answer == NULL) {
		w->tally->pending = true;
	} else if (!dns_answer_is_definite(answer)) {
		*open = true;
		walk_note_open(
		    walk_note(w, SPF_NOTE_OPEN, step, t, name, type), answer);
	} else {
		return answer;
	}
	return NULL;
}

static void
walk_void(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name, uint16_t type)
{
	w->tally->voids++;
	(void)walk_note(w, SPF_NOTE_VOID, step, t, name, type);
}

/* A and AAAA of one term are one look-up: a receiver makes one of them. */
static void
walk_a(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name)
{
	bool *open = &w->tally->open_void;
	const struct dns_answer *a =
	    walk_ask(w, step, t, name, DNS_TYPE_A, open);
	const struct dns_answer *aaaa =
	    walk_ask(w, step, t, name, DNS_TYPE_AAAA, open);

	if (a != NULL && aaaa != NULL && a->n_records + aaaa->n_records == 0)
		walk_void(w, step, t, name, DNS_TYPE_A);
}

/* The addresses of the hosts are neither terms nor asked here. */
static void
walk_mx(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name)
{
	const struct dns_answer *mx =
	    walk_ask(w, step, t, name, DNS_TYPE_MX, &w->tally->open);
	struct spf_note *n;

	if (mx == NULL)
		return;
	if (mx->n_records == 0)
		walk_void(w, step, t, name, DNS_TYPE_MX);
	if (mx->n_records <= SPF_MX_MAX)
		return;
	n = walk_note(w, SPF_NOTE_MX_MANY, step, t, name, DNS_TYPE_MX);
	if (n != NULL)
		n->number = (unsigned)mx->n_records;
}

static void
walk_exists(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name)
{
	const struct dns_answer *a =
	    walk_ask(w, step, t, name, DNS_TYPE_A, &w->tally->open_void);

	if (a != NULL && a->n_records == 0)
		walk_void(w, step, t, name, DNS_TYPE_A);
}

static bool
walk_is_loop(const struct step *step, const char *name)
{
	for (; step != NULL; step = step->from)
		if (strcmp(step->domain, name) == 0)
			return true;
	return false;
}

/* Into the record that include and redirect name. */
static void
walk_into(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name)
{
	struct step next = {.from = step,
	    .domain = name,
	    .term = t,
	    .end = step->end && t->kind == SPF_REDIRECT,
	    .root = step->root};

	if (walk_is_loop(step, name))
		(void)walk_note(w, SPF_NOTE_LOOP, step, t, name, DNS_TYPE_TXT);
	else
		walk_record(w, &next);
}

static void
walk_to_name(struct walk *w, const struct step *step, const struct spf_term *t,
    const char *name)
{
	switch (t->kind) {
	case SPF_INCLUDE:
	case SPF_REDIRECT:
		walk_into(w, step, t, name);
		break;
	case SPF_A:
		walk_a(w, step, t, name);
		break;
	case SPF_MX:
		walk_mx(w, step, t, name);
		break;
	case SPF_EXISTS:
		walk_exists(w, step, t, name);
		break;
	case SPF_PTR:
		(void)walk_note(w, SPF_NOTE_PTR, step, t, name, DNS_TYPE_PTR);
		break;
	case SPF_ALL:
	case SPF_IP4:
	case SPF_IP6:
	case SPF_EXP:
	case SPF_UNKNOWN:
		break;
	}
}

/* A term that needs the DNS. */
static void
walk_asking(struct walk *w, const struct step *step, const struct spf_term *t)
{
	struct spf_macros macros = w->who.macros;
	char name[DNS_NAME_SIZE];
	int known = 1;

	if (w->tally->terms == SPF_COUNT_MAX) {
		w->tally->more = true;
		return;
	}
	w->tally->terms++;
	if (w->tally->by_term != NULL)
		w->tally->by_term[step->root]++;
	macros.domain = step->domain;
	if (t->domain == NULL)
		memcpy(name, step->domain, strlen(step->domain) + 1);
	else
		known = spf_macro_name(t->domain, t->domain_len, &macros, name);
	if (known == 0)
		w->tally->unseen = true;
	else if (known == -1)
		(void)walk_note(w, SPF_NOTE_NO_NAME, step, t, "", 0);
	else
		walk_to_name(w, step, t, name);
}

static bool
walk_passes_all(const struct spf_term *t)
{
	return t->kind < SPF_REDIRECT && t->qualifier == SPF_PASS &&
	       (t->kind == SPF_ALL || (t->kind == SPF_IP4 && t->prefix4 == 0) ||
		   (t->kind == SPF_IP6 && t->prefix6 == 0));
}

static void
walk_term(struct walk *w, const struct step *step, const struct spf_term *t)
{
	if (walk_passes_all(t))
		(void)walk_note(w, SPF_NOTE_PASS_ALL, step, t, "", 0);
	if (spf_term_is_ignored_mechanism(t))
		(void)walk_note(w, SPF_NOTE_IGNORED, step, t, "", 0);
	if (spf_term_asks(t) && t->kind != SPF_REDIRECT)
		walk_asking(w, step, t);
}

static void
walk_end(struct walk *w, const struct step *step, const struct spf_record *r)
{
	if (!step->end || (r->all == NULL && r->redirect != NULL))
		return;
	w->tally->end = r->all != NULL ? r->all->qualifier : SPF_NONE;
	w->tally->end_owner = mem_strdup(step->domain);
}

/* What stands after `all` is never looked at, nor is redirect beside it
 * (RFC 7208 section 5.1). */
static void
walk_terms(struct walk *w, const struct step *step, const struct spf_record *r)
{
	struct step at = *step;

	if (step->from == NULL) {
		w->tally->by_term = mem_array(r->n_terms + 1, sizeof(unsigned));
		w->tally->n_by_term = r->n_terms;
	}
	walk_end(w, step, r);
	for (size_t i = 0; i < r->n_terms; i++) {
		if (step->from == NULL)
			at.root = i;
		walk_term(w, &at, &r->terms[i]);
		if (&r->terms[i] == r->all)
			return;
	}
	if (r->redirect == NULL)
		return;
	if (step->from == NULL)
		at.root = (size_t)(r->redirect - r->terms);
	walk_asking(w, &at, r->redirect);
}

static void
walk_text(struct walk *w, const struct step *step, const struct buf *text)
{
	struct spf_record r;
	struct error err;
	struct spf_note *n;

	if (spf_parse(buf_text(text), text->len, &r, &err) == 0) {
		walk_terms(w, step, &r);
		spf_record_fini(&r);
		return;
	}
	n = walk_note_record(w, SPF_NOTE_SYNTAX, step);
	if (n != NULL)
		n->detail = mem_strdup(err.text);
}

static void
walk_record(struct walk *w, const struct step *step)
{
	const struct step *holder = step->from != NULL ? step->from : step;
	const struct dns_answer *answer = walk_ask(
	    w, holder, step->term, step->domain, DNS_TYPE_TXT, &w->tally->open);
	struct buf text = BUF_INIT;
	size_t n;

	if (answer == NULL)
		return;
	n = spf_select(answer, &text);
	if (n == 0)
		(void)walk_note_record(w, SPF_NOTE_NO_RECORD, step);
	else if (n > 1)
		(void)walk_note_record(w, SPF_NOTE_MANY, step);
	else
		walk_text(w, step, &text);
	buf_fini(&text);
}

void
spf_count(const struct spf_source *source, const char *domain,
    const struct spf_identity *identity, struct spf_tally *out)
{
	struct walk w = {.source = source, .tally = out};
	const struct step start = {.domain = domain, .end = true};

	*out = (struct spf_tally){.end = SPF_NONE};
	spf_who_init(&w.who, domain, identity);
	walk_record(&w, &start);
	spf_who_fini(&w.who);
}

void
spf_tally_fini(struct spf_tally *tally)
{
	for (size_t i = 0; i < tally->n_notes; i++) {
		free(tally->notes[i].owner);
		free(tally->notes[i].term);
		free(tally->notes[i].target);
		free(tally->notes[i].detail);
	}
	free(tally->notes);
	free(tally->by_term);
	free(tally->end_owner);
	*tally = (struct spf_tally){.end = SPF_NONE};
}

size_t
spf_tally_has(const struct spf_tally *tally, enum spf_note_kind kind)
{
	size_t n = 0;

	for (size_t i = 0; i < tally->n_notes; i++)
		n += tally->notes[i].kind == kind;
	return n;
}
