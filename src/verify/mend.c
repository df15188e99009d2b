/* SPDX-License-Identifier: BSD-2-Clause */
/* A record that is told as the cure is parsed and judged before. */

#include "verify/mend.h"

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "caa/property.h"
#include "caa/set.h"
#include "dns/answer.h"
#include "dns/name.h"
#include "dns/zone.h"
#include "records/dkim.h"
#include "records/mta_sts_record.h"
#include "records/tls_rpt.h"
#include "records/tlsa.h"
#include "verify/mend_auth.h"

#define MEND_LINE_MAX 8192 /* octets */

/* 0, or -1 and *err, which says what the record is accused of. */
typedef int mend_judge(const struct dns_answer *, struct error *err);

static int
mend_caa(const struct dns_answer *answer, struct error *err)
{
	struct dns_answer *lent =
	    dns_answer_new(answer->name, answer->type, answer->status);
	struct caa_set *set;
	int ret = 0;

	dns_answer_add_record(
	    lent, answer->records[0].data, answer->records[0].len);
	set = caa_set_new(lent);
	dns_answer_free(&lent);
	if (set->fault != CAA_RDATA_OK || set->critical_unknown != NULL ||
	    set->n_entries != 1)
		ret = error_set(err, "no CA would issue");
	else if (set->entries[0].restricts && !set->entries[0].well_formed)
		ret = error_set(err, "the value does not match the grammar");
	caa_set_free(&set);
	return ret;
}

static int
mend_sts(const struct dns_answer *answer, struct error *err)
{
	struct mta_sts_record record;
	struct buf text = BUF_INIT;
	int ret = 0;

	if (dns_record_txt(&answer->records[0], &text) == -1 ||
	    mta_sts_record_version(buf_text(&text), text.len) != STS_VERSION_IS)
		ret = error_set(err, "it does not begin v=STSv1;");
	else if (mta_sts_record_parse(
		     buf_text(&text), text.len, &record, err) == -1 ||
		 mta_sts_id_check(&record.id, err) == -1)
		ret = -1;
	else if (record.fields.blank || record.n_ids != 1)
		ret = error_set(err, "some senders would not take it");
	buf_fini(&text);
	return ret;
}

static int
mend_rpt(const struct dns_answer *answer, struct error *err)
{
	struct buf text = BUF_INIT;
	struct tls_rpt rpt;
	int ret = 0;

	if (dns_record_txt(&answer->records[0], &text) == -1 ||
	    tls_rpt_version(buf_text(&text), text.len) != STS_VERSION_IS)
		ret = error_set(err, "it does not begin v=TLSRPTv1;");
	else
		ret = tls_rpt_parse(buf_text(&text), text.len, &rpt, err);
	for (size_t i = 0; ret == 0 && i < rpt.n_uris; i++)
		if (rpt.uris[i].kind == TLS_RPT_BAD)
			ret = error_set(err, "%s", rpt.uris[i].fault);
	if (ret == 0 && (rpt.fields.blank || rpt.n_rua != 1 ||
			    rpt.n_uris != rpt.n_uris_total))
		ret = error_set(err, "some senders would not take it");
	buf_fini(&text);
	return ret;
}

static int
mend_tlsa(const struct dns_answer *answer, struct error *err)
{
	struct buf why = BUF_INIT;
	struct tlsa tlsa;

	if (tlsa_parse(&answer->records[0], &tlsa, err) == -1)
		return -1;
	tlsa_put_fault(&tlsa, &why);
	if (why.len > 0)
		(void)error_set(err, "the record %s", buf_text(&why));
	buf_fini(&why);
	return tlsa_fault(&tlsa) == TLSA_FAULT_NONE ? 0 : -1;
}

static int
mend_dkim(const struct dns_answer *answer, struct error *err)
{
	struct buf text = BUF_INIT;
	struct dkim_key key;
	bool has_key = false;
	int ret = 0;

	if (dns_record_txt(&answer->records[0], &text) == -1 ||
	    dkim_key_parse(buf_text(&text), text.len, &key, &has_key, err) !=
		DKIM_FAULT_NONE)
		ret = -1;
	if (has_key)
		dkim_key_fini(&key);
	buf_fini(&text);
	return ret;
}

/* What is published where, and who can tell whether it is right. */
static const struct {
	uint16_t type;
	const char *first_label; /* or labels, of the owner; from a dot on:
				  * labels further on; NULL: any */
	const char *beginning;   /* of the text of a TXT record; NULL: any */
	mend_judge *judge;
} mend_kinds[] = {
    {DNS_TYPE_CAA, NULL, NULL, mend_caa},
    {DNS_TYPE_TXT, NULL, "v=spf1", mend_spf},
    {DNS_TYPE_TXT, "_dmarc", NULL, mend_dmarc},
    {DNS_TYPE_TXT, NULL, "v=DMARC1", mend_dmarc},
    {DNS_TYPE_TXT, "_mta-sts", NULL, mend_sts},
    {DNS_TYPE_TXT, "_smtp._tls", NULL, mend_rpt},
    {DNS_TYPE_TXT, "._domainkey.", NULL, mend_dkim},
    {DNS_TYPE_TLSA, NULL, NULL, mend_tlsa},
};

static bool
mend_begins(const struct dns_answer *answer, const char *beginning)
{
	struct buf text = BUF_INIT;
	bool begins;

	if (beginning == NULL)
		return true;
	begins = dns_record_txt(&answer->records[0], &text) == 0 &&
		 text.len >= strlen(beginning) &&
		 text_equal_fold(buf_text(&text), strlen(beginning), beginning,
		     strlen(beginning));
	buf_fini(&text);
	return begins;
}

static bool
mend_label_is(const char *name, const char *label)
{
	size_t len = label != NULL ? strlen(label) : 0;

	if (label != NULL && label[0] == '.')
		return strstr(name, label) != NULL;
	return label == NULL ||
	       (strncmp(name, label, len) == 0 && name[len] == '.');
}

static int
mend_judge_answer(const struct dns_answer *answer, struct error *err)
{
	if (answer->n_records != 1)
		return error_set(
		    err, "found %zu records, wanted one", answer->n_records);
	for (size_t i = 0; i < sizeof(mend_kinds) / sizeof(mend_kinds[0]); i++)
		if (mend_kinds[i].type == answer->type &&
		    mend_label_is(answer->name, mend_kinds[i].first_label) &&
		    mend_begins(answer, mend_kinds[i].beginning))
			return mend_kinds[i].judge(answer, err);
	return 0;
}

static int
mend_read_zone(const char *line, struct dns_zone **zone_out, struct error *err)
{
	char *text;
	FILE *file;
	int ret;

	if (strlen(line) > MEND_LINE_MAX || strpbrk(line, "\r\n") != NULL)
		return error_set(
		    err, "wanted one line of at most %d octets", MEND_LINE_MAX);
	text = mem_printf("$ORIGIN .\n$TTL 3600\n%s\n", line);
	file = fmemopen(text, strlen(text), "r");
	if (file == NULL)
		ret = error_set(err, "the line can't be opened");
	else
		ret = dns_zone_read(
		    file, "record", caa_zone_rdata, zone_out, err);
	if (file != NULL)
		(void)fclose(file);
	free(text);
	return ret;
}

static const uint16_t mend_types[] = {DNS_TYPE_A, DNS_TYPE_AAAA, DNS_TYPE_CAA,
    DNS_TYPE_CNAME, DNS_TYPE_MX, DNS_TYPE_TLSA, DNS_TYPE_TXT};

/* `NAME. [TTL] IN TYPE RDATA`: owner and type. */
static int
mend_owner(const char *line, char *owner, uint16_t *type_out, struct error *err)
{
	size_t len = strcspn(line, " \t");
	const char *in = strstr(line, " IN ");
	char *name = mem_strndup(line, len);
	int ret = dns_name_canonical(name, owner, err);

	free(name);
	if (ret == -1)
		return -1;
	for (size_t i = 0;
	     in != NULL && i < sizeof(mend_types) / sizeof(mend_types[0]);
	     i++) {
		const char *word = dns_type_text(mend_types[i]);

		if (strncmp(in + 4, word, strlen(word)) == 0 &&
		    in[4 + strlen(word)] == ' ') {
			*type_out = mend_types[i];
			return 0;
		}
	}
	return error_set(err, "wanted NAME. IN TYPE RDATA");
}

int
mend_check(const char *line, struct error *err)
{
	char owner[DNS_NAME_SIZE], elsewhere[DNS_NAME_SIZE];
	struct dns_answer *answer;
	struct dns_zone *zone;
	uint16_t type = 0;
	int ret;

	if (mend_owner(line, owner, &type, err) == -1 ||
	    mend_read_zone(line, &zone, err) == -1)
		return -1;
	answer = dns_zone_answer(zone, owner, type, elsewhere);
	ret = mend_judge_answer(answer, err);
	dns_answer_free(&answer);
	dns_zone_free(&zone);
	return ret;
}
