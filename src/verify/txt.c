/* SPDX-License-Identifier: BSD-2-Clause */
/* The TXT records of one answer, by how far they are of a version. */

#include "verify/txt.h"

#include "base/buf.h"
#include "base/text.h"
#include "dns/answer.h"
#include "dns/rdata.h"

#define SHOWN_MAX 80 /* octets of a record in a sentence */

enum sts_version
txt_version(
    const struct dns_answer *answer, size_t i, txt_version_fn *version_of)
{
	struct buf text = BUF_INIT;
	enum sts_version version = STS_VERSION_NOT;

	if (dns_record_txt(&answer->records[i], &text) == 0)
		version = version_of(buf_text(&text), text.len);
	buf_fini(&text);
	return version;
}

size_t
txt_count(const struct dns_answer *answer, txt_version_fn *version_of,
    enum sts_version wanted, size_t *first_out)
{
	size_t n = 0;

	if (answer == NULL || answer->status != DNS_RECORDS)
		return 0;
	for (size_t i = 0; i < answer->n_records; i++)
		if (txt_version(answer, i, version_of) == wanted && n++ == 0 &&
		    first_out != NULL)
			*first_out = i;
	return n;
}

void
txt_put_line(const struct dns_answer *answer, size_t i, struct buf *out)
{
	buf_printf(out, "%s. IN TXT ", answer->name);
	dns_rdata_to_text(DNS_TYPE_TXT, answer->records[i].data,
	    answer->records[i].len, NULL, out);
}

void
txt_put_shown(const char *text, size_t len, struct buf *out)
{
	buf_putc(out, '"');
	text_put_escaped(out, text, len, SHOWN_MAX);
	buf_putc(out, '"');
}

char *
txt_plain(char *text)
{
	for (char *p = text; *p != '\0'; p++)
		if (*p < 0x20 || *p > 0x7e)
			*p = '?';
	return text;
}
