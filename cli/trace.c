/* SPDX-License-Identifier: BSD-2-Clause */
/* A climb and its properties as JSON. */

#include "cli/trace.h"

#include <string.h>

#include "base/buf.h"
#include "caa/climb.h"
#include "caa/set.h"
#include "cli/print.h"
#include "dns/answer.h"

size_t
trace_decisive(const struct caa_climb *climb)
{
	const char *name = caa_climb_name(climb);
	size_t n = caa_climb_count(climb);

	for (size_t i = 0; name != NULL && i < n; i++)
		if (strcmp(caa_climb_level_name(climb, i), name) == 0)
			return i + 1;
	return n;
}

static json_t *
trace_records(const struct dns_answer *answer)
{
	json_t *list = json_array();
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < answer->n_records; i++) {
		buf_clear(&b);
		print_rdata(
		    answer->records[i].data, answer->records[i].len, &b);
		json_array_append_new(list, json_text(buf_text(&b)));
	}
	buf_fini(&b);
	return list;
}

static json_t *
trace_query(const struct dns_answer *answer)
{
	json_t *query = json_object();
	json_t *aliases = json_array();

	for (size_t i = 0; i < answer->n_aliases; i++)
		json_array_append_new(aliases, json_text(answer->aliases[i]));
	json_object_set_new(query, "name", json_text(answer->name));
	json_object_set_new(
	    query, "rcode", json_text(dns_answer_rcode_text(answer)));
	json_object_set_new(query, "ttl", json_integer(answer->ttl));
	json_object_set_new(query, "ad", json_boolean(answer->ad));
	json_object_set_new(query, "alias", aliases);
	json_object_set_new(query, "records", trace_records(answer));
	json_object_set_new(query, "server", json_text(answer->server));
	return query;
}

json_t *
trace_json(const struct caa_climb *climb, size_t levels)
{
	json_t *list = json_array();
	size_t n = caa_climb_count(climb);

	for (size_t i = 0; i < n && i < levels; i++) {
		const struct dns_answer *answer =
		    caa_climb_level_answer(climb, i);

		if (answer != NULL)
			json_array_append_new(list, trace_query(answer));
	}
	return list;
}

json_t *
trace_property(const struct caa_property *property)
{
	json_t *object = json_object();
	struct buf text = BUF_INIT;

	caa_property_put_text(property, &text);
	json_object_set_new(object, "flags", json_integer(property->flags));
	json_object_set_new(
	    object, "tag", json_octets(property->tag, property->tag_len));
	json_object_set_new(
	    object, "value", json_octets(property->value, property->value_len));
	json_object_set_new(object, "text", json_text(buf_text(&text)));
	buf_fini(&text);
	return object;
}

json_t *
trace_entry(const struct caa_entry *entry)
{
	return entry != NULL ? trace_property(&entry->property) : json_null();
}

typedef bool trace_test(const struct dns_answer *);

static bool
trace_every(const struct caa_climb *climb, trace_test *holds)
{
	size_t n = trace_decisive(climb);

	for (size_t i = 0; i < n; i++) {
		const struct dns_answer *answer =
		    caa_climb_level_answer(climb, i);

		if (answer == NULL || !holds(answer))
			return false;
	}
	return n > 0;
}

static bool
is_authenticated(const struct dns_answer *answer)
{
	return answer->ad;
}

bool
trace_authenticated(const struct caa_climb *climb)
{
	return trace_every(climb, is_authenticated);
}

bool
trace_from_files(const struct caa_climb *climb)
{
	return trace_every(climb, dns_answer_is_of_zone_file);
}
