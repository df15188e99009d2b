/* SPDX-License-Identifier: BSD-2-Clause */
/* The domain of the header From, gated. */

#include "milter/gate_from.h"

#include <string.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/text.h"
#include "gate/domains.h"
#include "gate/status.h"
#include "gate/waiver.h"
#include "milter/address.h"
#include "milter/report.h"
#include "milter/terms.h"
#include "settings/settings.h"

struct gating {
	struct report *report;
	struct asking *asking;
	const struct gate_settings *settings;
	struct gate_from *out;
};

static const char *
gating_text(struct gating *g, const struct gate_decision *d)
{
	const struct status_finding *f = d->finding;
	const char *url = terms_settings(g->asking->terms)->gate_help_url;
	struct buf text = BUF_INIT;
	const char *kept;

	buf_puts(&text, g->out->domain);
	if (f == NULL) {
		buf_puts(&text, ": its protections could not be verified yet");
	} else {
		buf_printf(&text, " [%s]: ", rule_get(f->rule)->name);
		text_put_escaped(
		    &text, f->text, f->text_len, GATE_FROM_TEXT_MAX / 2);
	}
	if (url[0] != '\0')
		buf_printf(&text, "; see %s", url);
	kept = report_text(g->report, buf_text(&text));
	buf_fini(&text);
	return kept;
}

/* A status that is too old says nothing of today. */
static bool
gating_is_void(const struct gating *g, const struct status *status, int64_t now)
{
	return now > status->fresh_until &&
	       now - status->checked > g->settings->max_stale;
}

static void
gating_decide(
    const struct status *status, const struct waivers *waivers, void *arg)
{
	struct gating *g = arg;
	struct gate_decision d;
	int64_t now = clock_wall();

	if (status != NULL && gating_is_void(g, status, now))
		status = NULL;
	gate_decide_waived(g->settings, status, waivers, now, &d);
	g->out->action = d.action;
	g->out->would = d.would;
	g->out->rule =
	    d.finding != NULL ? rule_get(d.finding->rule)->name : NULL;
	if (d.action != GATE_PASS)
		g->out->text = gating_text(g, &d);
	clerk_note_decision(g->asking->clerk, g->out->domain, &d, now);
	if (status == NULL || now > status->fresh_until)
		clerk_refresh_status(g->asking->clerk, g->out->domain);
}

void
gate_from(struct report *r, struct asking *a, const char *address,
    struct gate_from *out)
{
	const struct settings *s = terms_settings(a->terms);
	struct gating g = {r, a, NULL, out};
	char domain[DNS_NAME_SIZE];

	*out = (struct gate_from){.action = GATE_PASS, .would = GATE_PASS};
	if (!s->milter_gate_from || address == NULL ||
	    address_domain(address, domain) == -1)
		return;
	g.settings = domains_find(s->domains, domain);
	if (g.settings == NULL)
		return;
	out->domain = report_text(r, domain);
	clerk_ask_status(a->clerk, domain, &a->patience, gating_decide, &g);
}
