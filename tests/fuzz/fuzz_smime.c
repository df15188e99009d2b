/* SPDX-License-Identifier: BSD-2-Clause */
/* Octets as a mail message: what is found keeps to the limits. */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "cert/chain.h"
#include "smime/smime.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
as_file(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd == -1)
		fd = memfd_create("message", MFD_CLOEXEC);
	if (fd == -1 || ftruncate(fd, 0) == -1 ||
	    pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return fd;
}

static void
check_printable(const char *text)
{
	for (; *text != '\0'; text++)
		assert(*text >= ' ' && *text <= '~');
}

static void
check_id(const struct smime_id *id)
{
	assert((id->issuer_dn == NULL) == (id->serial == NULL));
	assert(id->issuer_dn == NULL || id->key_id_len == 0);
	assert(id->key_id_len <= sizeof(id->key_id));
}

static void
check_part(const struct smime_part *p)
{
	check_printable(p->where);
	assert((p->why != NULL) == (p->kind == SMIME_UNREADABLE));
	if (p->why != NULL)
		check_printable(p->why);
	assert(p->n_signers <= SMIME_SIGNERS_MAX);
	assert(p->n_recipients <= SMIME_RECIPIENTS_MAX);
	assert(p->n_certs <= SMIME_LISTED_MAX);
	for (size_t i = 0; i < p->n_signers; i++) {
		const struct smime_signer *s = &p->signers[i];

		check_id(&s->id);
		assert((s->why == NULL) ==
		       (s->signature == SMIME_SIGNATURE_VALID));
		assert(s->signature == SMIME_SIGNATURE_NOT_CHECKED ||
		       p->kind == SMIME_SIGNED_DETACHED ||
		       p->kind == SMIME_SIGNED_OPAQUE);
	}
	for (size_t i = 0; i < p->n_recipients; i++)
		check_id(&p->recipients[i].id);
	for (size_t i = 0; i < p->n_certs; i++)
		assert(cert_chain_leaf(p->certs[i]) != NULL);
}

static void
check_addresses(char *const *list, size_t n)
{
	assert(n <= SMIME_ADDRESSES_MAX);
	for (size_t i = 0; i < n; i++) {
		const char *at = strrchr(list[i], '@');

		assert(at != NULL && at != list[i] && at[1] != '\0');
		check_printable(at);
	}
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);
	struct smime_message *m;

	if (text == NULL)
		return 0;
	memcpy(text, data, size);
	text[size] = '\0';
	assert(!smime_says_so(text) || smime_may_hold(text));
	free(text);
	if (smime_read(as_file(data, size), &m, NULL) == -1)
		abort();
	assert(m->n_parts <= SMIME_PARTS_MAX);
	for (size_t i = 0; i < m->n_parts; i++)
		check_part(&m->parts[i]);
	check_addresses(m->from, m->n_from);
	check_addresses(m->to, m->n_to);
	assert(m->n_dkim <= SMIME_DKIM_MAX);
	for (size_t i = 0; i < m->n_dkim; i++)
		assert(strchr(m->dkim[i], ' ') != NULL);
	smime_message_free(&m);
	return 0;
}
