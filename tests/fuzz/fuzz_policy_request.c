/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Policy requests: read at once and in pieces they must be the same, and what
 * is logged and replied of them must be printable and bounded.
 */

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "gate/status.h"
#include "policyd/logline.h"
#include "policyd/reply.h"
#include "policyd/request.h"
#include "policyd/sender.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define PIECES_MAX 64 /* so that long inputs stay quick */

static void
check(int holds)
{
	if (!holds)
		abort();
}

static void
check_printable(const char *text, size_t len)
{
	for (size_t i = 0; i < len; i++)
		check(text[i] >= 0x20 && text[i] <= 0x7e);
}

static void
check_same(const struct request_text *a, const struct request_text *b)
{
	check(a->len == b->len && memcmp(a->at, b->at, a->len) == 0);
}

/* Each piece at another address, of the exact size. */
static enum request_state
parse_in_pieces(const char *text, size_t len, struct request *copy_of,
    struct request **copy_out, size_t *used_out)
{
	struct request_parser p = {0};
	enum request_state state = REQUEST_MORE;
	size_t step = len / PIECES_MAX + 1;

	for (size_t n = step; state == REQUEST_MORE; n += step) {
		size_t upto = n < len ? n : len;
		char *piece = malloc(upto > 0 ? upto : 1);
		struct error err;

		check(piece != NULL);
		memcpy(piece, text, upto);
		state = request_parse(&p, piece, upto, copy_of, used_out, &err);
		if (state == REQUEST_DONE)
			*copy_out = request_dup(copy_of);
		free(piece);
		if (upto == len)
			break;
	}
	return state;
}

static void
check_words(const struct request *r)
{
	struct buf out = BUF_INIT;
	char domain[DNS_NAME_SIZE] = "";
	enum sender_kind kind = sender_domain(r, SENDER_FROM_SASL_OR, domain);
	const struct logline line = {
	    .request = r,
	    .domain = kind == SENDER_DOMAIN ? domain : NULL,
	    .reason = sender_kind_text(kind),
	    .state = LOGLINE_NONE,
	};
	const struct status_finding f = {
	    .rule = RULE_CAA_08,
	    .subject = r->sender.at,
	    .subject_len = r->sender.len,
	    .text = r->recipient.at,
	    .text_len = r->recipient.len,
	};
	const struct gate_decision d = {.action = GATE_REJECT, .finding = &f};

	check_printable(domain, strlen(domain));
	logline_put(&out, &line);
	check_printable(out.data, out.len);
	check(out.len < 4096);
	buf_clear(&out);
	reply_put(&out, &d, domain, "https://help.example/");
	check(out.len > 2 && out.len <= REPLY_MAX);
	check_printable(out.data, out.len - 2);
	check(memcmp(out.data + out.len - 2, "\n\n", 2) == 0);
	buf_fini(&out);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *text = (const char *)data;
	struct request_parser p = {0};
	struct request r, pieces, *copy = NULL;
	struct error err;
	size_t used = 0, used_pieces = 0;
	enum request_state state =
	    request_parse(&p, text, size, &r, &used, &err);

	check(
	    parse_in_pieces(text, size, &pieces, &copy, &used_pieces) == state);
	if (state == REQUEST_BAD)
		check_printable(err.text, strlen(err.text));
	if (state != REQUEST_DONE)
		return 0;
	check(used == used_pieces && used <= size && used <= REQUEST_MAX);
	check_same(&r.sender, &copy->sender);
	check_same(&r.recipient, &copy->recipient);
	check_same(&r.queue_id, &copy->queue_id);
	check_same(&r.instance, &copy->instance);
	check_same(&r.sasl_username, &copy->sasl_username);
	check_same(&r.policy_context, &copy->policy_context);
	check_words(&r);
	free(copy);
	return 0;
}
