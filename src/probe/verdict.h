/* SPDX-License-Identifier: BSD-2-Clause */
/* What became of one connection: outcomes told apart, and said to people. */

#ifndef PROBE_VERDICT_H
#define PROBE_VERDICT_H

#include <curl/curl.h>

#include <stdbool.h>

#include "probe/result.h"

struct buf;
struct reply;
struct tls_sight;

struct verdict_facts {
	enum probe_service service;
	bool fetches; /* https: a response is wanted, not only a handshake */
	CURLcode code;
	const char *detail; /* libcurl's own words; "" */
	bool timed_out, connected, body_cut;
	int errnum; /* why there is no connection; 0: not known */
	unsigned timeout_ms;
	const struct reply *reply;
	const struct tls_sight *sight;
};

/* `why` is put after what *why holds; more than PROBE_WHY_MAX may come. */
enum probe_outcome verdict(const struct verdict_facts *, struct buf *why);

#endif
