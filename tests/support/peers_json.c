/* SPDX-License-Identifier: BSD-2-Clause */
/* A record of other people's servers as JSON, for cases and for eyes. */

#include "tests/support/peers_json.h"

#include <stdlib.h>

#include "base/buf.h"
#include "base/clock.h"
#include "dns/answer.h"
#include "peers/peers.h"

static void
put(json_t *object, const char *name, const char *text)
{
	(void)json_object_set_new(object, name, json_string(text));
}

static void
put_time(json_t *object, const char *name, int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	put(object, name, when != 0 ? clock_format(when, text) : "");
}

static json_t *
host_to_json(const struct peers_host *h)
{
	json_t *o = json_object();

	put(o, "host", h->host);
	put(o, "seen", peers_seen_text(h->seen));
	put(o, "name", h->name);
	put(o, "issuer", h->issuer);
	put(o, "identifier", h->identifier);
	put(o, "basis", h->basis);
	put(o, "fingerprint", h->fingerprint);
	put(o, "state", cert_issuer_state_text(h->state));
	put_time(o, "not_after", h->not_after);
	(void)json_object_set_new(o, "trusted", json_boolean(h->trusted));
	(void)json_object_set_new(o, "named", json_boolean(h->named));
	put(o, "host_verdict", live_verdict_text(h->host_verdict));
	put(o, "domain_verdict", live_verdict_text(h->domain_verdict));
	put(o, "dane", peers_dane_text(h->dane));
	return o;
}

static const char *
outcome_text(enum caa_climb_outcome outcome)
{
	static const char *const texts[] = {"open", "found", "empty", "failed"};

	return texts[outcome];
}

json_t *
peers_to_json(const struct peers *p)
{
	json_t *o = json_object(), *hosts = json_array();

	put_time(o, "checked", p->checked);
	(void)json_object_set_new(
	    o, "fresh", json_integer(p->fresh_until - p->checked));
	(void)json_object_set_new(o, "definite", json_boolean(p->definite));
	(void)json_object_set_new(
	    o, "with_servers", json_boolean(p->with_servers));
	put(o, "mx", peers_mx_text(p->mx));
	put(o, "sts", peers_sts_text(p->sts));
	put(o, "caa", outcome_text(p->caa));
	put(o, "caa_at", p->caa_answer != NULL ? p->caa_answer->name : "");
	put(o, "verdict", live_verdict_text(peers_verdict(p)));
	for (size_t i = 0; i < p->n_hosts; i++)
		(void)json_array_append_new(hosts, host_to_json(&p->hosts[i]));
	(void)json_object_set_new(o, "hosts", hosts);
	(void)json_object_set_new(
	    o, "left_out", json_integer((json_int_t)p->n_left_out));
	return o;
}

static void
tell_at(const char *path, const json_t *wanted, const json_t *found,
    struct buf *why)
{
	char *a = json_dumps(found, JSON_ENCODE_ANY);
	char *b = json_dumps(wanted, JSON_ENCODE_ANY);

	buf_printf(why, "%s: found %s, wanted %s\n", path,
	    a != NULL ? a : "nothing", b != NULL ? b : "nothing");
	free(a);
	free(b);
}

static void
compare(const char *path, const json_t *wanted, const json_t *found,
    struct buf *why)
{
	const char *name;
	json_t *value;
	size_t i;

	if (json_is_object(wanted) && json_is_object(found)) {
		json_object_foreach((json_t *)(uintptr_t)wanted, name, value)
		{
			struct buf at = BUF_INIT;

			buf_printf(&at, "%s.%s", path, name);
			compare(buf_text(&at), value,
			    json_object_get(found, name), why);
			buf_fini(&at);
		}
	} else if (json_is_array(wanted) && json_is_array(found) &&
		   json_array_size(wanted) == json_array_size(found)) {
		json_array_foreach((json_t *)(uintptr_t)wanted, i, value)
		{
			struct buf at = BUF_INIT;

			buf_printf(&at, "%s[%zu]", path, i);
			compare(buf_text(&at), value, json_array_get(found, i),
			    why);
			buf_fini(&at);
		}
	} else if (!json_equal(wanted, found)) {
		tell_at(path, wanted, found, why);
	}
}

void
json_tell_differences(
    const json_t *wanted, const json_t *found, struct buf *why)
{
	compare("", wanted, found, why);
}
