/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix is told. */

#include "policyd/reply.h"

#include <stdbool.h>
#include <string.h>

#include "base/buf.h"
#include "base/text.h"
#include "gate/gate.h"
#include "gate/status.h"

#define REPLY_DOMAIN_MAX 100 /* octets of the domain shown */
#define REPLY_URL_MAX 120    /* a longer one is left out */
#define REPLY_END "\n\n"
#define REPLY_SEE "; see "

static const char reply_no_finding[] =
    "the protections of this sending domain could not be verified yet, "
    "please try again later";

/* Escaped only where it must be: quotation marks do no harm here. */
static void
reply_put_text(struct buf *out, const char *text, size_t len, size_t most)
{
	bool plain = len <= most;

	for (size_t i = 0; plain && i < len; i++)
		plain = text[i] >= 0x20 && text[i] <= 0x7e;
	if (plain)
		buf_put(out, text, len);
	else
		text_put_escaped(out, text, len, most);
}

/* What is at fault, where that is not the domain itself: an MX host. */
static void
reply_put_subject(
    struct buf *out, const struct status_finding *f, const char *domain)
{
	if (f->subject_len == 0 ||
	    (f->subject_len == strlen(domain) &&
		memcmp(f->subject, domain, f->subject_len) == 0))
		return;
	buf_putc(out, ' ');
	text_put_escaped(out, f->subject, f->subject_len, REPLY_DOMAIN_MAX);
}

static void
reply_put_reason(struct buf *out, const struct gate_decision *d,
    const char *domain, const char *help_url, size_t most)
{
	size_t url_len = strlen(help_url);
	const struct status_finding *f = d->finding;
	const char *text = f != NULL ? f->text : reply_no_finding;
	size_t text_len = f != NULL ? f->text_len : strlen(text);
	struct buf url = BUF_INIT;

	text_put_escaped(out, domain, strlen(domain), REPLY_DOMAIN_MAX);
	if (f != NULL) {
		buf_puts(out, " [");
		buf_puts(out, rule_get(f->rule)->name);
		buf_putc(out, ']');
		reply_put_subject(out, f, domain);
	}
	buf_puts(out, ": ");
	if (url_len > 0 && url_len <= REPLY_URL_MAX) {
		buf_puts(&url, REPLY_SEE);
		text_put_escaped(&url, help_url, url_len, REPLY_URL_MAX);
	}
	reply_put_text(out, text, text_len, most - out->len - url.len);
	buf_put(out, buf_text(&url), url.len);
	buf_fini(&url);
}

void
reply_put(struct buf *out, const struct gate_decision *d, const char *domain,
    const char *help_url)
{
	size_t most = out->len + REPLY_MAX - strlen(REPLY_END);

	switch (d->action) {
	case GATE_PASS:
		buf_puts(out, REPLY_DUNNO);
		return;
	case GATE_DEFER:
		buf_puts(out, "action=DEFER_IF_PERMIT 4.7.1 ");
		break;
	case GATE_REJECT:
		buf_puts(out, "action=REJECT 5.7.1 ");
		break;
	}
	reply_put_reason(out, d, domain, help_url, most);
	buf_puts(out, REPLY_END);
}
