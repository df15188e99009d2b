/* SPDX-License-Identifier: BSD-2-Clause */
/* The store of a daemon: looked after, and complained of. */

#include "daemon/storekeeper.h"

#include <stddef.h>

#include "base/error.h"
#include "base/log.h"

int
storekeeper_open(
    struct storekeeper *k, const char *path, uint64_t size, struct error *err)
{
	if (store_open_anyway(path, size, &k->store, err) == -1)
		return -1;
	storekeeper_tend(k);
	return store_reader_new(k->store, &k->reader, err);
}

void
storekeeper_close(struct storekeeper *k)
{
	store_reader_free(&k->reader);
	store_close(&k->store);
}

void
storekeeper_tend(struct storekeeper *k)
{
	struct store_report *report = &k->report;
	enum store_health was = report->health;

	store_tend(k->store, report);
	if (report->news.text[0] != '\0')
		log_printf(LOG_LEVEL_WARN, "%s", report->news.text);
	if (report->health != was)
		complaint_renew(&k->complaint);
	if (report->health != STORE_SOUND && complaint_is_due(&k->complaint))
		log_printf(LOG_LEVEL_ERROR, "%s: %s",
		    store_health_text(report->health), report->why.text);
}

int
storekeeper_check(const struct storekeeper *k, struct error *why)
{
	const void *data;
	size_t len;
	enum store_found found =
	    store_read(k->reader, STORE_STATUS, ".", 1, &data, &len);

	store_release(k->reader);
	if (k->report.health != STORE_SOUND)
		return error_set(why, "%s: %s",
		    store_health_text(k->report.health), k->report.why.text);
	if (found == STORE_FAILED)
		return error_set(why, "the store can't be read: %s",
		    store_failure(k->reader));
	return 0;
}
