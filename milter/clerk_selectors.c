/* SPDX-License-Identifier: BSD-2-Clause */
/* What mail was seen signed with: each is told on once an hour. */

#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/map.h"
#include "base/mem.h"
#include "engine/selectors.h"
#include "milter/clerk_parts.h"

static void
selectors_forget(struct clerk *c, int64_t now)
{
	map_free(&c->selectors);
	pool_fini(&c->selector_names);
	c->selectors = map_new();
	c->selectors_since_ms = now;
}

/* Under the lock: is it the first time within the hour? */
static bool
selectors_is_new(struct clerk *c, const char *key)
{
	int64_t now = clock_steady_ms();
	size_t len = strlen(key);

	if (c->selectors == NULL ||
	    map_count(c->selectors) >= CLERK_SELECTORS_MAX ||
	    now - c->selectors_since_ms > CLERK_SELECTOR_SECONDS * 1000)
		selectors_forget(c, now);
	if (map_find(c->selectors, key, len) != NULL)
		return false;
	*map_slot(c->selectors, pool_put(&c->selector_names, key, len), len) =
	    c;
	return true;
}

static const char *const selectors_tags[SELECTORS_KINDS] = {
    [SELECTORS_OWN] = "s=", [SELECTORS_SIGNERS] = "d="};

static void
clerk_note_name(struct clerk *c, const char *domain, enum selectors_kind kind,
    const char *name)
{
	char *key = mem_printf("%s %s%s", domain, selectors_tags[kind], name);
	bool new;

	(void)pthread_mutex_lock(&c->lock);
	new = selectors_is_new(c, key);
	(void)pthread_mutex_unlock(&c->lock);
	if (new)
		(void)clerk_call(c, CLERK_LEARN, ENGINE_STATUS, key, NULL);
	free(key);
}

void
clerk_note_selector(struct clerk *c, const char *domain, const char *selector)
{
	clerk_note_name(c, domain, SELECTORS_OWN, selector);
}

void
clerk_note_signer(struct clerk *c, const char *domain, const char *signer)
{
	clerk_note_name(c, domain, SELECTORS_SIGNERS, signer);
}

void
clerk_learn(struct clerk *c, const char *what)
{
	const char *space = strchr(what, ' ');
	enum selectors_kind kind = SELECTORS_OWN;
	char *domain;

	if (space == NULL)
		return;
	if (strncmp(space + 1, selectors_tags[SELECTORS_SIGNERS], 2) == 0)
		kind = SELECTORS_SIGNERS;
	domain = mem_strndup(what, (size_t)(space - what));
	(void)selectors_note(
	    c->store, domain, kind, space + 3, clock_wall(), NULL);
	free(domain);
}
