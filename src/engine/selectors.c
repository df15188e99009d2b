/* SPDX-License-Identifier: BSD-2-Clause */
/* What outgoing mail of a domain is signed with, in the store. */

#include "engine/selectors.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "base/buf.h"
#include "dns/name.h"
#include "engine/selectors_kept.h"
#include "store/store.h"
#include "verify/about.h"

struct selectors_noted {
	const char *domain, *name;
	enum selectors_kind kind;
	int64_t now;
};

static int
selectors_change(struct store_change *c, void *arg, struct error *err)
{
	const struct selectors_noted *n = arg;
	size_t key_len = strlen(n->domain);
	struct selectors_kept kept;
	struct buf octets = BUF_INIT;
	const void *data = NULL;
	size_t len = 0;

	(void)err;
	if (store_change_read(c, STORE_SELECTORS, n->domain, key_len, &data,
		&len) != STORE_FOUND)
		len = 0;
	selectors_decode(data, len, n->now, &kept);
	selectors_put(&kept, n->kind, n->name, n->now);
	selectors_encode(&kept, &octets);
	store_change_write(
	    c, STORE_SELECTORS, n->domain, key_len, octets.data, octets.len);
	buf_fini(&octets);
	return 0;
}

int
selectors_note(struct store *store, const char *domain,
    enum selectors_kind kind, const char *name, int64_t now, struct error *err)
{
	struct selectors_noted noted = {domain, name, kind, now};

	return store_change(store, selectors_change, &noted, err);
}

static void
selectors_tell_kept(const struct selectors_kept *kept, const char *domain,
    struct evidence_about *about)
{
	for (size_t i = 0; i < kept->of[SELECTORS_OWN].n; i++)
		about_add_seen_selector(
		    about, kept->of[SELECTORS_OWN].list[i].name);
	if (kept->of[SELECTORS_OWN].n > 0)
		about_add(&about->signers, domain);
	for (size_t i = 0; i < kept->of[SELECTORS_SIGNERS].n; i++)
		about_add(
		    &about->signers, kept->of[SELECTORS_SIGNERS].list[i].name);
}

void
selectors_tell(struct store_reader *reader, const char *domain, int64_t now,
    struct evidence_about *about)
{
	struct selectors_kept kept;
	const void *data = NULL;
	size_t len = 0;

	if (store_read(reader, STORE_SELECTORS, domain, strlen(domain), &data,
		&len) != STORE_FOUND)
		len = 0;
	selectors_decode(data, len, now, &kept);
	store_release(reader);
	selectors_tell_kept(&kept, domain, about);
}
