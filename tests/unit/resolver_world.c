/* SPDX-License-Identifier: BSD-2-Clause */
/* A resolver in an event loop of its own, and what it answers as text. */

#include "tests/unit/unit.h"

#include "tests/unit/resolver_world.h"

#include <event2/event.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "base/buf.h"
#include "base/error.h"
#include "dns/answer.h"
#include "dns/resolver.h"
#include "tests/support/fakedns.h"

#define RT_GUARD 120 /* s after which a test has failed */

static void
rt_on_guard(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	(void)arg;
	(void)fprintf(stderr, "a question never ended\n");
	abort();
}

void
rt_open_settings(struct rt *rt, const struct dns_settings *s)
{
	struct timeval tv = {RT_GUARD, 0};
	struct error err = {""};

	memset(rt, 0, sizeof(*rt));
	rt->base = event_base_new();
	rt->guard = evtimer_new(rt->base, rt_on_guard, NULL);
	(void)evtimer_add(rt->guard, &tv);
	if (dns_resolver_new(rt->base, s, &rt->resolver, &err) == -1)
		fail_msg("%s", err.text);
}

void
rt_open(struct rt *rt, unsigned timeout_ms, unsigned tries, size_t n,
    const char *const *servers)
{
	struct dns_settings s = {servers, n, false, timeout_ms, tries};

	rt_open_settings(rt, &s);
}

void
rt_open_one(struct rt *rt, unsigned tries, const struct fakedns *f)
{
	const char *server = fakedns_address(f);

	rt_open(rt, RT_PATIENCE, tries, 1, &server);
}

void
rt_open_hasty(struct rt *rt, unsigned tries, const struct fakedns *f)
{
	const char *server = fakedns_address(f);

	rt_open(rt, RT_TIMEOUT, tries, 1, &server);
}

void
rt_close(struct rt *rt)
{
	dns_resolver_free(&rt->resolver);
	assert_null(rt->resolver);
	event_free(rt->guard);
	event_base_free(rt->base);
}

static void
rt_on_answer(struct dns_answer *a, void *arg)
{
	struct rt_ask *ask = arg;

	assert_true(ask->returned);
	assert_null(ask->slot);
	assert_int_equal(ask->calls, 0);
	ask->calls++;
	ask->answer = dns_answer_ref(a);
	if (ask->rt->left > 0 && --ask->rt->left == 0)
		(void)event_base_loopbreak(ask->rt->base);
}

void
rt_start(struct rt *rt, struct rt_ask *ask, const char *name)
{
	memset(ask, 0, sizeof(*ask));
	ask->rt = rt;
	rt->left++;
	dns_ask(
	    rt->resolver, name, DNS_TYPE_CAA, rt_on_answer, ask, &ask->slot);
	assert_non_null(ask->slot);
	ask->returned = true;
}

void
rt_wait(struct rt *rt)
{
	if (rt->left > 0)
		(void)event_base_dispatch(rt->base);
	assert_int_equal(rt->left, 0);
}

void
rt_linger(struct rt *rt, unsigned ms)
{
	struct timeval tv = {ms / 1000, (ms % 1000) * 1000};

	(void)event_base_loopexit(rt->base, &tv);
	(void)event_base_dispatch(rt->base);
}

struct dns_answer *
rt_ask(struct rt *rt, const char *name)
{
	struct rt_ask ask;

	rt_start(rt, &ask, name);
	rt_wait(rt);
	assert_string_equal(ask.answer->name, name);
	assert_int_equal(ask.answer->type, DNS_TYPE_CAA);
	return ask.answer;
}

/* `RCODE [ad ]TTL alias... Nx"last value"`, consuming the answer. */
static char *
rt_tell(struct dns_answer *a)
{
	struct buf b = BUF_INIT;

	if (a->status == DNS_NODATA)
		buf_puts(&b, "NODATA");
	else
		buf_puts(&b, dns_answer_rcode_text(a));
	buf_printf(&b, "%s %u", a->ad ? " ad" : "", a->ttl);
	for (size_t i = 0; i < a->n_aliases; i++)
		buf_printf(&b, " %s", a->aliases[i]);
	if (a->n_records > 0) {
		const struct dns_record *r = &a->records[a->n_records - 1];
		int skip = r->len > 7 ? 7 : 0;

		buf_printf(&b, " %zux%.*s", a->n_records, (int)r->len - skip,
		    (const char *)r->data + skip);
	}
	dns_answer_free(&a);
	return buf_steal(&b);
}

void
rt_expect(struct rt *rt, const char *name, const char *want)
{
	char *told = rt_tell(rt_ask(rt, name));

	if (strcmp(told, want) != 0)
		fail_msg("%s: %s, want %s", name, told, want);
	free(told);
}

unsigned
rt_now_ms(void)
{
	struct timespec ts;

	(void)clock_gettime(CLOCK_MONOTONIC, &ts);
	return (unsigned)(ts.tv_sec * 1000 + ts.tv_nsec / 1000000);
}
