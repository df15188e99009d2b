/* SPDX-License-Identifier: BSD-2-Clause */
/* The TXT record at `_mta-sts.DOMAIN`. */

#include "records/mta_sts_record.h"

#include "base/error.h"
#include "base/text.h"

#define SHOWN_MAX 60 /* octets of a value in a sentence */

enum sts_version
mta_sts_record_version(const char *text, size_t len)
{
	return sts_version_of(text, len, MTA_STS_VERSION);
}

int
mta_sts_record_parse(
    const char *text, size_t len, struct mta_sts_record *out, struct error *err)
{
	int ret =
	    sts_fields_split(text, len, MTA_STS_VERSION, &out->fields, err);
	const struct sts_field *id =
	    sts_fields_find(&out->fields, "id", &out->n_ids);

	out->id = id != NULL ? id->value : (struct sts_span){"", 0};
	for (size_t i = 0; ret == 0 && i < out->fields.n; i++) {
		const struct sts_field *f = &out->fields.list[i];

		/* an id that is none is no fault of the grammar: it would do
		 * as an extension's value */
		if (!sts_span_is(&f->name, "id") &&
		    !sts_value_is_plain(&f->value))
			ret = error_set(err,
			    "the value of %.*s holds a blank, an equals sign "
			    "or an octet that is not printable",
			    (int)f->name.len, f->name.text);
	}
	return ret;
}

int
mta_sts_id_check(const struct sts_span *id, struct error *err)
{
	if (id->len == 0)
		return error_set(err, "there is no id");
	for (size_t i = 0; i < id->len; i++)
		if (!text_is_alnum(id->text[i]))
			return error_set(err,
			    "the id `%.*s` holds other octets than letters and "
			    "digits",
			    id->len < SHOWN_MAX ? (int)id->len : SHOWN_MAX,
			    id->text);
	if (id->len > MTA_STS_ID_MAX)
		return error_set(err, "the id has %zu characters, %d at most",
		    id->len, MTA_STS_ID_MAX);
	return 0;
}
