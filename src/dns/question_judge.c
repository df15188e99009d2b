/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of one try, and what follows from it. */

#include <event2/event.h>

#include "dns/answer.h"
#include "dns/message.h"
#include "dns/question_parts.h"
#include "dns/upstream.h"

#define EDE_BOGUS_FIRST 6 /* RFC 8914 sections 4.7 to 4.13 */
#define EDE_BOGUS_LAST 12

/* The next server, or the next round; a is the last failure. */
static void
question_next_server(struct question *q, struct dns_answer *a)
{
	q->tcp = q->cd = q->confirming = false;
	dns_answer_free(&q->servfail);
	q->server = (q->server + 1) % q->world->n_upstreams;
	if (q->server == q->first)
		q->round++;
	if (q->round >= q->world->tries) {
		question_finish(q, a);
		return;
	}
	dns_answer_free(&a);
	question_send(q);
}

static bool
question_is_bogus(const struct dns_answer *a)
{
	return a->ede >= EDE_BOGUS_FIRST && a->ede <= EDE_BOGUS_LAST;
}

static void
question_say_bogus(struct question *q, struct dns_answer *a)
{
	a->status = DNS_BOGUS;
	question_finish(q, a);
}

/* SERVFAIL: of a failed validation, or of another cause? */
static void
question_classify(struct question *q, struct dns_answer *servfail)
{
	uint32_t bit = 1u << q->server;

	if (question_is_bogus(servfail)) {
		question_say_bogus(q, servfail);
		return;
	}
	if ((q->classified & bit) != 0) {
		question_next_server(q, servfail);
		return;
	}
	q->classified |= bit;
	q->servfail = servfail;
	q->cd = true;
	q->tcp = false;
	question_send(q);
}

/* With CD=1 the server tells what it has without judging it: if it has
 * something now, the judgement was what failed, unless the cause has passed
 * meanwhile.  So the question is asked once more as before. */
static void
question_on_cd(struct question *q, struct dns_answer *a)
{
	struct dns_answer *servfail = q->servfail;
	bool has = dns_answer_is_definite(a) || a->status == DNS_TRUNCATED ||
		   a->status == DNS_ALIAS_LOOP || a->status == DNS_ALIAS_LONG;

	q->cd = q->tcp = false;
	dns_answer_free(&a);
	if (has) {
		q->confirming = true;
		question_send(q);
		return;
	}
	q->servfail = NULL;
	question_next_server(q, servfail);
}

/* Cut at a zone of ours: the zones have the word from there on. */
static bool
question_leads_to_zone(struct question *q, struct dns_answer *a)
{
	if (!question_cut(q, a, NULL))
		return false;
	question_continue(q, a);
	event_active(q->step, EV_TIMEOUT, 1);
	return true;
}

static void
question_on_definite(struct question *q, struct dns_answer *a)
{
	if (question_leads_to_zone(q, a))
		return;
	if (!q->goes_on) {
		question_finish(q, a);
		return;
	}
	question_continue(q, a);
	event_active(q->step, EV_TIMEOUT, 1);
}

static void
question_on_failed(struct question *q, struct dns_answer *a)
{
	if (a->rcode == MESSAGE_RCODE_SERVFAIL && q->confirming) {
		question_say_bogus(q, a);
	} else if (a->rcode == MESSAGE_RCODE_SERVFAIL) {
		question_classify(q, a);
	} else if (a->rcode == MESSAGE_RCODE_FORMERR && q->may_be_plain) {
		upstream_set_plain(question_upstream(q), q->tcp);
		dns_answer_free(&a);
		question_send(q);
	} else {
		question_next_server(q, a);
	}
}

static void
question_on_truncated(struct question *q, struct dns_answer *a)
{
	if (q->tcp) {
		question_next_server(q, a);
		return;
	}
	dns_answer_free(&a);
	q->tcp = true;
	question_send(q);
}

/* What TCP did not bring was cut short over UDP. */
static void
question_on_silence(struct question *q, struct dns_answer *a)
{
	if (q->tcp)
		a->status = DNS_TRUNCATED;
	question_next_server(q, a);
}

void
question_on_answer(struct question *q, struct dns_answer *a)
{
	if (q->cd) {
		question_on_cd(q, a);
		return;
	}
	switch (a->status) {
	case DNS_RECORDS:
	case DNS_NODATA:
	case DNS_NXDOMAIN:
		question_on_definite(q, a);
		break;
	case DNS_FAILED:
		if (a->rcode == MESSAGE_RCODE_NOERROR)
			question_on_silence(q, a);
		else
			question_on_failed(q, a);
		break;
	case DNS_TIMEOUT:
		question_on_silence(q, a);
		break;
	case DNS_TRUNCATED:
		question_on_truncated(q, a);
		break;
	case DNS_MALFORMED:
		question_next_server(q, a);
		break;
	case DNS_ALIAS_LOOP:
	case DNS_ALIAS_LONG:
		if (!question_leads_to_zone(q, a))
			question_finish(q, a);
		break;
	case DNS_BOGUS:
		question_finish(q, a);
		break;
	}
}
