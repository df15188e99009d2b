/* SPDX-License-Identifier: BSD-2-Clause */
/* Addresses as SMTP and header fields have them. */

#include "milter/address.h"

#include <string.h>

#include "base/mem.h"

/* The address within its brackets, where it has some. */
static const char *
address_bounds(const char *address, size_t *len_out)
{
	size_t len = strlen(address);

	if (len >= 2 && address[0] == '<' && address[len - 1] == '>') {
		address++;
		len -= 2;
	}
	*len_out = len;
	return address;
}

int
address_domain(const char *address, char domain_out[DNS_NAME_SIZE])
{
	char name[DNS_NAME_SIZE];
	size_t len;
	const char *text = address_bounds(address, &len);
	const char *at = len > 0 ? memrchr(text, '@', len) : NULL;

	if (at == NULL)
		return -1;
	len -= (size_t)(at + 1 - text);
	if (len == 0 || len >= sizeof(name))
		return -1;
	memcpy(name, at + 1, len);
	name[len] = '\0';
	return dns_name_canonical(name, domain_out, NULL);
}

char *
address_plain(const char *address)
{
	size_t len;
	const char *text = address_bounds(address, &len);

	return mem_strndup(text, len);
}
