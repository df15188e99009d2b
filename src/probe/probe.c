/* SPDX-License-Identifier: BSD-2-Clause */
/* Those who ask, wait for a look, and are told what it brought. */

#include <event2/event.h>
#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/mem.h"
#include "probe/probe_parts.h"
#include "probe/recall.h"
#include "probe/result.h"

void
probe_release(struct probe *probe)
{
	struct prober *p = probe->prober;

	if (probe->visit != NULL) {
		TAILQ_REMOVE(&probe->visit->waiters, probe, entry);
	} else {
		TAILQ_REMOVE(&p->ready, probe, entry);
		p->n_ready--;
	}
	*probe->slot = NULL;
	probe_result_free(&probe->result);
	free(probe);
}

void
probe_ready(struct probe *probe, struct probe_result *result)
{
	struct prober *p = probe->prober;

	if (probe->visit != NULL)
		TAILQ_REMOVE(&probe->visit->waiters, probe, entry);
	probe->visit = NULL;
	probe->result = probe_result_ref(result);
	TAILQ_INSERT_TAIL(&p->ready, probe, entry);
	p->n_ready++;
	event_active(p->tell, EV_TIMEOUT, 0);
}

/* Only who is ready now is told: whoever asks again while being told, and is
 * answered from memory, must not hold up the loop for ever. */
void
probe_on_tell(evutil_socket_t fd, short what, void *arg)
{
	struct prober *p = arg;
	size_t n = p->n_ready;
	bool gone = false;

	(void)fd;
	(void)what;
	p->gone = &gone;
	while (!gone && n-- > 0 && !TAILQ_EMPTY(&p->ready)) {
		struct probe *probe = TAILQ_FIRST(&p->ready);
		struct probe_result *result = probe_result_ref(probe->result);
		probe_cb *done = probe->done;
		void *done_arg = probe->arg;

		probe_release(probe);
		done(result, done_arg);
		probe_result_free(&result);
	}
	if (gone)
		return;
	p->gone = NULL;
	if (!TAILQ_EMPTY(&p->ready))
		event_active(p->tell, EV_TIMEOUT, 0);
}

static void
probe_wait(struct probe *probe, struct visit *visit)
{
	probe->visit = visit;
	TAILQ_INSERT_TAIL(&visit->waiters, probe, entry);
}

static void
probe_seek(struct probe *probe, struct probe_result *target, const char *key,
    const char *lane, const char *domain)
{
	struct prober *p = probe->prober;
	struct probe_result *r = recall_get(p->recall, key, clock_steady_ms());
	struct table_entry *found = table_find(&p->visits, key);

	if (r != NULL) {
		p->counters.remembered++;
		probe_ready(probe, r);
	} else if (found != NULL) {
		p->counters.joined++;
		probe_wait(probe, (struct visit *)(void *)found);
		visit_join(probe->visit, domain);
		visits_run(p);
	} else if ((r = visit_spare(p, target, lane)) != NULL) {
		probe_ready(probe, r);
		probe_result_free(&r);
	} else {
		probe_wait(probe, visit_new(p, target, key, lane, domain));
		visits_run(p);
	}
}

void
probe_start(struct prober *p, const struct probe_target *target,
    const char *address, const char *domain, probe_cb *done, void *arg,
    struct probe **slot)
{
	struct probe *probe = mem_zalloc(sizeof(*probe));
	struct probe_result *named = probe_result_new(target, address);
	char *lane = mem_printf("%s %u", address, (unsigned)target->port);
	struct buf key = BUF_INIT;

	p->counters.asked++;
	probe->prober = p;
	probe->done = done;
	probe->arg = arg;
	probe->slot = slot;
	*slot = probe;
	probe_target_put(target, &key);
	buf_printf(&key, " %s", address);
	probe_seek(probe, named, key.data, lane, domain);
	buf_fini(&key);
	free(lane);
	probe_result_free(&named);
}

void
probe_cancel(struct probe **slot)
{
	struct probe *probe = *slot;
	struct prober *p;
	struct visit *visit;

	if (probe == NULL)
		return;
	p = probe->prober;
	visit = probe->visit;
	probe_release(probe);
	if (visit == NULL || !TAILQ_EMPTY(&visit->waiters))
		return;
	visit_free(visit);
	visits_run(p);
}
