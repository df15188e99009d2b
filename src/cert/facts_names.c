/* SPDX-License-Identifier: BSD-2-Clause */
/* The subjectAltName of a certificate: DNS names and mail addresses. */

#include <openssl/asn1.h>
#include <openssl/x509v3.h>

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/mem.h"
#include "base/text.h"
#include "cert/facts.h"
#include "cert/facts_parts.h"
#include "dns/name.h"

#define NAME_DNS_MAX 253  /* octets, RFC 1035 section 2.3.4 */
#define NAME_LABEL_MAX 63 /* octets */
#define NAME_LOCAL_MAX 64 /* octets, RFC 5321 section 4.5.3.1.1 */

static bool
name_is_of_label(char c)
{
	return text_is_alnum(c) || c == '-' || c == '_' || c == '*';
}

/* Labels of good octets and lengths, dots between. */
static bool
name_is_dns(const char *text, size_t len)
{
	size_t label = 0;

	if (len == 0 || len > NAME_DNS_MAX)
		return false;
	for (size_t i = 0; i < len; i++) {
		if (text[i] == '.' && label == 0)
			return false;
		if (text[i] != '.' && !name_is_of_label(text[i]))
			return false;
		label = text[i] == '.' ? 0 : label + 1;
		if (label > NAME_LABEL_MAX)
			return false;
	}
	return label > 0;
}

/* Lower case, without a final dot; NULL where it is none. */
static char *
name_dns(const char *text, size_t len)
{
	char *name;

	if (len > 0 && text[len - 1] == '.')
		len--;
	if (!name_is_dns(text, len))
		return NULL;
	name = mem_strndup(text, len);
	text_lower_in_place(name);
	return name;
}

static bool
name_is_local(const char *text, size_t len, bool utf8)
{
	if (len == 0 || len > NAME_LOCAL_MAX)
		return false;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < 0x20 || text[i] == 0x7f ||
		    ((unsigned char)text[i] >= 0x80 && !utf8))
			return false;
	return !utf8 || text_utf8_prefix(text, len) == len;
}

/* The local part as it stands, `@`, the domain in A-labels; NULL where it is
 * no address. */
static char *
name_email(const char *text, size_t len, bool utf8)
{
	const char *at = memrchr(text, '@', len);
	char domain[DNS_NAME_SIZE], *written;
	size_t local;
	int bad;

	if (at == NULL)
		return NULL;
	local = (size_t)(at - text);
	if (!name_is_local(text, local, utf8) ||
	    memchr(text, '\0', len) != NULL)
		return NULL;
	written = mem_strndup(at + 1, len - local - 1);
	bad = dns_name_canonical(written, domain, NULL);
	free(written);
	if (bad == -1)
		return NULL;
	return mem_printf("%.*s@%s", (int)local, text, domain);
}

/* SmtpUTF8Mailbox of RFC 9598; NULL: another kind of name, or none at all. */
static const ASN1_STRING *
name_utf8_mailbox(const OTHERNAME *other)
{
	if (OBJ_obj2nid(other->type_id) != NID_id_on_SmtpUTF8Mailbox ||
	    other->value == NULL || other->value->type != V_ASN1_UTF8STRING)
		return NULL;
	return other->value->value.utf8string;
}

static bool
name_is_mailbox(const OTHERNAME *other)
{
	return OBJ_obj2nid(other->type_id) == NID_id_on_SmtpUTF8Mailbox;
}

static void
name_keep_own(char ***list, size_t *n, char *name, struct cert_facts *f)
{
	if (name == NULL || *n == CERT_NAMES_MAX) {
		f->n_names_left_out++;
		free(name);
		return;
	}
	if ((*n & (*n - 1)) == 0) /* full at each power of two */
		*list = mem_resize(*list, *n > 0 ? *n * 2 : 1, sizeof(**list));
	(*list)[(*n)++] = name;
}

static void
name_keep_email(const ASN1_STRING *text, bool utf8, struct cert_facts *f)
{
	char *name = NULL;

	if (text != NULL && f->n_emails < CERT_NAMES_MAX)
		name = name_email((const char *)ASN1_STRING_get0_data(text),
		    (size_t)ASN1_STRING_length(text), utf8);
	name_keep_own(&f->emails, &f->n_emails, name, f);
}

static void
name_keep(const GENERAL_NAME *name, struct cert_facts *f)
{
	const ASN1_STRING *text = name->d.ia5;

	if (name->type == GEN_DNS)
		name_keep_own(&f->dns_names, &f->n_dns_names,
		    name_dns((const char *)ASN1_STRING_get0_data(text),
			(size_t)ASN1_STRING_length(text)),
		    f);
	else if (name->type == GEN_EMAIL)
		name_keep_email(text, false, f);
	else if (name->type == GEN_OTHERNAME &&
		 name_is_mailbox(name->d.otherName))
		name_keep_email(name_utf8_mailbox(name->d.otherName), true, f);
}

void
cert_facts_read_names(const X509 *cert, struct cert_facts *f)
{
	int found;
	GENERAL_NAMES *names =
	    X509_get_ext_d2i(cert, NID_subject_alt_name, &found, NULL);

	if (names == NULL && found != -1)
		f->n_names_left_out++; /* can't be read, or is there twice */
	for (int i = 0; i < sk_GENERAL_NAME_num(names); i++)
		name_keep(sk_GENERAL_NAME_value(names, i), f);
	GENERAL_NAMES_free(names);
}

static void
name_free_list(char **list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		free(list[i]);
	free(list);
}

void
cert_facts_free_names(struct cert_facts *f)
{
	name_free_list(f->dns_names, f->n_dns_names);
	name_free_list(f->emails, f->n_emails);
}
