/* SPDX-License-Identifier: BSD-2-Clause */
/* What was found in a message, in a few words. */

#include "tests/unit/smime_say.h"

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/mem.h"
#include "cert/chain.h"
#include "cert/dn.h"
#include "smime/smime.h"

#define SHOWN 4 /* recipients */

static struct smime_message *
load_fd(int fd)
{
	struct smime_message *m = NULL;
	struct error err = {""};

	assert_int_not_equal(fd, -1);
	if (smime_read(fd, &m, &err) == -1)
		fail_msg("%s", err.text);
	close(fd);
	return m;
}

struct smime_message *
smime_load(const char *name)
{
	const char *folder = getenv("CAAGATE_SRCDIR");
	char *path = mem_printf(
	    "%s/tests/data/smime/%s.eml", folder != NULL ? folder : ".", name);
	int fd = open(path, O_RDONLY);

	if (fd == -1)
		fail_msg("%s: no such file", path);
	free(path);
	return load_fd(fd);
}

struct smime_message *
smime_load_text(const void *data, size_t len)
{
	int fd = memfd_create("message", MFD_CLOEXEC);

	assert_int_equal(write(fd, data, len), (ssize_t)len);
	return load_fd(fd);
}

/* `CN=Mail A CA,...` is A. */
static void
say_id(const struct smime_id *id, struct buf *out)
{
	struct buf cn = BUF_INIT;

	buf_putc(out, ' ');
	if (id->issuer_dn == NULL) {
		buf_puts(out, id->key_id_len > 0 ? "key-id" : "nobody");
		return;
	}
	assert_true(dn_text_value(id->issuer_dn, "CN", &cn));
	if (cn.len > 5 && strncmp(cn.data, "Mail ", 5) == 0)
		buf_putc(out, cn.data[5]);
	else
		buf_puts(out, buf_text(&cn));
	buf_printf(out, "#%s", id->serial);
	buf_fini(&cn);
}

static void
say_part(const struct smime_part *p, struct buf *out)
{
	buf_printf(out, "%s %s:", p->where, smime_kind_text(p->kind));
	for (size_t i = 0; i < p->n_signers; i++) {
		const struct smime_signer *s = &p->signers[i];

		say_id(&s->id, out);
		buf_printf(out, " %s %zu", smime_signature_text(s->signature),
		    s->chain != NULL ? s->chain->bag.n : 0);
		assert_true((s->why == NULL) ==
			    (s->signature == SMIME_SIGNATURE_VALID));
	}
	for (size_t i = 0; i < p->n_recipients && i < SHOWN; i++) {
		const struct smime_recipient *r = &p->recipients[i];

		say_id(&r->id, out);
		buf_printf(out, " %s", smime_recipient_kind_text(r->kind));
	}
	if (p->n_recipients > SHOWN)
		buf_printf(out, " of %zu", p->n_recipients);
	for (size_t i = 0; i < p->n_certs && i < SHOWN; i++)
		buf_printf(out, " %s/%zu", cert_chain_leaf(p->certs[i])->serial,
		    p->certs[i]->bag.n);
	if (p->n_left_out > 0)
		buf_printf(out, " +%zu", p->n_left_out);
	assert_true((p->why != NULL) == (p->kind == SMIME_UNREADABLE));
	if (p->why != NULL)
		buf_printf(out, " %s", p->why);
}

char *
smime_say(const struct smime_message *m)
{
	struct buf out = BUF_INIT;

	buf_puts(&out, "");
	for (size_t i = 0; i < m->n_parts; i++) {
		buf_puts(&out, i > 0 ? " | " : "");
		say_part(&m->parts[i], &out);
	}
	if (m->n_left_out > 0)
		buf_printf(&out, " ++%zu", m->n_left_out);
	if (m->truncated)
		buf_puts(&out, " ...");
	return out.data != NULL ? buf_steal(&out) : mem_strdup("");
}
