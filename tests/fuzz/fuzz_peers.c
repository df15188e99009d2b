/* SPDX-License-Identifier: BSD-2-Clause */
/* Records of other people's servers as a store has them: what is read is
 * bounded and printable, and is written as the same octets again. */

#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "peers/peers.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void
must(bool holds)
{
	if (!holds)
		abort();
}

static void
must_be_printable(const char *text)
{
	for (; *text != '\0'; text++)
		must(*text >= ' ' && *text <= '~');
}

static void
must_be_usable(const struct peers *p)
{
	struct caa_climb *climb = peers_climb("a.good.test", p);

	(void)caa_climb_set(climb);
	caa_climb_free(&climb);
	(void)peers_verdict(p);
	for (size_t i = 0; i < p->n_hosts; i++) {
		must_be_printable(p->hosts[i].host);
		must_be_printable(p->hosts[i].issuer);
		must_be_printable(p->hosts[i].identifier);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf octets = BUF_INIT;
	struct peers p;

	if (peers_decode(data, size, &p) == -1)
		return 0;
	must(p.n_hosts <= PEERS_HOSTS_MAX);
	must(peers_time(data, size) == p.checked || p.checked < 0);
	must_be_usable(&p);
	peers_encode(&p, &octets);
	must(octets.len == size && memcmp(octets.data, data, size) == 0);
	buf_fini(&octets);
	peers_fini(&p);
	return 0;
}
