/* SPDX-License-Identifier: BSD-2-Clause */
/* Each change of a domain's standing is told once. */

#include "engine/told.h"

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "settings/settings.h"
#include "store/store.h"

/* A domain as it stands; its texts are lent by the store. */
struct look {
	const struct gate_settings *gate;
	bool is_known;
	struct status status;
	struct waivers waivers;
	struct gate_decision decision;
	struct standing_told is;
};

void
told_free(struct told **tp)
{
	struct told *t = *tp;

	if (t == NULL)
		return;
	*tp = NULL;
	free(t->domain);
	free(t->subject);
	free(t->text);
	free(t->reason);
	free(t);
}

static void
look_decide(struct look *l, int64_t now)
{
	const struct status *s = l->is_known ? &l->status : NULL;
	const struct status_finding *f;

	gate_decide_waived(l->gate, s, &l->waivers, now, &l->decision);
	f = standing_finding(l->gate, s, &l->decision);
	l->is.standing = standing_of(l->gate, s, &l->decision);
	l->is.rule = f != NULL ? f->rule : RULES;
}

static void
look_decode(struct look *l, const void *status, size_t status_len,
    const void *waivers, size_t waivers_len)
{
	l->is_known = status != NULL &&
		      status_decode(status, status_len, &l->status) == 0;
	l->waivers.n = 0;
	if (waivers != NULL)
		(void)waivers_decode(waivers, waivers_len, &l->waivers);
}

/* Of no domain of ours, or of one that is forgotten, nothing is told. */
static bool
look_within(struct look *l, struct store_change *c, const char *domain,
    const struct settings *s, int64_t now)
{
	const void *status = NULL, *waivers = NULL;
	size_t len = strlen(domain), status_len = 0, waivers_len = 0;

	l->gate = domains_find(s->domains, domain);
	if (store_change_read(c, STORE_STATUS, domain, len, &status,
		&status_len) != STORE_FOUND)
		status = NULL;
	if (store_change_read(c, STORE_WAIVERS, domain, len, &waivers,
		&waivers_len) != STORE_FOUND)
		waivers = NULL;
	look_decode(l, status, status_len, waivers, waivers_len);
	if (l->gate == NULL || !l->is_known)
		return false;
	look_decide(l, now);
	return true;
}

static void
told_add_finding(
    struct told *t, const struct look *l, const struct status_finding *f)
{
	t->subject = mem_strndup(f->subject, f->subject_len);
	t->text = mem_strndup(f->text, f->text_len);
	t->since = f->since;
	t->acts = gate_acts_at(l->gate, f, &t->action);
	t->from_start = f->from_start;
	t->confirmations = f->confirmations;
	t->wanted = (unsigned)l->gate->confirmations;
}

static struct told *
told_new(const char *domain, enum standing was, const struct look *l)
{
	struct told *t = mem_zalloc(sizeof(*t));
	const struct status_finding *f =
	    standing_finding(l->gate, &l->status, &l->decision);
	const struct waiver *w = l->decision.waiver;

	t->domain = mem_strdup(domain);
	t->was = was;
	t->standing = l->is.standing;
	t->profile = l->gate->profile;
	t->enforce = l->gate->enforce;
	t->rule = l->is.rule;
	t->waived = RULES;
	if (f != NULL)
		told_add_finding(t, l, f);
	if (t->standing == STANDING_WAIVED) {
		t->waived = w->rule;
		t->waived_until = w->until;
		t->reason = mem_strndup(w->reason, w->reason_len);
	}
	if (t->subject == NULL) {
		t->subject = mem_strdup("");
		t->text = mem_strdup("");
	}
	if (t->reason == NULL)
		t->reason = mem_strdup("");
	return t;
}

static struct standing_told
told_before(struct store_change *c, const char *domain, bool is_new)
{
	struct standing_told was;
	const void *data;
	size_t len;

	if (store_change_read(c, STORE_TOLD, domain, strlen(domain), &data,
		&len) == STORE_FOUND &&
	    standing_decode(data, len, &was) == 0)
		return was;
	return (struct standing_told){
	    is_new ? STANDING_NOTHING : STANDING_GOOD, RULES};
}

static bool
told_is_same(const struct standing_told *a, const struct standing_told *b)
{
	return a->standing == b->standing && a->rule == b->rule;
}

/* Of a good domain there is no record. */
static void
told_write(
    struct store_change *c, const char *domain, const struct standing_told *is)
{
	struct buf octets = BUF_INIT;

	if (is->standing == STANDING_GOOD) {
		store_change_delete(c, STORE_TOLD, domain, strlen(domain));
		return;
	}
	standing_encode(is, &octets);
	store_change_write(
	    c, STORE_TOLD, domain, strlen(domain), octets.data, octets.len);
	buf_fini(&octets);
}

void
told_look(struct store_change *c, const struct settings *s, const char *domain,
    bool is_new, int64_t now, struct told **told)
{
	static const struct standing_told nothing = {STANDING_GOOD, RULES};
	struct look *l = mem_zalloc(sizeof(*l));
	struct standing_told was = told_before(c, domain, is_new);

	told_free(told);
	if (!look_within(l, c, domain, s, now)) {
		told_write(c, domain, &nothing);
	} else if (!told_is_same(&was, &l->is)) {
		*told = told_new(domain, was.standing, l);
		told_write(c, domain, &l->is);
	}
	free(l);
}

/* One turn under way. */
struct turn {
	struct told_walk *walk;
	const struct settings *settings;
	struct store_reader *reader;
	int64_t now;
	size_t looked;
	size_t n; /* of these the standing is another than was told */
	char domains[TOLD_MOST][DNS_NAME_SIZE];
	struct told *told[TOLD_MOST];
	struct look look;
};

static bool
turn_is_other(struct turn *t, const char *domain, const void *data, size_t len)
{
	struct look *l = &t->look;
	struct standing_told was;
	const void *status, *waivers;
	size_t status_len, waivers_len;

	if (store_read_also(t->reader, STORE_STATUS, domain, strlen(domain),
		&status, &status_len) != STORE_FOUND)
		status = NULL;
	if (store_read_also(t->reader, STORE_WAIVERS, domain, strlen(domain),
		&waivers, &waivers_len) != STORE_FOUND)
		waivers = NULL;
	l->gate = domains_find(t->settings->domains, domain);
	look_decode(l, status, status_len, waivers, waivers_len);
	if (l->gate == NULL || !l->is_known ||
	    standing_decode(data, len, &was) == -1)
		return true;
	look_decide(l, t->now);
	return !told_is_same(&was, &l->is);
}

static int
turn_look(
    const void *key, size_t key_len, const void *data, size_t len, void *arg)
{
	struct turn *t = arg;
	char *domain = t->domains[t->n];

	if (key_len >= DNS_NAME_SIZE)
		return 0; /* no domain of ours */
	memcpy(domain, key, key_len);
	domain[key_len] = '\0';
	memcpy(t->walk->at, key, key_len);
	t->walk->at_len = key_len;
	if (turn_is_other(t, domain, data, len))
		t->n++;
	return ++t->looked == TOLD_LOOKS || t->n == TOLD_MOST;
}

static int
turn_write(struct store_change *c, void *arg, struct error *err)
{
	struct turn *t = arg;

	(void)err;
	for (size_t i = 0; i < t->n; i++)
		told_look(
		    c, t->settings, t->domains[i], false, t->now, &t->told[i]);
	return 0;
}

void
told_turn(struct told_walk *walk, const struct settings *s, struct store *store,
    struct store_reader *reader, int64_t now, told_cb *tell, void *arg)
{
	struct turn *t = mem_zalloc(sizeof(*t));
	bool stored;

	t->walk = walk;
	t->settings = s;
	t->reader = reader;
	t->now = now;
	if (store_each_after(
		reader, STORE_TOLD, walk->at, walk->at_len, turn_look, t) == 0)
		walk->at_len = 0; /* the end: from the start next time */
	stored = t->n > 0 && store_change(store, turn_write, t, NULL) == 0;
	for (size_t i = 0; i < t->n; i++) {
		if (stored && t->told[i] != NULL)
			tell(&t->told[i], arg);
		told_free(&t->told[i]);
	}
	free(t);
}
