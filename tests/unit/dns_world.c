/* SPDX-License-Identifier: BSD-2-Clause */
/* A few lines of text as the DNS. */

#include "tests/unit/dns_world.h"

#include <arpa/inet.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "dns/answer.h"
#include "dns/name.h"

struct line {
	const char *name, *type, *value;
	size_t name_len, type_len;
};

static struct line
line_split(const char *text)
{
	struct line l = {.name = text, .name_len = strcspn(text, " ")};

	l.type = text + l.name_len + 1;
	l.type_len = strcspn(l.type, " ");
	l.value = l.type + l.type_len + 1;
	return l;
}

static bool
line_is(const char *field, size_t len, const char *wanted)
{
	return len == strlen(wanted) && memcmp(field, wanted, len) == 0;
}

static void
world_put_name(struct buf *out, const char *name)
{
	uint8_t wire[DNS_NAME_WIRE_MAX];
	int len = dns_name_to_wire(name, wire);

	buf_put(out, wire, len > 0 ? (size_t)len : 0);
}

static void
world_add(struct dns_answer *answer, const char *value)
{
	struct buf rdata = BUF_INIT;
	uint8_t address[16];
	size_t len = strlen(value), piece;

	if (answer->type == DNS_TYPE_A || answer->type == DNS_TYPE_AAAA) {
		bool v6 = answer->type == DNS_TYPE_AAAA;

		(void)inet_pton(v6 ? AF_INET6 : AF_INET, value, address);
		buf_put(&rdata, address, v6 ? 16 : 4);
	} else if (answer->type == DNS_TYPE_TXT) {
		for (size_t at = 0; at == 0 || at < len; at += piece) {
			piece = len - at < 255 ? len - at : 255;
			buf_u8(&rdata, (uint8_t)piece);
			buf_put(&rdata, value + at, piece);
			if (piece == 0)
				break;
		}
	} else {
		if (answer->type == DNS_TYPE_MX)
			buf_u16(&rdata, 10);
		world_put_name(&rdata, value);
	}
	dns_answer_add_record(answer, buf_text(&rdata), rdata.len);
	buf_fini(&rdata);
}

static struct dns_answer *
world_answer(const struct dns_world *w, const char *name, uint16_t type)
{
	struct dns_answer *answer = dns_answer_new(name, type, DNS_NXDOMAIN);

	for (size_t i = 0; w->lines[i] != NULL; i++) {
		struct line l = line_split(w->lines[i]);

		if (!line_is(l.name, l.name_len, name))
			continue;
		if (answer->status == DNS_NXDOMAIN)
			answer->status = DNS_NODATA;
		if (!line_is(l.type, l.type_len, dns_type_text(type)))
			continue;
		if (strcmp(l.value, "PENDING") == 0) {
			dns_answer_free(&answer);
			return NULL;
		}
		answer->status = DNS_RECORDS;
		if (strcmp(l.value, "SERVFAIL") == 0) {
			answer->status = DNS_FAILED;
			answer->rcode = 2;
		} else {
			world_add(answer, l.value);
		}
	}
	return answer;
}

const struct dns_answer *
dns_world_lookup(void *arg, const char *name, uint16_t type)
{
	struct dns_world *w = arg;
	struct dns_answer *answer;

	w->n_asked++;
	for (size_t i = 0; i < w->n_answers; i++)
		if (w->answers[i]->type == type &&
		    strcmp(w->answers[i]->name, name) == 0)
			return w->answers[i];
	answer = world_answer(w, name, type);
	if (answer == NULL)
		return NULL;
	w->answers = mem_resize(
	    w->answers, w->n_answers + 1, sizeof(struct dns_answer *));
	w->answers[w->n_answers++] = answer;
	return answer;
}

void
dns_world_fini(struct dns_world *w)
{
	for (size_t i = 0; i < w->n_answers; i++)
		dns_answer_free(&w->answers[i]);
	free(w->answers);
	*w = (struct dns_world){.lines = w->lines};
}
