/* SPDX-License-Identifier: BSD-2-Clause */
/* The DNS that a test vector describes: names to answers. */

#include <stdio.h>
#include <string.h>

#include "base/error.h"
#include "cli/vectors.h"

#define VECTORS_TTL 300

static const struct vectors_node *
vectors_find(const struct vectors_world *world, const char *owner)
{
	for (size_t i = 0; i < world->n_nodes; i++)
		if (strcmp(world->nodes[i].owner, owner) == 0)
			return &world->nodes[i];
	return NULL;
}

/* Is there a node at the name or below it (an empty non-terminal)? */
static bool
vectors_exists(const struct vectors_world *world, const char *name)
{
	for (size_t i = 0; i < world->n_nodes; i++)
		if (dns_name_at_or_below(world->nodes[i].owner, name))
			return true;
	return false;
}

/* RFC 4592: what `*.` below the closest encloser gives to a missing name. */
static const struct vectors_node *
vectors_find_wildcard(const struct vectors_world *world, const char *name)
{
	char owner[DNS_NAME_SIZE + 2];
	const char *encloser = name;

	while (encloser != NULL && !vectors_exists(world, encloser))
		encloser = dns_name_parent(encloser);
	if (encloser == NULL || encloser == name)
		return NULL;
	(void)snprintf(owner, sizeof(owner), "*.%s", encloser);
	return vectors_find(world, owner);
}

/* RFC 6672: the topmost DNAME above the name, never at it. */
static const struct vectors_node *
vectors_find_dname(const struct vectors_world *world, const char *name)
{
	const struct vectors_node *found = NULL;
	const char *above = dns_name_parent(name);

	for (; above != NULL; above = dns_name_parent(above)) {
		const struct vectors_node *node = vectors_find(world, above);

		if (node != NULL && node->dname != NULL)
			found = node;
	}
	return found;
}

static void
vectors_note(struct vectors_path *path, const struct vectors_node *node)
{
	if (node->dnssec == VECTORS_BOGUS || path->n_links == 0)
		path->dnssec = node->dnssec;
	else if (node->dnssec == VECTORS_INSECURE &&
		 path->dnssec == VECTORS_SECURE)
		path->dnssec = VECTORS_INSECURE;
	if (node->transport > path->transport)
		path->transport = node->transport;
}

/* Follow one alias at name, if there is one; false at the end of the path. */
static bool
vectors_step(const struct vectors_world *world, struct vectors_path *path,
    const char *name)
{
	const struct vectors_node *node = vectors_find_dname(world, name);
	char *target;

	path->end = node != NULL ? node : vectors_find(world, name);
	if (path->end == NULL)
		path->end = vectors_find_wildcard(world, name);
	if (path->end != NULL)
		vectors_note(path, path->end);
	if (path->end == NULL || (node == NULL && path->end->cname == NULL))
		return false;
	if (path->n_links == DNS_ALIASES_MAX) {
		path->ending = VECTORS_LONG;
		return false;
	}
	(void)snprintf(
	    path->links[path->n_links].owner, DNS_NAME_SIZE, "%s", name);
	target = path->links[path->n_links].target;
	path->links[path->n_links].dname_owner = NULL;
	if (node == NULL) {
		(void)snprintf(target, DNS_NAME_SIZE, "%s", path->end->cname);
	} else {
		size_t kept = strlen(name) - strlen(node->owner);

		path->links[path->n_links].dname_owner = node->owner;
		path->links[path->n_links].dname = node->dname;
		(void)snprintf(target, DNS_NAME_SIZE, "%.*s%s", (int)kept, name,
		    node->dname);
	}
	path->n_links++;
	return true;
}

static bool
vectors_was_at(const struct vectors_path *path, const char *name)
{
	for (size_t i = 0; i < path->n_links; i++)
		if (strcmp(path->links[i].owner, name) == 0)
			return true;
	return false;
}

void
vectors_world_walk(const struct vectors_world *world, const char *name,
    struct vectors_path *out)
{
	memset(out, 0, sizeof(*out));
	while (vectors_step(world, out, name)) {
		name = out->links[out->n_links - 1].target;
		if (vectors_was_at(out, name)) {
			out->ending = VECTORS_LOOP;
			break;
		}
	}
	if (out->ending != VECTORS_END)
		out->end = NULL;
}

static const struct {
	const char *text;
	enum dns_status status;
	uint8_t rcode;
} vectors_rcodes[] = {
    {"NOERROR", DNS_NODATA, 0},
    {"FORMERR", DNS_FAILED, 1},
    {"SERVFAIL", DNS_FAILED, 2},
    {"NXDOMAIN", DNS_NXDOMAIN, 3},
    {"NOTIMP", DNS_FAILED, 4},
    {"REFUSED", DNS_FAILED, 5},
    {"YXDOMAIN", DNS_FAILED, 6},
    {"TIMEOUT", DNS_TIMEOUT, 0},
};

static void
vectors_put_rcode(const char *rcode, struct dns_answer *answer)
{
	answer->status = DNS_FAILED;
	answer->rcode = 2;
	for (size_t i = 0;
	     i < sizeof(vectors_rcodes) / sizeof(vectors_rcodes[0]); i++)
		if (strcmp(vectors_rcodes[i].text, rcode) == 0) {
			answer->status = vectors_rcodes[i].status;
			answer->rcode = vectors_rcodes[i].rcode;
		}
}

static void
vectors_put_end(
    const struct vectors_path *path, uint16_t type, struct dns_answer *answer)
{
	const struct vectors_node *end = path->end;

	if (path->ending == VECTORS_LOOP)
		answer->status = DNS_ALIAS_LOOP;
	else if (path->ending == VECTORS_LONG)
		answer->status = DNS_ALIAS_LONG;
	else if (type != DNS_TYPE_CAA || end == NULL)
		answer->status = DNS_NODATA;
	else if (path->dnssec == VECTORS_BOGUS)
		answer->status = DNS_BOGUS;
	else if (path->transport == VECTORS_TRUNCATED)
		answer->status = DNS_TRUNCATED;
	else if (end->rcode != NULL)
		vectors_put_rcode(end->rcode, answer);
	else if (end->n_records > 0)
		answer->status = DNS_RECORDS;
	if (answer->status != DNS_RECORDS)
		return;
	for (size_t i = 0; i < end->n_records; i++)
		dns_answer_add_record(
		    answer, end->records[i].data, end->records[i].len);
}

struct dns_answer *
vectors_world_answer(
    const struct vectors_world *world, const char *name, uint16_t type)
{
	struct dns_answer *answer = dns_answer_new(name, type, DNS_NODATA);
	struct vectors_path path;

	vectors_world_walk(world, name, &path);
	for (size_t i = 0; i < path.n_links; i++)
		dns_answer_add_alias(answer, path.links[i].target);
	vectors_put_end(&path, type, answer);
	answer->ad = path.dnssec == VECTORS_SECURE;
	answer->ttl = dns_answer_is_definite(answer) ? VECTORS_TTL : 0;
	dns_answer_set_server(answer, "test vector");
	return answer;
}
