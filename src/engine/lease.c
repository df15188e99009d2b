/* SPDX-License-Identifier: BSD-2-Clause */
/* Who verifies a domain just now. */

#include "engine/lease.h"

#include <openssl/rand.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/cursor.h"
#include "store/store.h"

#define LEASE_VERSION 1

void
lease_holder_init(struct lease_holder *holder, const char *program)
{
	uint32_t tail = 0;

	/* a process id comes again, and containers have the same ones */
	(void)RAND_bytes((unsigned char *)&tail, sizeof(tail));
	(void)snprintf(holder->name, sizeof(holder->name), "%.24s-%ld-%08x",
	    program, (long)getpid(), (unsigned)tail);
}

int
lease_decode(const void *data, size_t len, struct lease *out)
{
	struct cursor c;
	const char *holder;
	size_t holder_len;

	cursor_init(&c, data, len);
	if (cursor_u8(&c) != LEASE_VERSION)
		return -1;
	out->until = (int64_t)cursor_u64(&c);
	holder_len = cursor_u8(&c);
	holder = (const char *)cursor_take(&c, holder_len);
	if (!c.ok || c.left > 0 || holder_len == 0 ||
	    holder_len >= sizeof(out->holder))
		return -1;
	for (size_t i = 0; i < holder_len; i++)
		if (holder[i] < '!' || holder[i] > '~')
			return -1;
	memcpy(out->holder, holder, holder_len);
	out->holder[holder_len] = '\0';
	return 0;
}

bool
lease_is_held(
    const struct lease *lease, const struct lease_holder *us, int64_t now)
{
	return lease->until > now && lease->until - now <= LEASE_SECONDS &&
	       strcmp(lease->holder, us->name) != 0;
}

static bool
lease_read(struct store_change *c, const char *key, struct lease *out)
{
	const void *data;
	size_t len;

	return store_change_read(c, STORE_LEASES, key, strlen(key), &data,
		   &len) == STORE_FOUND &&
	       lease_decode(data, len, out) == 0;
}

bool
lease_take(struct store_change *c, const char *key,
    const struct lease_holder *us, int64_t now, struct lease *other_out)
{
	struct buf octets = BUF_INIT;
	struct lease lease;
	size_t len = strlen(us->name);

	if (lease_read(c, key, &lease) && lease_is_held(&lease, us, now)) {
		if (other_out != NULL)
			*other_out = lease;
		return false;
	}
	buf_u8(&octets, LEASE_VERSION);
	buf_u64(&octets, (uint64_t)(now + LEASE_SECONDS));
	buf_u8(&octets, (uint8_t)len);
	buf_put(&octets, us->name, len);
	store_change_write(
	    c, STORE_LEASES, key, strlen(key), octets.data, octets.len);
	buf_fini(&octets);
	return true;
}

void
lease_drop(
    struct store_change *c, const char *key, const struct lease_holder *us)
{
	struct lease lease;

	if (lease_read(c, key, &lease) && strcmp(lease.holder, us->name) == 0)
		store_change_delete(c, STORE_LEASES, key, strlen(key));
}
