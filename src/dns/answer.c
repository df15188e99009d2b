/* SPDX-License-Identifier: BSD-2-Clause */
/* What the DNS said to one question: made, filled, counted, told. */

#include "dns/answer.h"

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "base/mem.h"
#include "dns/name.h"

static const char *const statuses[] = {
    [DNS_RECORDS] = "records",
    [DNS_NODATA] = "nodata",
    [DNS_NXDOMAIN] = "nxdomain",
    [DNS_FAILED] = "failed",
    [DNS_BOGUS] = "bogus",
    [DNS_TIMEOUT] = "timeout",
    [DNS_TRUNCATED] = "truncated",
    [DNS_ALIAS_LOOP] = "alias-loop",
    [DNS_ALIAS_LONG] = "alias-long",
    [DNS_MALFORMED] = "malformed",
};

const char *
dns_status_text(enum dns_status status)
{
	return statuses[status];
}

int
dns_status_from_text(const char *text, enum dns_status *out)
{
	for (unsigned i = 0; i < sizeof(statuses) / sizeof(statuses[0]); i++)
		if (strcmp(statuses[i], text) == 0) {
			*out = (enum dns_status)i;
			return 0;
		}
	return -1;
}

struct dns_answer *
dns_answer_new(const char *name, uint16_t type, enum dns_status status)
{
	struct dns_answer *a = mem_zalloc(sizeof(*a));

	a->name = mem_strdup(name);
	a->type = type;
	a->status = status;
	a->ede = DNS_EDE_NONE;
	a->references = 1;
	return a;
}

/* Room for one more in an array that doubles at each power of two. */
static void *
answer_grow(void *array, size_t count, size_t size)
{
	if ((count & (count - 1)) != 0)
		return array;
	return mem_resize(array, count > 0 ? count * 2 : 1, size);
}

void
dns_answer_add_record(struct dns_answer *a, const void *rdata, size_t len)
{
	a->records =
	    answer_grow(a->records, a->n_records, sizeof(a->records[0]));
	a->records[a->n_records].data = mem_dup(rdata, len);
	a->records[a->n_records++].len = len;
}

void
dns_answer_drop_records(struct dns_answer *a)
{
	for (size_t i = 0; i < a->n_records; i++)
		free((void *)(uintptr_t)a->records[i].data);
	free(a->records);
	a->records = NULL;
	a->n_records = 0;
}

void
dns_answer_add_alias(struct dns_answer *a, const char *target)
{
	a->aliases =
	    answer_grow(a->aliases, a->n_aliases, sizeof(a->aliases[0]));
	a->aliases[a->n_aliases++] = mem_strdup(target);
}

void
dns_answer_set_server(struct dns_answer *a, const char *server)
{
	char *copy = mem_strdup(server);

	free(a->server);
	a->server = copy;
}

struct dns_answer *
dns_answer_ref(struct dns_answer *a)
{
	a->references++;
	return a;
}

void
dns_answer_free(struct dns_answer **ap)
{
	struct dns_answer *a = *ap;

	*ap = NULL;
	if (a == NULL || --a->references > 0)
		return;
	dns_answer_drop_records(a);
	for (size_t i = 0; i < a->n_aliases; i++)
		free(a->aliases[i]);
	free(a->aliases);
	free(a->server);
	free(a->name);
	free(a);
}

bool
dns_answer_is_of_zone_file(const struct dns_answer *a)
{
	return a->server != NULL && strncmp(a->server, DNS_SERVER_ZONE,
					strlen(DNS_SERVER_ZONE)) == 0;
}

bool
dns_answer_is_definite(const struct dns_answer *a)
{
	switch (a->status) {
	case DNS_RECORDS:
	case DNS_NODATA:
	case DNS_NXDOMAIN:
		return true;
	case DNS_FAILED:
	case DNS_BOGUS:
	case DNS_TIMEOUT:
	case DNS_TRUNCATED:
	case DNS_ALIAS_LOOP:
	case DNS_ALIAS_LONG:
	case DNS_MALFORMED:
		break;
	}
	return false;
}

/* Response codes of IANA's registry; 0 here means that none came. */
static const char *
answer_failure_text(uint8_t rcode)
{
	static const char *const names[] = {"UNREACHABLE", "FORMERR",
	    "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED", "YXDOMAIN", "YXRRSET",
	    "NXRRSET", "NOTAUTH", "NOTZONE", "DSOTYPENI"};

	if (rcode < sizeof(names) / sizeof(names[0]))
		return names[rcode];
	return "UNASSIGNED";
}

const char *
dns_answer_rcode_text(const struct dns_answer *a)
{
	switch (a->status) {
	case DNS_RECORDS:
	case DNS_NODATA:
		return "NOERROR";
	case DNS_NXDOMAIN:
		return "NXDOMAIN";
	case DNS_FAILED:
		return answer_failure_text(a->rcode);
	case DNS_BOGUS:
		return "BOGUS";
	case DNS_TIMEOUT:
		return "TIMEOUT";
	case DNS_TRUNCATED:
		return "TRUNCATED";
	case DNS_ALIAS_LOOP:
		return "ALIAS-LOOP";
	case DNS_ALIAS_LONG:
		return "ALIAS-LONG";
	case DNS_MALFORMED:
		return "MALFORMED";
	}
	return "UNKNOWN";
}

/* IANA's registry of extended errors (RFC 8914 section 5.2). */
static const char *
answer_ede_text(int ede)
{
	static const char *const names[] = {NULL,
	    "unsupported DNSKEY algorithm", "unsupported DS digest type",
	    "stale answer", "forged answer", "DNSSEC indeterminate",
	    "DNSSEC bogus", "signature expired", "signature not yet valid",
	    "DNSKEY missing", "RRSIGs missing", "no zone key bit set",
	    "NSEC missing", "cached error", "not ready", "blocked", "censored",
	    "filtered", "prohibited", "stale NXDOMAIN answer",
	    "not authoritative", "not supported", "no reachable authority",
	    "network error", "invalid data"};

	if (ede < 0 || (size_t)ede >= sizeof(names) / sizeof(names[0]))
		return NULL;
	return names[ede];
}

static const char *
answer_reason(const struct dns_answer *a)
{
	switch (a->status) {
	case DNS_RECORDS:
		return "there are records";
	case DNS_NODATA:
		return "there is no record of this type";
	case DNS_NXDOMAIN:
		return "there is no such name";
	case DNS_FAILED:
		return a->rcode != 0 ? "the server answered "
				     : "no server could be reached";
	case DNS_BOGUS:
		return "DNSSEC validation failed";
	case DNS_TIMEOUT:
		return "no server answered in time";
	case DNS_TRUNCATED:
		return "the answer was cut short over UDP and is not to be "
		       "had over TCP";
	case DNS_ALIAS_LOOP:
		return "its aliases form a loop";
	case DNS_ALIAS_LONG:
		return "its chain of aliases is too long";
	case DNS_MALFORMED:
		return "the server's answer can't be used";
	}
	return "the answer is unknown";
}

void
dns_answer_put_reason(const struct dns_answer *a, struct buf *out)
{
	const char *ede = answer_ede_text(a->ede);

	buf_puts(out, answer_reason(a));
	if (a->status == DNS_FAILED && a->rcode != 0)
		buf_puts(out, dns_answer_rcode_text(a));
	if (ede != NULL && !dns_answer_is_definite(a))
		buf_printf(out, " (%s)", ede);
}

int
dns_record_mx(
    const struct dns_record *r, uint16_t *preference_out, char *host_out)
{
	struct cursor c;
	char host[DNS_NAME_SIZE];
	uint16_t preference;
	int taken;

	cursor_init(&c, r->data, r->len);
	preference = cursor_u16(&c);
	if (!c.ok)
		return -1;
	taken = dns_name_from_wire(c.at, c.left, host);
	if (taken == -1 || (size_t)taken != c.left)
		return -1;
	memcpy(host_out, host, strlen(host) + 1);
	*preference_out = preference;
	return 0;
}

const char *
dns_type_text(uint16_t type)
{
	switch (type) {
	case DNS_TYPE_A:
		return "A";
	case DNS_TYPE_NS:
		return "NS";
	case DNS_TYPE_CNAME:
		return "CNAME";
	case DNS_TYPE_SOA:
		return "SOA";
	case DNS_TYPE_MX:
		return "MX";
	case DNS_TYPE_PTR:
		return "PTR";
	case DNS_TYPE_TXT:
		return "TXT";
	case DNS_TYPE_AAAA:
		return "AAAA";
	case DNS_TYPE_DNAME:
		return "DNAME";
	case DNS_TYPE_TLSA:
		return "TLSA";
	case DNS_TYPE_CAA:
		return "CAA";
	default:
		return "TYPE";
	}
}

int
dns_record_txt(const struct dns_record *r, struct buf *out)
{
	struct buf joined = BUF_INIT;
	struct cursor c;

	cursor_init(&c, r->data, r->len);
	while (c.ok && c.left > 0) {
		uint8_t len = cursor_u8(&c);
		const uint8_t *octets = cursor_take(&c, len);

		if (octets != NULL)
			buf_put(&joined, octets, len);
	}
	if (c.ok && r->len > 0)
		buf_put(out, buf_text(&joined), joined.len);
	buf_fini(&joined);
	return c.ok && r->len > 0 ? 0 : -1;
}

int
dns_record_address(
    const struct dns_record *r, uint16_t type, char out[DNS_ADDRESS_SIZE])
{
	bool is_v6 = type == DNS_TYPE_AAAA;

	if (r->len !=
	    (is_v6 ? sizeof(struct in6_addr) : sizeof(struct in_addr)))
		return -1;
	(void)inet_ntop(
	    is_v6 ? AF_INET6 : AF_INET, r->data, out, DNS_ADDRESS_SIZE);
	return 0;
}
