/* SPDX-License-Identifier: BSD-2-Clause */
/* DKIM key records: text to tags and key. */

#include "records/dkim.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "base/text.h"
#include "records/dkim_tags.h"

#define ED25519_OCTETS 32
#define ED25519_BITS 256
#define SHOWN 40

static int
key_take(EVP_PKEY *pkey, struct dkim_key *out, struct error *err)
{
	unsigned char *der = NULL;
	int len = i2d_PUBKEY(pkey, &der);

	if (len <= 0)
		return error_set(err, "has a key that can't be written");
	out->spki = mem_dup(der, (size_t)len);
	out->spki_len = (size_t)len;
	out->bits = out->type == DKIM_ED25519
			? ED25519_BITS
			: (unsigned)EVP_PKEY_get_bits(pkey);
	OPENSSL_free(der);
	return 0;
}

static EVP_PKEY *
key_read_spki(const uint8_t *der, size_t len)
{
	const unsigned char *at = der;
	EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, (long)len);

	if (pkey != NULL && at != der + len) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

/* An RSAPublicKey (RFC 8017 appendix A.1.1) without its wrapping. */
static EVP_PKEY *
key_read_bare(const uint8_t *der, size_t len)
{
	const unsigned char *at = der;
	EVP_PKEY *pkey = d2i_PublicKey(EVP_PKEY_RSA, NULL, &at, (long)len);

	if (pkey != NULL && at != der + len) {
		EVP_PKEY_free(pkey);
		pkey = NULL;
	}
	return pkey;
}

static int
key_read_rsa(
    const uint8_t *der, size_t len, struct dkim_key *out, struct error *err)
{
	EVP_PKEY *pkey = key_read_spki(der, len);
	int ret;

	if (pkey == NULL) {
		pkey = key_read_bare(der, len);
		out->is_bare = pkey != NULL;
	}
	if (pkey == NULL)
		ret = error_set(err,
		    "has no RSA key in p=: %zu octets that are no "
		    "SubjectPublicKeyInfo",
		    len);
	else if (EVP_PKEY_get_base_id(pkey) != EVP_PKEY_RSA)
		ret = error_set(err, "says k=rsa, but p= has another key");
	else
		ret = key_take(pkey, out, err);
	EVP_PKEY_free(pkey);
	return ret;
}

static int
key_read_ed25519(
    const uint8_t *raw, size_t len, struct dkim_key *out, struct error *err)
{
	EVP_PKEY *pkey;
	int ret;

	if (len != ED25519_OCTETS)
		return error_set(err,
		    "has %zu octets in p=, wanted the bare %d of an Ed25519 "
		    "key (RFC 8463)",
		    len, ED25519_OCTETS);
	pkey = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, raw, len);
	if (pkey == NULL)
		return error_set(err, "has no Ed25519 key in p=");
	ret = key_take(pkey, out, err);
	EVP_PKEY_free(pkey);
	return ret;
}

static int
key_decode(const struct dkim_tag *p, struct dkim_key *key,
    enum dkim_fault *fault_out, struct error *err)
{
	struct buf octets = BUF_INIT;
	const uint8_t *data;
	int ret = dkim_base64(p->value, p->value_len, &octets, err);

	data = (const uint8_t *)buf_text(&octets);
	*fault_out = DKIM_FAULT_BASE64;
	if (ret == 0) {
		*fault_out = DKIM_FAULT_KEY;
		ret = key->type == DKIM_RSA
			  ? key_read_rsa(data, octets.len, key, err)
			  : key_read_ed25519(data, octets.len, key, err);
	}
	buf_fini(&octets);
	ERR_clear_error();
	return ret;
}

static enum dkim_fault
key_type(const struct dkim_tag *k, struct dkim_key *key, struct error *err)
{
	struct buf shown = BUF_INIT;

	key->type = DKIM_RSA;
	if (k == NULL || dkim_tag_is(k, "rsa"))
		return DKIM_FAULT_NONE;
	if (dkim_tag_is(k, "ed25519")) {
		key->type = DKIM_ED25519;
		return DKIM_FAULT_NONE;
	}
	text_put_escaped(&shown, k->value, k->value_len, SHOWN);
	(void)error_set(err,
	    "has k=%s, which verifiers ignore; wanted rsa or "
	    "ed25519",
	    buf_text(&shown));
	buf_fini(&shown);
	return DKIM_FAULT_KEY_TYPE;
}

/* What no verifier would take: v=, k= and p=. */
static enum dkim_fault
key_read(const struct dkim_tags *tags, struct dkim_key *key, struct error *err)
{
	const struct dkim_tag *v = dkim_tags_find(tags, "v");
	const struct dkim_tag *p = dkim_tags_find(tags, "p");
	struct buf shown = BUF_INIT;
	enum dkim_fault fault;

	if (v != NULL && !dkim_tag_is(v, "DKIM1")) {
		text_put_escaped(&shown, v->value, v->value_len, SHOWN);
		(void)error_set(
		    err, "has v=%s, wanted DKIM1", buf_text(&shown));
		buf_fini(&shown);
		return DKIM_FAULT_VERSION;
	}
	fault = key_type(dkim_tags_find(tags, "k"), key, err);
	if (fault != DKIM_FAULT_NONE)
		return fault;
	if (p == NULL) {
		(void)error_set(err, "has no p=, so no key");
		return DKIM_FAULT_NO_KEY;
	}
	if (p->value_len == 0) {
		(void)error_set(err, "has an empty p=: the key is revoked");
		return DKIM_FAULT_REVOKED;
	}
	return key_decode(p, key, &fault, err) == -1 ? fault : DKIM_FAULT_NONE;
}

/* The list as text; what is outside of the grammar can't be written. */
static char *
key_list(const struct dkim_tag *t)
{
	char *text = mem_zalloc(t->value_len + 1);

	for (size_t i = 0; i < t->value_len; i++) {
		char c = t->value[i];

		if (strchr("\t\r\n", c) != NULL && c != '\0')
			c = ' ';
		text[i] = c >= ' ' && c <= '~' ? c : '?';
	}
	return text;
}

static void
key_restrict(const struct dkim_tags *tags, struct dkim_key *key)
{
	const struct dkim_tag *h = dkim_tags_find(tags, "h");
	const struct dkim_tag *s = dkim_tags_find(tags, "s");
	const struct dkim_tag *t = dkim_tags_find(tags, "t");

	key->sha256 = h == NULL || dkim_tag_lists(h, "sha256");
	key->email =
	    s == NULL || dkim_tag_lists(s, "email") || dkim_tag_lists(s, "*");
	key->testing = t != NULL && dkim_tag_lists(t, "y");
	key->strict = t != NULL && dkim_tag_lists(t, "s");
	if (h != NULL)
		key->hashes = key_list(h);
	if (s != NULL)
		key->services = key_list(s);
}

enum dkim_fault
dkim_key_parse(const char *text, size_t len, struct dkim_key *out,
    bool *has_key_out, struct error *err)
{
	struct dkim_key key = {.type = DKIM_RSA};
	struct dkim_tags tags;
	const struct dkim_tag *v;
	struct error grave = {""};
	enum dkim_fault mild = dkim_tags_parse(text, len, &tags, err);
	enum dkim_fault fault = key_read(&tags, &key, &grave);

	*has_key_out = fault == DKIM_FAULT_NONE;
	if (fault != DKIM_FAULT_NONE) {
		dkim_key_fini(&key);
		(void)error_set(err, "%s", grave.text);
		return fault;
	}
	v = dkim_tags_find(&tags, "v");
	if (mild == DKIM_FAULT_NONE && v != NULL && v != &tags.list[0]) {
		mild = DKIM_FAULT_ORDER;
		(void)error_set(err, "has v=, but not as the first tag");
	}
	key_restrict(&tags, &key);
	*out = key;
	return mild;
}

int
dkim_key_from_spki(
    const uint8_t *spki, size_t len, struct dkim_key *out, struct error *err)
{
	struct dkim_key key = {.sha256 = true, .email = true};
	EVP_PKEY *pkey = key_read_spki(spki, len);
	int id = pkey != NULL ? EVP_PKEY_get_base_id(pkey) : 0;
	int ret;

	key.type = id == EVP_PKEY_ED25519 ? DKIM_ED25519 : DKIM_RSA;
	if (id != EVP_PKEY_ED25519 && id != EVP_PKEY_RSA)
		ret = error_set(err, "is no RSA or Ed25519 public key");
	else
		ret = key_take(pkey, &key, err);
	EVP_PKEY_free(pkey);
	ERR_clear_error();
	if (ret == 0)
		*out = key;
	return ret;
}

void
dkim_key_fini(struct dkim_key *key)
{
	free(key->spki);
	free(key->hashes);
	free(key->services);
	*key = (struct dkim_key){.type = DKIM_RSA};
}

bool
dkim_key_equal(const struct dkim_key *a, const struct dkim_key *b)
{
	return a->type == b->type && a->spki_len == b->spki_len &&
	       memcmp(a->spki, b->spki, a->spki_len) == 0;
}

static void
key_put_base64(const struct dkim_key *key, struct buf *out)
{
	const uint8_t *data = key->spki;
	size_t len = key->spki_len;
	unsigned char *text;

	if (key->type ==
	    DKIM_ED25519) { /* RFC 8463: the bare key, at the end */
		data += len - ED25519_OCTETS;
		len = ED25519_OCTETS;
	}
	text = mem_zalloc((len + 2) / 3 * 4 + 1);
	(void)EVP_EncodeBlock(text, data, (int)len);
	buf_puts(out, (const char *)text);
	free(text);
}

void
dkim_key_put_text(const struct dkim_key *key, struct buf *out)
{
	buf_printf(
	    out, "v=DKIM1; k=%s; ", key->type == DKIM_RSA ? "rsa" : "ed25519");
	if (key->hashes != NULL)
		buf_printf(out, "h=%s; ", key->hashes);
	if (key->services != NULL)
		buf_printf(out, "s=%s; ", key->services);
	if (key->testing || key->strict)
		buf_printf(out, "t=%s%s%s; ", key->testing ? "y" : "",
		    key->testing && key->strict ? ":" : "",
		    key->strict ? "s" : "");
	buf_puts(out, "p=");
	key_put_base64(key, out);
}

void
dkim_key_put_kind(const struct dkim_key *key, struct buf *out)
{
	if (key->type == DKIM_ED25519)
		buf_puts(out, "an Ed25519 key");
	else
		buf_printf(out, "an RSA key of %u bits", key->bits);
}
