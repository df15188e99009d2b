/* SPDX-License-Identifier: BSD-2-Clause */
/* How long the CA table takes to load, and how many look-ups a second. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/error.h"
#include "base/text.h"
#include "cert/ca_table.h"

#define ROUNDS 20 /* passes over all rows, and loads */

struct asked {
	uint8_t cert[CA_HASH_SIZE], key[CA_HASH_SIZE], key_id[64];
	size_t key_id_len;
	const char *dn;
};

static double
now(void)
{
	struct timespec t;

	(void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static void
fill(const struct ca_entry *e, struct asked *a)
{
	int n =
	    text_from_hex(e->ski, strlen(e->ski), a->key_id, sizeof(a->key_id));

	a->key_id_len = n > 0 ? (size_t)n : 0;
	(void)text_from_hex(
	    e->cert_sha256, strlen(e->cert_sha256), a->cert, sizeof(a->cert));
	(void)text_from_hex(
	    e->spki_sha256, strlen(e->spki_sha256), a->key, sizeof(a->key));
	a->dn = e->subject_dn;
}

static void
ask(const struct ca_table *t, const struct asked *all, size_t n,
    enum ca_basis basis)
{
	size_t found = 0;
	double start = now(), spent;

	for (size_t i = 0; i < n * ROUNDS; i++) {
		const struct asked *a = &all[i % n];
		struct ca_query q = {NULL, NULL, NULL, 0, NULL};
		struct ca_match m;

		if (basis == CA_BASIS_CERTIFICATE)
			q.cert_sha256 = a->cert;
		else if (basis == CA_BASIS_KEY)
			q.spki_sha256 = a->key;
		else
			q.issuer_dn = a->dn;
		if (basis == CA_BASIS_KEY_ID) {
			q.key_id = a->key_id;
			q.key_id_len = a->key_id_len;
		}
		ca_table_find(t, &q, &m);
		found += m.basis == basis;
	}
	spent = now() - start;
	(void)printf("%-12s %10.0f look-ups/s, %zu of %zu found\n",
	    ca_basis_text(basis), (double)(n * ROUNDS) / spent, found / ROUNDS,
	    n);
}

int
main(int argc, char **argv)
{
	const char *path = argc > 1 ? argv[1] : "conf/caa-identifiers.csv";
	struct ca_table *t = NULL;
	struct asked *all;
	struct error err;
	double best = 1e9;

	for (int i = 0; i < ROUNDS; i++) {
		double start = now();

		ca_table_free(&t);
		start = now();
		if (ca_table_load(path, &t, &err) == -1) {
			(void)fprintf(stderr, "%s\n", err.text);
			return 1;
		}
		if (now() - start < best)
			best = now() - start;
	}
	(void)printf("%-12s %10.1f ms of processor, %zu rows (best of %d)\n",
	    "load", best * 1e3, ca_table_count(t), ROUNDS);
	all = calloc(ca_table_count(t), sizeof(*all));
	if (all == NULL)
		return 1;
	for (size_t i = 0; i < ca_table_count(t); i++)
		fill(ca_table_at(t, i), &all[i]);
	for (int b = CA_BASIS_CERTIFICATE; b <= CA_BASIS_NAME; b++)
		ask(t, all, ca_table_count(t), (enum ca_basis)b);
	free(all);
	ca_table_free(&t);
	return 0;
}
