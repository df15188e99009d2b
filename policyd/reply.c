/* SPDX-License-Identifier: BSD-2-Clause */
/* What Postfix is told. */

#include "policyd/reply.h"

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
	}
	buf_puts(out, ": ");
	if (url_len > 0 && url_len <= REPLY_URL_MAX) {
		buf_puts(&url, REPLY_SEE);
		text_put_escaped(&url, help_url, url_len, REPLY_URL_MAX);
	}
	text_put_escaped(out, text, text_len, most - out->len - url.len);
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
