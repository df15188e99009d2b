/* SPDX-License-Identifier: BSD-2-Clause */
/* Two servers that the resolver is tried against. */

#include "tests/unit/resolver_world.h"

#include <stdio.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "tests/support/fakedns.h"

static const char *
rt_label(const char *name, char label[64])
{
	size_t n = strcspn(name, ".");

	memcpy(label, name, n);
	label[n] = '\0';
	return label;
}

/* What a server does to names with this first label. */
enum rt_deed {
	RT_CAA,
	RT_MANY,
	RT_EMPTY,
	RT_NXDOMAIN,
	RT_NO_SOA,
	RT_RCODE,
	RT_EDE,
	RT_BOGUS,
	RT_DROP,
	RT_TC_NEVER,
	RT_GARBAGE,
	RT_WRONG_ID,
	RT_WRONG_QUESTION,
	RT_TWICE,
	RT_LATE,
	RT_NO_EDNS,
	RT_CHAIN,
	RT_LOOP,
	RT_HALF_CHAIN,
	RT_LONG,
	RT_ODD,
	RT_HALF_LOOP,
	RT_BOGUS_BIG,
	RT_PASSING, /* SERVFAIL the first time only */
	RT_NO_EDNS_BIG,
	RT_TC_LATE,
	RT_SLOW
};

static const struct rt_rule {
	const char *label;
	enum rt_deed deed;
	uint8_t number;
} rt_rules[] = {
    {"many", RT_MANY, 0},
    {"empty", RT_EMPTY, 0},
    {"nx", RT_NXDOMAIN, 0},
    {"nosoa", RT_NO_SOA, 0},
    {"formerr", RT_RCODE, 1},
    {"servfail", RT_RCODE, 2},
    {"notimp", RT_RCODE, 4},
    {"refused", RT_RCODE, 5},
    {"expired", RT_EDE, 7},
    {"unreached", RT_EDE, 22},
    {"bogus", RT_BOGUS, 0},
    {"bogusbig", RT_BOGUS_BIG, 0},
    {"passing", RT_PASSING, 0},
    {"drop", RT_DROP, 0},
    {"tcnever", RT_TC_NEVER, 0},
    {"tclate", RT_TC_LATE, 0},
    {"slow", RT_SLOW, 0},
    {"garbage", RT_GARBAGE, 0},
    {"wrongid", RT_WRONG_ID, 0},
    {"wrongquestion", RT_WRONG_QUESTION, 0},
    {"twice", RT_TWICE, 0},
    {"late", RT_LATE, 0},
    {"noedns", RT_NO_EDNS, 0},
    {"noedns2", RT_NO_EDNS, 0},
    {"noednsbig", RT_NO_EDNS_BIG, 0},
    {"chain", RT_CHAIN, 0},
    {"loop", RT_LOOP, 0},
    {"half", RT_HALF_CHAIN, 0},
    {"halfloop", RT_HALF_LOOP, 0},
    {"long", RT_LONG, 0},
    {"odd", RT_ODD, 0},
};

static enum rt_deed
rt_find(const char *qname, uint8_t *number_out)
{
	char label[64];

	rt_label(qname, label);
	for (size_t i = 0; i < sizeof(rt_rules) / sizeof(rt_rules[0]); i++) {
		if (strcmp(rt_rules[i].label, label) != 0)
			continue;
		*number_out = rt_rules[i].number;
		return rt_rules[i].deed;
	}
	return RT_CAA;
}

static void
rt_put_many(const char *qname, unsigned n, struct fakedns_reply *out)
{
	for (unsigned i = 0; i < n; i++) {
		char value[32];

		(void)snprintf(value, sizeof(value), "ca%u.example", i);
		fakedns_add_caa(out, qname, 300, "issue", value);
	}
}

/* long.test -> l1.long.test -> ... */
static void
rt_put_long(const char *qname, struct fakedns_reply *out)
{
	char from[64], to[64];

	(void)snprintf(from, sizeof(from), "%s", qname);
	for (unsigned i = 0; i < 17; i++) {
		(void)snprintf(to, sizeof(to), "l%u.test", i);
		fakedns_add_cname(out, from, 60, to);
		memcpy(from, to, sizeof(from));
	}
	fakedns_add_caa(out, from, 300, "issue", "x");
}

char rt_ad;

static unsigned rt_passing; /* times that it was asked */

int
rt_script(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	char deeper[2 * DNS_NAME_SIZE];
	uint8_t number = 0;

	(void)qtype;
	out->ad = arg != NULL;
	switch (rt_find(qname, &number)) {
	case RT_LATE:
		out->delay_ms = RT_TIMEOUT + RT_TIMEOUT / 2;
		break;
	case RT_TWICE:
		out->copies = 3;
		break;
	case RT_CAA:
		break;
	case RT_MANY:
		out->truncate = true;
		rt_put_many(qname, 1001, out);
		return 0;
	case RT_EMPTY:
		fakedns_add_soa(out, "test", 500, 120);
		return 0;
	case RT_NXDOMAIN:
		out->rcode = 3;
		fakedns_add_soa(out, "test", 100, 120);
		return 0;
	case RT_NO_SOA:
		return 0;
	case RT_RCODE:
		out->rcode = number;
		return 0;
	case RT_EDE:
		out->rcode = 2;
		out->ede = number;
		return 0;
	case RT_BOGUS:
		out->rcode = cd ? 0 : 2;
		break;
	case RT_BOGUS_BIG:
		out->rcode = cd ? 0 : 2;
		out->truncate = cd;
		break;
	case RT_PASSING:
		if (__atomic_fetch_add(&rt_passing, 1, __ATOMIC_RELAXED) == 0)
			out->rcode = 2;
		break;
	case RT_DROP:
		return -1;
	case RT_TC_NEVER:
		out->truncate = true;
		return tcp ? -1 : 0;
	case RT_TC_LATE:
		out->truncate = true;
		out->delay_ms = tcp ? RT_TIMEOUT / 2 : 0;
		break;
	case RT_SLOW: /* an alias, and an alias, and... */
		out->delay_ms = RT_TIMEOUT * 4 / 5;
		(void)snprintf(deeper, sizeof(deeper), "slow.%s", qname);
		fakedns_add_cname(out, qname, 60, deeper);
		return 0;
	case RT_GARBAGE:
		buf_puts(&out->garbage, "\x81\x80garbage of some length");
		return 0;
	case RT_WRONG_ID:
		out->wrong_id = true;
		break;
	case RT_WRONG_QUESTION:
		out->wrong_question = true;
		break;
	case RT_NO_EDNS:
		out->no_edns = true;
		break;
	case RT_NO_EDNS_BIG:
		out->no_edns = true;
		rt_put_many(qname, 20, out);
		return 0;
	case RT_CHAIN:
		fakedns_add_cname(out, qname, 200, "a.test");
		fakedns_add_cname(out, "a.test", 100, "b.test");
		fakedns_add_caa(out, "b.test", 300, "issue", "b");
		return 0;
	case RT_LOOP:
		fakedns_add_cname(out, qname, 200, "a.test");
		fakedns_add_cname(out, "a.test", 100, qname);
		return 0;
	case RT_HALF_CHAIN:
		fakedns_add_cname(out, qname, 50, "chain.test");
		return 0;
	case RT_HALF_LOOP:
		fakedns_add_cname(out, qname, 50,
		    strcmp(qname, "halfloop.test") == 0 ? "halfloop.a.test"
							: "halfloop.test");
		return 0;
	case RT_LONG:
		rt_put_long(qname, out);
		return 0;
	case RT_ODD:
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "\0\0", 2);
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "", 0);
		fakedns_add(out, qname, DNS_TYPE_CAA, 300, "\0\377x", 3);
		return 0;
	}
	fakedns_add_caa(out, qname, 300, "issue", "ca");
	return 0;
}

int
rt_good(void *arg, const char *qname, uint16_t qtype, bool tcp, bool cd,
    struct fakedns_reply *out)
{
	(void)arg;
	(void)qtype;
	(void)tcp;
	(void)cd;
	fakedns_add_caa(out, qname, 300, "issue", "good");
	return 0;
}
