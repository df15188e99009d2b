/* SPDX-License-Identifier: BSD-2-Clause */
/* What a text in the settings may be. */

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "base/mem.h"
#include "base/text.h"
#include "dns/name.h"
#include "probe/guard.h"
#include "probe/result.h"
#include "settings/settings.h"
#include "settings/settings_parts.h"

#define CHECK_SHA256_DIGITS 64
#define CHECK_MODE_DIGITS 4

static const struct {
	const char *word;
	enum rule_id rule;
} required[] = {
    {"caa", RULE_CAA_01},
    {"mta-sts", RULE_STS_01},
    {"tls-rpt", RULE_RPT_01},
    {"spf", RULE_SPF_01},
    {"dkim", RULE_DKIM_01},
    {"dmarc", RULE_DMARC_01},
    {"dane", RULE_DANE_01},
    {"dane", RULE_DANE_05},
};

enum rule_id
settings_required_rule(const char *word, size_t nth)
{
	for (size_t i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (strcmp(required[i].word, word) == 0 && nth-- == 0)
			return required[i].rule;
	return RULES;
}

int
settings_check_require(const char *text, struct error *wanted)
{
	if (settings_required_rule(text, 0) != RULES)
		return 0;
	return error_set(wanted,
	    "\"caa\", \"mta-sts\", \"tls-rpt\", \"spf\", \"dkim\", \"dmarc\" "
	    "or \"dane\"");
}

int
settings_check_host(const char *text, struct error *wanted)
{
	char name[DNS_NAME_SIZE];
	struct error why = {""};

	if (dns_name_canonical(text, name, &why) == 0)
		return 0;
	return error_set(wanted, "a domain name (%s)", why.text);
}

int
settings_check_address(const char *text, struct error *wanted)
{
	uint8_t octets[sizeof(struct in6_addr)];

	if (inet_pton(AF_INET, text, octets) == 1 ||
	    inet_pton(AF_INET6, text, octets) == 1)
		return 0;
	return error_set(wanted, "an address such as 192.0.2.1 or 2001:db8::1");
}

int
settings_check_folder(const char *text, struct error *wanted)
{
	if (text[0] == '/')
		return 0;
	return error_set(wanted, "a folder such as /tmp, with its whole path");
}

int
settings_check_mode(const char *text, struct error *wanted)
{
	size_t digits = strspn(text, "01234567");

	if (digits > 0 && digits <= CHECK_MODE_DIGITS && text[digits] == '\0')
		return 0;
	return error_set(wanted, "an octal mode such as 0660");
}

/* A loopback ADDRESS:PORT; an IPv6 address in brackets. */
static bool
check_is_loopback(const char *text)
{
	const char *colon = strrchr(text, ':');
	const char *end = colon != NULL && colon > text ? colon : text;
	bool six = text[0] == '[' && end > text + 1 && end[-1] == ']';
	struct in6_addr address;
	char *host;
	bool good;

	if (end == text || colon[1] == '\0' ||
	    strspn(colon + 1, "0123456789") != strlen(colon + 1) ||
	    strlen(colon + 1) > 5 || atoi(colon + 1) > UINT16_MAX)
		return false;
	host = six ? mem_strndup(text + 1, (size_t)(end - text) - 2)
		   : mem_strndup(text, (size_t)(end - text));
	good = six ? inet_pton(AF_INET6, host, &address) == 1 &&
			 IN6_IS_ADDR_LOOPBACK(&address)
		   : inet_pton(AF_INET, host, &address) == 1 &&
			 address.s6_addr[0] == 127;
	free(host);
	return good;
}

int
settings_check_http(const char *text, struct error *wanted)
{
	const char *inet = strncmp(text, "inet:", 5) == 0 ? text + 5 : text;

	if (strncmp(text, "unix:/", 6) == 0 || check_is_loopback(inet))
		return 0;
	return error_set(wanted,
	    "a loopback address and port such as 127.0.0.1:10052 or "
	    "[::1]:10052, or unix:PATH: it tells of your domains, so put a "
	    "proxy that asks who comes before it where others are to read");
}

int
settings_check_network(const char *text, struct error *wanted)
{
	struct guard_net net;
	struct error why = {""};

	if (guard_net_parse(text, &net, &why) == 0)
		return 0;
	return error_set(
	    wanted, "a network such as 10.0.0.0/8 or ::1 (%s)", why.text);
}

int
settings_check_service(const char *text, struct error *wanted)
{
	struct probe_target target;
	char host[DNS_NAME_SIZE];
	struct error why = {""};

	if (probe_target_parse(text, host, &target, &why) == 0)
		return 0;
	return error_set(wanted,
	    "a service such as imaps://imap.example.org (%s)", why.text);
}

int
settings_check_sha256(const char *text, struct error *wanted)
{
	uint8_t octets[CHECK_SHA256_DIGITS / 2];
	size_t len = strlen(text);

	if (len == CHECK_SHA256_DIGITS &&
	    text_from_hex(text, len, octets, sizeof(octets)) != -1)
		return 0;
	return error_set(wanted, "%d hexadecimal digits", CHECK_SHA256_DIGITS);
}

int
settings_check_account(const char *text, struct error *wanted)
{
	const char *colon = strchr(text, ':');

	for (const char *c = text; *c != '\0'; c++)
		if (*c <= ' ' || *c > '~' || *c == ';')
			colon = NULL;
	if (colon != NULL && colon > text && colon[1] != '\0')
		return 0;
	return error_set(wanted, "the URI of an account such as "
				 "https://acme.example/acct/1");
}

int
settings_check_method(const char *text, struct error *wanted)
{
	const char *c = text;

	while (text_is_alnum(*c) || *c == '-')
		c++;
	if (*c == '\0')
		return 0;
	return error_set(wanted, "a validation method such as dns-01");
}

/* A passphrase is asked of nobody. */
static int
check_no_passphrase(char *out, int size, int writing, void *arg)
{
	(void)out;
	(void)size;
	(void)writing;
	(void)arg;
	return -1;
}

/* The file's key: public, or private. */
static EVP_PKEY *
check_parse_key(const struct buf *pem)
{
	BIO *bio = BIO_new_mem_buf(buf_text(pem), (int)pem->len);
	EVP_PKEY *key =
	    PEM_read_bio_PUBKEY(bio, NULL, check_no_passphrase, NULL);

	if (key == NULL) {
		(void)BIO_reset(bio);
		key = PEM_read_bio_PrivateKey(
		    bio, NULL, check_no_passphrase, NULL);
	}
	BIO_free(bio);
	ERR_clear_error();
	return key;
}

int
settings_read_key(const char *path, struct buf *out, struct error *err)
{
	struct buf pem = BUF_INIT;
	unsigned char *spki = NULL;
	EVP_PKEY *key = NULL;
	int len = -1;

	if (file_read(path, SETTINGS_KEY_MAX, &pem, err) == -1)
		return -1;
	key = check_parse_key(&pem);
	if (key != NULL)
		len = i2d_PUBKEY(key, &spki);
	if (len > 0)
		buf_put(out, spki, (size_t)len);
	else
		(void)error_set(err,
		    "%s: found no key, want a public or private key in PEM "
		    "without a passphrase",
		    path);
	OPENSSL_free(spki);
	EVP_PKEY_free(key);
	OPENSSL_cleanse(pem.data, pem.len);
	buf_fini(&pem);
	return len > 0 ? 0 : -1;
}

int
settings_check_selector(const char *text, struct error *wanted)
{
	const char *path = strchr(text, '=');
	char *name = mem_strndup(text, strcspn(text, "="));
	char canonical[DNS_NAME_SIZE];
	struct buf key = BUF_INIT;
	struct error why = {""};
	int ret = dns_name_canonical(name, canonical, &why);

	if (ret == 0 && path != NULL)
		ret = settings_read_key(path + 1, &key, &why);
	if (ret == -1)
		(void)error_set(wanted,
		    "a selector such as s1 or s1=/path/to/key.pem (%s)",
		    why.text);
	buf_fini(&key);
	free(name);
	return ret;
}
