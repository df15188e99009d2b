/* SPDX-License-Identifier: BSD-2-Clause */
/* The digests of what was signed. */

#include "smime/digests.h"

#include <openssl/objects.h>

#include <string.h>

#include "smime/view.h"

#define DIGESTS_READ_SIZE 16384

/* Those that mail is signed with, old ones too: the verdict is mathematics. */
static const int digests_known[] = {NID_md5, NID_sha1, NID_sha224, NID_sha256,
    NID_sha384, NID_sha512, NID_sha3_256, NID_sha3_384, NID_sha3_512};

static bool
digests_knows(int nid)
{
	for (size_t i = 0; i < sizeof(digests_known) / sizeof(int); i++)
		if (digests_known[i] == nid)
			return true;
	return false;
}

const struct digest *
digests_find(const struct digests *d, int nid)
{
	for (size_t i = 0; i < d->n; i++)
		if (EVP_MD_get_type(d->list[i].md) == nid)
			return &d->list[i];
	return NULL;
}

void
digests_add(struct digests *d, int nid)
{
	const EVP_MD *md = digests_knows(nid) ? EVP_get_digestbynid(nid) : NULL;
	EVP_MD_CTX *ctx;

	if (md == NULL || d->n == DIGESTS_MAX || digests_find(d, nid) != NULL)
		return;
	ctx = EVP_MD_CTX_new();
	if (ctx == NULL || EVP_DigestInit_ex(ctx, md, NULL) != 1) {
		EVP_MD_CTX_free(ctx);
		return;
	}
	d->list[d->n++] = (struct digest){.md = md, .raw = ctx};
}

static void
digest_put(EVP_MD_CTX *ctx, const void *data, size_t len)
{
	if (ctx != NULL)
		(void)EVP_DigestUpdate(ctx, data, len);
}

static void
digests_put_canonical(struct digests *d, const void *data, size_t len)
{
	for (size_t i = 0; i < d->n; i++)
		digest_put(d->list[i].canonical, data, len);
}

/* The first bare line feed: from here on the two differ. */
static void
digests_part(struct digests *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct digest *one = &d->list[i];

		if (one->canonical != NULL)
			continue;
		one->canonical = EVP_MD_CTX_new();
		if (one->canonical != NULL &&
		    EVP_MD_CTX_copy_ex(one->canonical, one->raw) != 1) {
			EVP_MD_CTX_free(one->canonical);
			one->canonical = NULL;
		}
	}
}

static void
digests_put_raw(struct digests *d, const void *data, size_t len)
{
	for (size_t i = 0; i < d->n; i++)
		digest_put(d->list[i].raw, data, len);
}

/* Up to the next bare line feed, which is put, too. */
static size_t
digests_put_line(struct digests *d, const uint8_t *data, size_t len)
{
	const uint8_t *lf = data;
	size_t n;

	while ((lf = memchr(lf, '\n', (size_t)(data + len - lf))) != NULL) {
		if (lf == data ? !d->after_cr : lf[-1] != '\r')
			break;
		lf++;
	}
	n = lf != NULL ? (size_t)(lf - data) : len;
	digests_put_raw(d, data, n);
	digests_put_canonical(d, data, n);
	if (lf == NULL)
		return len;
	digests_part(d);
	digests_put_raw(d, "\n", 1);
	digests_put_canonical(d, "\r\n", 2);
	return n + 1;
}

void
digests_update(struct digests *d, const uint8_t *data, size_t len)
{
	if (!d->text) {
		digests_put_raw(d, data, len);
		return;
	}
	while (len > 0) {
		size_t n = digests_put_line(d, data, len);

		d->after_cr = data[n - 1] == '\r';
		data += n;
		len -= n;
	}
}

void
digests_end(struct digests *d)
{
	for (size_t i = 0; i < d->n; i++) {
		struct digest *one = &d->list[i];

		(void)EVP_DigestFinal_ex(one->raw, one->raw_value, NULL);
		if (one->canonical != NULL)
			(void)EVP_DigestFinal_ex(
			    one->canonical, one->canonical_value, NULL);
	}
	d->complete = true;
}

void
digests_read_text(struct digests *d, struct view *view)
{
	uint8_t data[DIGESTS_READ_SIZE];
	const struct view_budget *budget = view_budget(view);
	size_t n;

	d->text = true;
	view_seek(view, 0);
	while ((n = view_read(view, data, sizeof(data))) > 0)
		digests_update(d, data, n);
	if (!budget->exhausted && !budget->failed)
		digests_end(d);
}

bool
digest_is(const struct digest *d, const uint8_t *value, size_t len)
{
	if (len != (size_t)EVP_MD_get_size(d->md))
		return false;
	if (memcmp(value, d->raw_value, len) == 0)
		return true;
	return d->canonical != NULL &&
	       memcmp(value, d->canonical_value, len) == 0;
}

void
digests_fini(struct digests *d)
{
	for (size_t i = 0; i < d->n; i++) {
		EVP_MD_CTX_free(d->list[i].raw);
		EVP_MD_CTX_free(d->list[i].canonical);
	}
	d->n = 0;
}
