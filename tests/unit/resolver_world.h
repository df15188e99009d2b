/* SPDX-License-Identifier: BSD-2-Clause */
/* A resolver in an event loop of its own, and two servers to try it against. */

#ifndef UNIT_RESOLVER_WORLD_H
#define UNIT_RESOLVER_WORLD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct dns_answer;
struct dns_query;
struct dns_resolver;
struct dns_settings;
struct event;
struct event_base;
struct fakedns;
struct fakedns_reply;

#define RT_TIMEOUT 250    /* ms for one try, where its end is waited for */
#define RT_PATIENCE 20000 /* the same, where it is not */

/* What server A does, by the first label of a name; with &rt_ad it sets the AD
 * bit. */
int rt_script(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out);
extern char rt_ad;

/* What server B does: it answers everything. */
int rt_good(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out);

/* A resolver, and a guard that ends a test which never would. */
struct rt {
	struct event_base *base;
	struct dns_resolver *resolver;
	struct event *guard;
	unsigned left; /* answers to wait for */
};

/* One question, and what became of it. */
struct rt_ask {
	struct rt *rt;
	struct dns_query *slot;
	struct dns_answer *answer;
	bool returned; /* from dns_ask */
	unsigned calls;
};

void rt_open_settings(struct rt *, const struct dns_settings *);
void rt_open(struct rt *, unsigned timeout_ms, unsigned tries, size_t n,
    const char *const *servers);
void rt_open_one(struct rt *, unsigned tries, const struct fakedns *);
/* For servers that say nothing. */
void rt_open_hasty(struct rt *, unsigned tries, const struct fakedns *);
void rt_close(struct rt *);

/* Ask for the CAA records of name, which has to outlive the question; the
 * answer's promises are checked on its way into *ask. */
void rt_start(struct rt *, struct rt_ask *ask, const char *name);
void rt_wait(struct rt *); /* for all answers */
void rt_linger(struct rt *, unsigned ms);

/* Ask, and wait; the caller frees. */
struct dns_answer *rt_ask(struct rt *, const char *name);

/* Ask, and wait for `RCODE [ad ]TTL alias... Nx"last value"`. */
void rt_expect(struct rt *, const char *name, const char *want);

unsigned rt_now_ms(void);

#endif
