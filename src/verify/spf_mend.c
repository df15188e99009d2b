/* SPDX-License-Identifier: BSD-2-Clause */
/* SPF and DMARC records as they should be. */

#include "verify/spf_mend.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/buf.h"
#include "dns/answer.h"
#include "dns/rdata.h"
#include "records/spf_walk.h"
#include "verify/about.h"
#include "verify/evidence.h"
#include "verify/finding.h"

#define MEND_STRING_MAX 255 /* octets of one character-string */

void
spf_mend_text(const struct spf_record *r, const struct spf_change *change,
    struct buf *out)
{
	const char *end = change->end;

	buf_puts(out, "v=spf1");
	buf_puts(out, change->head != NULL ? change->head : "");
	for (size_t i = 0; i < r->n_terms; i++) {
		const struct spf_term *t = &r->terms[i];

		if (change->drop != NULL && change->drop[i])
			continue;
		if (end != NULL && t == r->all) {
			buf_printf(out, " %s", end);
			end = NULL;
			continue;
		}
		buf_putc(out, ' ');
		buf_put(out, t->text, t->text_len);
	}
	if (end != NULL)
		buf_printf(out, " %s", end);
}

/* Strings of at most 255 octets. */
static void
mend_put_wire(const char *text, struct buf *out)
{
	size_t left = strlen(text);

	do {
		size_t n = left < MEND_STRING_MAX ? left : MEND_STRING_MAX;

		buf_u8(out, (uint8_t)n);
		buf_put(out, text, n);
		text += n;
		left -= n;
	} while (left > 0);
}

static void
mend_put_txt(const char *text, struct buf *out)
{
	struct buf wire = BUF_INIT;

	mend_put_wire(text, &wire);
	dns_rdata_to_text(DNS_TYPE_TXT, (const uint8_t *)buf_text(&wire),
	    wire.len, NULL, out);
	buf_fini(&wire);
}

/* ` ip4:192.0.2.1`; nothing where it is no address. */
static void
mend_put_address(const char *address, struct buf *out)
{
	uint8_t octets[16];

	if (inet_pton(AF_INET, address, octets) == 1)
		buf_printf(out, " ip4:%s", address);
	else if (inet_pton(AF_INET6, address, octets) == 1)
		buf_printf(out, " ip6:%s", address);
}

void
spf_mend_egress(const struct evidence *e, struct buf *out)
{
	const struct evidence_strings *egress = &evidence_about(e)->egress;

	for (size_t i = 0; i < egress->n; i++)
		mend_put_address(egress->list[i], out);
}

/* The evidence, but for the domain's TXT records. */
struct mend_world {
	const struct evidence *e;
	const struct dns_answer *txt;
};

static const struct dns_answer *
mend_lookup(void *arg, const char *name, uint16_t type)
{
	const struct mend_world *world = arg;

	if (type == DNS_TYPE_TXT && strcmp(name, world->txt->name) == 0)
		return world->txt;
	return evidence_answer(world->e, name, type);
}

void
spf_mend_missing(const struct evidence *e, const char *text, struct buf *out)
{
	const struct evidence_about *about = evidence_about(e);
	struct dns_answer *txt =
	    dns_answer_new(evidence_domain(e), DNS_TYPE_TXT, DNS_RECORDS);
	struct mend_world world = {e, txt};
	const struct spf_source source = {mend_lookup, &world};
	struct buf wire = BUF_INIT;

	mend_put_wire(text, &wire);
	dns_answer_add_record(txt, buf_text(&wire), wire.len);
	for (size_t i = 0; i < about->egress.n; i++) {
		const struct spf_identity who = {
		    .address = about->egress.list[i], .helo = about->helo};
		struct spf_verdict v;

		spf_check(&source, evidence_domain(e), &who, &v);
		if (v.result != SPF_PASS)
			mend_put_address(who.address, out);
	}
	dns_answer_free(&txt);
	buf_fini(&wire);
}

bool
mend_publish_txt(struct finding *f, const char *owner, const char *text)
{
	struct buf rdata = BUF_INIT;
	bool good;

	mend_put_txt(text, &rdata);
	good = finding_publish(f, "%s. IN TXT %s", owner, buf_text(&rdata));
	buf_fini(&rdata);
	return good;
}

void
mend_remove_txt(
    struct finding *f, const char *owner, const struct dns_record *r)
{
	struct buf rdata = BUF_INIT;

	dns_rdata_to_text(DNS_TYPE_TXT, r->data, r->len, NULL, &rdata);
	finding_remove(f, "%s. IN TXT %s", owner, buf_text(&rdata));
	buf_fini(&rdata);
}

bool
mend_replace(struct finding *f, const struct dns_answer *answer,
    mend_is_record *is, const char *text)
{
	struct buf old = BUF_INIT;
	bool there = false;

	for (size_t pass = 0; pass < 2; pass++) {
		bool kept = false;

		/* first: is it there already?  It need not be published */
		for (size_t i = 0; i < answer->n_records; i++) {
			bool same;

			buf_clear(&old);
			if (dns_record_txt(&answer->records[i], &old) == -1 ||
			    !is(buf_text(&old), old.len))
				continue;
			same = strlen(text) == old.len &&
			       memcmp(text, buf_text(&old), old.len) == 0;
			there |= same;
			if (pass == 1 && (!same || kept))
				mend_remove_txt(
				    f, answer->name, &answer->records[i]);
			kept |= same;
		}
		if (pass == 0 && !there &&
		    !mend_publish_txt(f, answer->name, text)) {
			buf_fini(&old);
			return false;
		}
	}
	buf_fini(&old);
	return true;
}
