/* SPDX-License-Identifier: BSD-2-Clause */
/* From a request to its decision. */

#include "policyd/service.h"

#include <event2/event.h>
#include <event2/event_struct.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/mem.h"
#include "daemon/complaint.h"
#include "dns/name.h"
#include "engine/engine.h"
#include "gate/domains.h"
#include "gate/gate.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "policyd/counters.h"
#include "policyd/logline.h"
#include "policyd/reply.h"
#include "policyd/request.h"
#include "policyd/sender.h"
#include "settings/settings.h"
#include "store/store.h"

struct service {
	struct event_base *base;
	const struct settings *settings;
	struct engine *engine;
	struct store_reader *reader;
	struct counters counters;
	struct buf line;
	struct complaint unreadable; /* of a failing store */
};

/* A request that waits for the engine. */
struct service_job {
	struct service *service;
	struct connection *connection;
	struct request *request;
	struct engine_wait *wait;
	struct event timer;
	int64_t since_us;
	char domain[]; /* canonical */
};

/* What was found out about one request. */
struct service_case {
	const char *domain;
	const struct gate_settings *settings;
	int64_t now;
	struct logline line;
	struct gate_decision decision;
	bool is_stale; /* the status wants to be verified again */
	/* from here on not cleared for each request */
	struct waivers waivers;
	struct gate_settings of_context;
	struct status status;
};

int
service_new(struct event_base *base, const struct settings *settings,
    struct store *store, struct engine *engine, struct service **service_out,
    struct error *err)
{
	struct service *s = mem_zalloc(sizeof(*s));

	s->base = base;
	s->settings = settings;
	s->engine = engine;
	if (store_reader_new(store, &s->reader, err) == -1) {
		service_free(&s);
		return -1;
	}
	*service_out = s;
	return 0;
}

void
service_free(struct service **sp)
{
	struct service *s = *sp;

	if (s == NULL)
		return;
	*sp = NULL;
	store_reader_free(&s->reader);
	buf_fini(&s->line);
	free(s);
}

const struct counters *
service_counters(const struct service *s)
{
	return &s->counters;
}

void
service_set_settings(struct service *s, const struct settings *settings)
{
	s->settings = settings;
}

static void
service_log_failure(struct service *s)
{
	s->counters.store_failures++;
	if (!complaint_is_due(&s->unreadable))
		return;
	log_printf(LOG_LEVEL_ERROR,
	    "%s: the store can't be read: %s; deciding by gate.on_unknown",
	    s->settings->store_path, store_failure(s->reader));
}

/* Count the decision and log it. */
static void
service_log(struct service *s, struct logline *line, int64_t since_us)
{
	int64_t us = clock_steady_us() - since_us;

	line->ms = us / 1000;
	counters_count(&s->counters, line, us);
	if (!log_wants(LOG_LEVEL_INFO))
		return;
	buf_clear(&s->line);
	logline_put(&s->line, line);
	log_write(LOG_LEVEL_INFO, s->line.data, s->line.len);
}

static void
service_finish(struct service *s, const struct request *request,
    struct service_case *k, int64_t since_us, struct buf *reply)
{
	k->line.request = request;
	k->line.domain = k->domain;
	k->line.decision = &k->decision;
	k->line.settings = k->settings;
	if (k->decision.unknown)
		k->line.state = LOGLINE_UNKNOWN;
	engine_note(s->engine, k->domain, &k->decision, k->now);
	reply_put(reply, &k->decision, k->domain, s->settings->gate_help_url);
	service_log(s, &k->line, since_us);
}

/* How this domain is gated; false: it is not.  The context that Postfix gives
 * a request brings a profile of its own. */
static bool
service_find(const struct service *s, const struct request *request,
    struct service_case *k)
{
	const struct request_text *context = &request->policy_context;
	enum gate_profile profile;

	k->settings = domains_find(s->settings->domains, k->domain);
	if (k->settings == NULL)
		return false;
	if (context->len == 0 ||
	    !settings_context(s->settings, context->at, context->len, &profile))
		return true;
	k->of_context = *k->settings;
	k->of_context.profile = profile;
	k->settings = &k->of_context;
	return true;
}

/* Mail that is none of the gate's business. */
static void
service_pass(struct service *s, const struct request *request,
    const char *domain, const char *reason, int64_t since_us, struct buf *reply)
{
	struct logline line = {
	    .request = request,
	    .domain = domain,
	    .reason = reason,
	    .state = LOGLINE_NONE,
	    .age = -1,
	};

	buf_put(reply, REPLY_DUNNO, sizeof(REPLY_DUNNO) - 1);
	service_log(s, &line, since_us);
}

/* What would stop mail may be waived.  status NULL: nothing is known; else it
 * is lent by the reader. */
static void
service_judge_waived(
    struct service *s, struct service_case *k, const struct status *status)
{
	const void *data;
	size_t len;
	enum store_found found;

	if (k->decision.would == GATE_PASS)
		return;
	if (status != NULL)
		found = store_read_also(s->reader, STORE_WAIVERS, k->domain,
		    strlen(k->domain), &data, &len);
	else
		found = store_read(s->reader, STORE_WAIVERS, k->domain,
		    strlen(k->domain), &data, &len);
	if (found == STORE_FOUND && waivers_decode(data, len, &k->waivers) == 0)
		gate_decide_waived(
		    k->settings, status, &k->waivers, k->now, &k->decision);
}

/* Decide as if nothing were known of the domain. */
static void
service_judge_unknown(struct service *s, struct service_case *k)
{
	gate_decide(k->settings, NULL, k->now, &k->decision);
	service_judge_waived(s, k, NULL);
	k->line.age = -1;
	k->is_stale = true;
}

/* Nobody has asked for so long that the status says nothing of today. */
static bool
service_is_void(const struct service_case *k)
{
	return k->now > k->status.fresh_until &&
	       k->now - k->status.checked > k->settings->max_stale;
}

/*
 * Decide by the stored status; the decision points into it, so the caller ends
 * with store_release.  FAILED: the store can't be read.
 */
static enum store_found
service_judge(struct service *s, struct service_case *k)
{
	const void *data;
	size_t len;
	enum store_found found = store_read(
	    s->reader, STORE_STATUS, k->domain, strlen(k->domain), &data, &len);

	k->now = clock_wall();
	if (found == STORE_FAILED)
		service_log_failure(s);
	if (found == STORE_FOUND &&
	    (status_decode(data, len, &k->status) == -1 || service_is_void(k)))
		found = STORE_ABSENT;
	if (found != STORE_FOUND) {
		service_judge_unknown(s, k);
		return found;
	}
	gate_decide(k->settings, &k->status, k->now, &k->decision);
	service_judge_waived(s, k, &k->status);
	/* one from the future was written before the clock was set back */
	k->is_stale = k->now > k->status.fresh_until ||
		      k->status.checked > k->now + SERVICE_CLOCK_SECONDS;
	k->line.state = k->is_stale ? LOGLINE_STALE : LOGLINE_FRESH;
	k->line.age =
	    k->now > k->status.checked ? k->now - k->status.checked : 0;
	return STORE_FOUND;
}

static void
service_job_free(struct service_job *job)
{
	engine_cancel(&job->wait);
	(void)event_del(&job->timer);
	free(job->request);
	free(job);
}

/* Answer what has waited, with what is known now. */
static void
service_job_finish(struct service_job *job)
{
	struct service *s = job->service;
	struct connection *connection = job->connection;
	struct buf reply = BUF_INIT;
	struct service_case k;

	memset(&k, 0, offsetof(struct service_case, waivers));
	k.domain = job->domain;
	if (!service_find(
		s, job->request, &k)) { /* taken from the table meanwhile */
		service_pass(s, job->request, job->domain, "not-in-table",
		    job->since_us, &reply);
	} else {
		if (service_judge(s, &k) == STORE_FOUND)
			k.line.state = LOGLINE_WAITED;
		service_finish(s, job->request, &k, job->since_us, &reply);
		store_release(s->reader);
	}
	service_job_free(job);
	server_answer(connection, reply.data, reply.len);
	buf_fini(&reply);
}

static void
service_job_done(void *arg)
{
	service_job_finish(arg);
}

static void
service_job_late(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	service_job_finish(arg);
}

static struct service_job *
service_wait(struct service *s, const struct request *request,
    const char *domain, int64_t since_us, struct connection *connection)
{
	size_t size = strlen(domain) + 1;
	struct service_job *job = mem_zalloc(sizeof(*job) + size);
	struct timeval deadline = {(time_t)s->settings->policy_deadline, 0};

	job->service = s;
	job->connection = connection;
	job->request = request_dup(request);
	job->since_us = since_us;
	memcpy(job->domain, domain, size);
	(void)evtimer_assign(&job->timer, s->base, service_job_late, job);
	(void)evtimer_add(&job->timer, &deadline);
	engine_await(s->engine, ENGINE_STATUS, job->domain, service_job_done,
	    job, &job->wait);
	return job;
}

/* A status that knows nothing: while the DNS is in trouble mail need not wait
 * again and again, but what was asked long ago may be known by now. */
static bool
service_is_worth_waiting(const struct service_case *k)
{
	return k->is_stale && k->decision.unknown &&
	       k->line.age > SERVICE_UNKNOWN_SECONDS;
}

static void *
service_decide(void *arg, const struct request *request,
    struct connection *connection, struct buf *reply)
{
	struct service *s = *(struct service *const *)arg;
	struct service_case k;
	char domain[DNS_NAME_SIZE];
	enum sender_kind kind = sender_domain(
	    request, (enum sender_from)s->settings->policy_domain_from, domain);
	enum store_found found;
	int64_t since_us = clock_steady_us();

	if (kind != SENDER_DOMAIN) {
		service_pass(
		    s, request, NULL, sender_kind_text(kind), since_us, reply);
		return NULL;
	}
	memset(&k, 0, offsetof(struct service_case, waivers));
	k.domain = domain;
	if (!service_find(s, request, &k)) {
		service_pass(
		    s, request, domain, "not-in-table", since_us, reply);
		return NULL;
	}
	found = service_judge(s, &k);
	if (found == STORE_ABSENT ||
	    (found == STORE_FOUND && service_is_worth_waiting(&k))) {
		store_release(s->reader);
		return service_wait(s, request, domain, since_us, connection);
	}
	if (k.is_stale)
		engine_refresh(s->engine, ENGINE_STATUS, domain);
	service_finish(s, request, &k, since_us, reply);
	store_release(s->reader);
	return NULL;
}

static void
service_cancel(void *arg, void *job)
{
	(void)arg;
	((struct service_job *)job)->service->counters.abandoned++;
	service_job_free(job);
}

const struct server_ops service_ops = {
    .decide = service_decide,
    .cancel = service_cancel,
};
