/* SPDX-License-Identifier: BSD-2-Clause */
/* A set of names, a few octets each. */

#include <openssl/sha.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "cli/sweep.h"

#define NAMES_OCTETS 16 /* of a hash: no two names of a list share them */
#define NAMES_FIRST 64  /* places at the beginning; always a power of two */

struct names_key {
	uint8_t octets[NAMES_OCTETS]; /* all zero: a free place */
};

struct sweep_names {
	struct names_key *keys;
	size_t size;
	size_t n;
};

struct sweep_names *
sweep_names_new(void)
{
	struct sweep_names *names = mem_zalloc(sizeof(*names));

	names->size = NAMES_FIRST;
	names->keys = mem_array(names->size, sizeof(*names->keys));
	return names;
}

void
sweep_names_free(struct sweep_names **np)
{
	if (*np != NULL)
		free((*np)->keys);
	free(*np);
	*np = NULL;
}

static struct names_key
key_of(const char *name)
{
	uint8_t digest[SHA256_DIGEST_LENGTH];
	struct names_key key;

	SHA256((const uint8_t *)name, strlen(name), digest);
	memcpy(key.octets, digest, sizeof(key.octets));
	return key;
}

static bool
is_free(const struct names_key *key)
{
	static const struct names_key none;

	return memcmp(key, &none, sizeof(none)) == 0;
}

/* The key's place, or the free one where it belongs. */
static struct names_key *
place_of(const struct sweep_names *names, const struct names_key *key)
{
	size_t at;

	memcpy(&at, key->octets, sizeof(at));
	for (;; at++) {
		struct names_key *place = &names->keys[at & (names->size - 1)];

		if (is_free(place) || memcmp(place, key, sizeof(*key)) == 0)
			return place;
	}
}

static void
grow(struct sweep_names *names)
{
	struct sweep_names larger = {.size = names->size * 2, .n = names->n};

	larger.keys = mem_array(larger.size, sizeof(*larger.keys));
	for (size_t i = 0; i < names->size; i++)
		if (!is_free(&names->keys[i]))
			*place_of(&larger, &names->keys[i]) = names->keys[i];
	free(names->keys);
	*names = larger;
}

bool
sweep_names_add(struct sweep_names *names, const char *name)
{
	const struct names_key key = key_of(name);
	struct names_key *place;

	if (names->n >= names->size / 4 * 3)
		grow(names);
	place = place_of(names, &key);
	if (!is_free(place))
		return false;
	*place = key;
	names->n++;
	return true;
}
