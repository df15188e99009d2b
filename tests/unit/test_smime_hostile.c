/* SPDX-License-Identifier: BSD-2-Clause */
/* Messages that want to be too much: each limit ends it, and says so. */

#include "tests/unit/unit.h"

#include <openssl/evp.h>
#include <openssl/x509.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/buf.h"
#include "cert/chain.h"
#include "smime/der.h"
#include "smime/smime.h"
#include "tests/support/certs.h"
#include "tests/unit/smime_say.h"

#define DATA "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"
#define SIGNED "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02"
#define ENVELOPED "\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03"
#define VERSION "\x02\x01\x01"
#define BINARY                                     \
	"Content-Type: application/pkcs7-mime\r\n" \
	"Content-Transfer-Encoding: binary\r\n\r\n"

/* Put the octets of *b into an element. */
static void
wrap(struct buf *b, uint8_t tag)
{
	struct buf whole = BUF_INIT;

	der_put_head(&whole, tag, b->len);
	buf_put(&whole, b->data, b->len);
	buf_fini(b);
	*b = whole;
}

static void
prepend(struct buf *b, const void *data, size_t len)
{
	struct buf whole = BUF_INIT;

	buf_put(&whole, data, len);
	buf_put(&whole, b->data, b->len);
	buf_fini(b);
	*b = whole;
}

/* *b, the members of a structure, as a ContentInfo in a message. */
static void
make_message(struct buf *b, const char *type)
{
	wrap(b, DER_SEQUENCE);
	wrap(b, DER_CONTEXT_0);
	prepend(b, type, 11);
	wrap(b, DER_SEQUENCE);
	prepend(b, BINARY, strlen(BINARY));
}

static char *
found_in(const struct buf *text)
{
	struct smime_message *m = smime_load_text(text->data, text->len);
	char *found = smime_say(m);

	smime_message_free(&m);
	return found;
}

static void
assert_found(struct buf *text, const char *wanted)
{
	char *found = found_in(text);

	assert_string_equal(found, wanted);
	free(found);
	buf_fini(text);
}

static void
put_part(struct buf *text)
{
	buf_puts(text, "--z\r\nContent-Type: application/pkcs7-mime\r\n\r\n"
		       "x\r\n");
}

static void
many_parts_are_walked_and_too_many_end_the_walk(void **state)
{
	static const struct {
		int parts;
		const char *found;
	} cases[] = {
	    {SMIME_ENTITIES_MAX - 2, "99999 unreadable: it is no CMS object"},
	    {SMIME_ENTITIES_MAX - 1, " ..."},
	};

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct buf text = BUF_INIT;

		buf_puts(
		    &text, "Content-Type: multipart/x; boundary=z\r\n\r\n");
		for (int k = 0; k < cases[i].parts; k++)
			buf_puts(&text, "--z\r\n\r\nx\r\n");
		put_part(&text);
		assert_found(&text, cases[i].found);
	}
}

static void
objects_over_the_limit_are_counted(void **state)
{
	struct buf text = BUF_INIT;
	struct smime_message *m;

	(void)state;
	buf_puts(&text, "Content-Type: multipart/x; boundary=z\r\n\r\n");
	for (int k = 0; k < SMIME_PARTS_MAX + 7; k++)
		put_part(&text);
	m = smime_load_text(text.data, text.len);
	assert_int_equal(m->n_parts, SMIME_PARTS_MAX);
	assert_int_equal(m->n_left_out, 7);
	smime_message_free(&m);
	buf_fini(&text);
}

static void
depth_is_bounded(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	for (int k = 0; k < 20000; k++)
		buf_printf(&text,
		    "Content-Type: multipart/x; boundary=z%d\r\n\r\n--z%d\r\n",
		    k, k);
	assert_found(&text, " ...");
	for (int k = 0; k < 20000; k++)
		buf_puts(&text, "Content-Type: message/rfc822\r\n\r\n");
	assert_found(&text, " ...");
	for (int k = 0; k < SMIME_DEPTH_MAX; k++)
		buf_printf(&text,
		    "Content-Type: multipart/x; boundary=z%d\r\n\r\n--z%d\r\n",
		    k, k);
	buf_puts(&text, "Content-Type: application/pkcs7-mime\r\n\r\n");
	assert_found(&text,
	    "1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1.1 "
	    "unreadable: it is empty: after 0 octets it ends too early");
}

static void
messages_encoded_in_one_another_are_bounded(void **state)
{
	/* an opened base64 message holds another, without end */
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "x");
	for (int k = 0; k < SMIME_NESTED_MAX + 2; k++) {
		struct buf outer = BUF_INIT;
		unsigned char *base64 = malloc(text.len * 2 + 4);

		assert_non_null(base64);
		EVP_EncodeBlock(
		    base64, (const unsigned char *)text.data, (int)text.len);
		buf_printf(&outer,
		    "Content-Type: message/rfc822\r\n"
		    "Content-Transfer-Encoding: base64\r\n\r\n%s",
		    (const char *)base64);
		free(base64);
		buf_fini(&text);
		text = outer;
	}
	assert_found(&text, " ...");
}

static void
absurd_headers_are_read(void **state)
{
	struct buf text = BUF_INIT;

	(void)state;
	buf_puts(&text, "Content-Type: application/pkcs7-mime;");
	for (int k = 0; k < 100000; k++)
		buf_puts(&text, "\r\n\tx=1;");
	buf_puts(&text, "\r\nX-A: ");
	for (int k = 0; k < 1000000; k++)
		buf_putc(&text, 'a');
	for (int k = 0; k < 100000; k++)
		buf_puts(&text, "\r\n:\r\nX: y");
	buf_puts(&text, "\r\n\r\n");
	assert_found(&text,
	    "1 unreadable: it is empty: after 0 octets it ends too early");
	/* a boundary longer than any: no parts */
	buf_puts(&text, "Content-Type: multipart/x; boundary=");
	for (int k = 0; k < 5000; k++)
		buf_putc(&text, 'b');
	buf_puts(&text, "\r\n\r\n");
	put_part(&text);
	assert_found(&text, "");
	/* NULs */
	buf_put(&text, "Content-Type:\0application/pkcs7-mime\0;\r\n\r\n", 42);
	assert_found(&text,
	    "1 unreadable: it is empty: after 0 octets it ends too early");
}

/* KeyTransRecipientInfo of an issuer with a CN of so many letters. */
static void
put_recipient(struct buf *out, unsigned serial, size_t letters)
{
	struct buf b = BUF_INIT;

	for (size_t i = 0; i < letters; i++)
		buf_putc(&b, 'n');
	wrap(&b, 0x0c);
	prepend(&b, "\x06\x03\x55\x04\x03", 5);
	wrap(&b, DER_SEQUENCE);
	wrap(&b, DER_SET);
	wrap(&b, DER_SEQUENCE);
	buf_put(&b, "\x02\x03\x01", 3);
	buf_u16(&b, (uint16_t)serial);
	wrap(&b, DER_SEQUENCE);
	prepend(&b, "\x02\x01\x00", 3);
	/* rsaEncryption, and a key */
	buf_put(&b,
	    "\x30\x0d\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x01\x01\x05\x00"
	    "\x04\x01k",
	    18);
	wrap(&b, DER_SEQUENCE);
	buf_put(out, b.data, b.len);
	buf_fini(&b);
}

static struct smime_message *
encrypted_to(unsigned n, size_t letters)
{
	struct buf b = BUF_INIT;
	struct smime_message *m;

	for (unsigned i = 0; i < n; i++)
		put_recipient(&b, i, letters);
	wrap(&b, DER_SET);
	prepend(&b, VERSION, 3);
	buf_puts(&b, "0"); /* what follows the recipients is not read */
	make_message(&b, ENVELOPED);
	m = smime_load_text(b.data, b.len);
	buf_fini(&b);
	return m;
}

static void
recipients_over_the_limit_are_counted(void **state)
{
	struct smime_message *m = encrypted_to(SMIME_RECIPIENTS_MAX + 9, 1);

	(void)state;
	assert_int_equal(m->parts[0].kind, SMIME_ENVELOPED);
	assert_int_equal(m->parts[0].n_recipients, SMIME_RECIPIENTS_MAX);
	assert_int_equal(m->parts[0].n_left_out, 9);
	assert_string_equal(m->parts[0].recipients[258].id.issuer_dn, "CN=n");
	assert_string_equal(m->parts[0].recipients[258].id.serial, "010102");
	smime_message_free(&m);
}

static void
names_that_need_too_much_memory_are_left_out(void **state)
{
	struct smime_message *m = encrypted_to(5000, 2000);

	(void)state;
	assert_int_equal(m->parts[0].kind, SMIME_ENVELOPED);
	assert_in_range(m->parts[0].n_recipients, 1500, 2100);
	assert_int_equal(
	    m->parts[0].n_recipients + m->parts[0].n_left_out, 5000);
	smime_message_free(&m);
}

static void
a_recipient_that_is_too_long_or_damaged_is_left_out(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	put_recipient(&b, 1, 5);
	put_recipient(&b, 2, SMIME_ELEMENT_MAX);
	buf_put(&b, "\x30\x02\x05\x00", 4);
	put_recipient(&b, 4, 5);
	wrap(&b, DER_SET);
	prepend(&b, VERSION, 3);
	make_message(&b, ENVELOPED);
	assert_found(&b, "1 enveloped: nnnnn#010001 key-transport nnnnn#010004 "
			 "key-transport +2");
}

/* SignedData without content and signers. */
static void
signed_with(struct buf *certs)
{
	wrap(certs, DER_CONTEXT_0);
	prepend(certs, VERSION "\x31\x00\x30\x0b" DATA, 3 + 2 + 2 + 11);
	buf_put(certs, "\x31\x00", 2);
	make_message(certs, SIGNED);
}

static void
certificates_over_the_limit_are_counted(void **state)
{
	EVP_PKEY *key = certs_key();
	X509 *cert = certs_make("Some One", key, NULL, key, false, true);
	unsigned char *der = NULL;
	int len = i2d_X509(cert, &der);
	struct buf b = BUF_INIT;
	struct smime_message *m;

	(void)state;
	assert_true(len > 0);
	for (int i = 0; i < 1000; i++)
		buf_put(&b, der, (size_t)len);
	signed_with(&b);
	m = smime_load_text(b.data, b.len);
	assert_int_equal(m->parts[0].kind, SMIME_CERTS_ONLY);
	assert_int_equal(m->parts[0].n_certs, SMIME_CERTS_MAX);
	assert_int_equal(m->parts[0].n_left_out, 1000 - SMIME_CERTS_MAX);
	assert_in_range(m->parts[0].certs[0]->bag.n, 1, CERT_CHAIN_MAX);
	smime_message_free(&m);
	buf_fini(&b);
	OPENSSL_free(der);
	X509_free(cert);
	EVP_PKEY_free(key);
}

static void
what_is_no_certificate_is_counted(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_put(&b, "\x30\x02\x05\x00\xa1\x02\x05\x00", 8);
	signed_with(&b);
	assert_found(&b, "1 certs-only: +1");
}

static void
indefinite_lengths_in_one_another_are_bounded(void **state)
{
	struct buf b = BUF_INIT;

	(void)state;
	buf_puts(&b, BINARY);
	buf_put(&b, "\x30\x80" SIGNED "\xa0\x80\x30\x80" VERSION "\x31\x00",
	    2 + 11 + 2 + 2 + 3 + 2);
	buf_put(&b, "\x30\x80" DATA "\xa0\x80", 2 + 11 + 2);
	for (int i = 0; i < 100000; i++)
		buf_put(&b, "\x24\x80", 2);
	assert_found(&b, "1 unreadable: its signed-data can't be read: after "
			 "103 octets its elements are nested too deeply");
	buf_puts(&b, BINARY);
	buf_put(&b, "\x30\x80" SIGNED "\xa0\x80\x30\x80", 2 + 11 + 4);
	for (int i = 0; i < 100000; i++)
		buf_put(&b, "\x30\x80", 2);
	assert_found(&b, "1 unreadable: its signed-data can't be read: after "
			 "83 octets its elements are nested too deeply");
}

static void
lengths_that_lie_are_found(void **state)
{
	static const struct {
		const char *octets;
		size_t len;
		const char *why;
	} cases[] = {
	    {"\x30\x88\xff\xff\xff\xff\xff\xff\xff\xff", 10,
		"it is empty: after 2 octets the length of an element is "
		"absurd"},
	    {"\x30\x87\xff\xff\xff\xff\xff\xff\xff" SIGNED, 20,
		"it has no content: after 20 octets it ends too early"},
	    {"\x30\x05" SIGNED, 13,
		"it is no CMS object: after 4 octets an element is longer than "
		"the one that it is in"},
	    {"\x04\x80", 2,
		"it is empty: after 2 octets a primitive element is of "
		"indefinite length"},
	    {"\x3f\xff\xff\xff\xff\xff\xff\x01", 8,
		"it is empty: after 6 octets a tag is absurd"},
	    {"\x30\x00", 2, "it is no CMS object"},
	    {"\x30\x80\x00\x00", 4, "it is no CMS object"},
	    {"\x30\x80\x06\x7f", 4,
		"it is no CMS object: after 4 octets it ends too early"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct buf b = BUF_INIT;
		struct smime_message *m;

		buf_puts(&b, BINARY);
		buf_put(&b, cases[i].octets, cases[i].len);
		m = smime_load_text(b.data, b.len);
		assert_int_equal(m->parts[0].kind, SMIME_UNREADABLE);
		assert_string_equal(m->parts[0].why, cases[i].why);
		smime_message_free(&m);
		buf_fini(&b);
	}
}

/* A message cut after every eleventh octet, and one with it changed; the fuzzer
 * does the rest. */
static void
damage_anywhere_is_survived(void **state)
{
	static const char *const names[] = {"opaque", "enveloped", "signed"};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		char *path = NULL;
		struct buf text = BUF_INIT;
		char c[2] = {0};
		FILE *file;
		int ch;

		assert_true(asprintf(&path, "%s/tests/data/smime/%s.eml",
				getenv("CAAGATE_SRCDIR") != NULL
				    ? getenv("CAAGATE_SRCDIR")
				    : ".",
				names[i]) > 0);
		file = fopen(path, "r");
		assert_non_null(file);
		while ((ch = getc(file)) != EOF) {
			c[0] = (char)ch;
			buf_put(&text, c, 1);
		}
		fclose(file);
		free(path);
		for (size_t k = 0; k < text.len; k += 11) {
			struct smime_message *m = smime_load_text(text.data, k);

			smime_message_free(&m);
			text.data[k] ^= 0x11;
			m = smime_load_text(text.data, text.len);
			smime_message_free(&m);
			text.data[k] ^= 0x11;
		}
		buf_fini(&text);
	}
}

/* SignedData with so many octets of content (a hole in the file), each of
 * which is a NUL, and what `start` says before them. */
static int
large_opaque(size_t size, const struct buf *start)
{
	struct buf head = BUF_INIT, inner = BUF_INIT;
	size_t after = 2, content, whole;
	int fd = memfd_create("large", MFD_CLOEXEC);

	der_put_head(&inner, DER_OCTETS, size);
	content = inner.len + size;
	buf_clear(&inner);
	der_put_head(&inner, DER_CONTEXT_0, content);
	whole = 11 + inner.len + content;
	buf_puts(&head, BINARY);
	/* indefinite outside, so that no sums are needed */
	buf_put(&head, "\x30\x80" SIGNED "\xa0\x80\x30\x80" VERSION "\x31\x00",
	    2 + 11 + 2 + 2 + 3 + 2);
	der_put_head(&head, DER_SEQUENCE, whole);
	buf_put(&head, DATA, 11);
	der_put_head(&head, DER_CONTEXT_0, content);
	der_put_head(&head, DER_OCTETS, size);
	assert_int_equal(pwrite(fd, head.data, head.len, 0), (ssize_t)head.len);
	assert_int_equal(pwrite(fd, start->data, start->len, (off_t)head.len),
	    (ssize_t)start->len);
	assert_int_equal(
	    pwrite(fd, "\x31\x00", after, (off_t)(head.len + size)),
	    (ssize_t)after);
	buf_fini(&head);
	buf_fini(&inner);
	return fd;
}

static long
peak_kib(void)
{
	struct rusage use;

	assert_int_equal(getrusage(RUSAGE_SELF, &use), 0);
	return use.ru_maxrss;
}

static void
memory_does_not_grow_with_the_message(void **state)
{
	struct buf nothing = BUF_INIT;
	struct smime_message *m;
	long before;
	int fd;

	(void)state;
	buf_puts(&nothing, "\r\n");
	fd = large_opaque(1000, &nothing);
	assert_int_equal(smime_read(fd, &m, NULL), 0);
	smime_message_free(&m);
	close(fd);
	before = peak_kib();
	fd = large_opaque(100000000, &nothing);
	assert_int_equal(smime_read(fd, &m, NULL), 0);
	assert_int_equal(m->parts[0].kind, SMIME_CERTS_ONLY);
	smime_message_free(&m);
	close(fd);
	assert_in_range(peak_kib() - before, 0, 2048);
	buf_fini(&nothing);
}

/* Each object in signed content costs a reading of what is before it. */
static void
readings_are_bounded(void **state)
{
	struct buf start = BUF_INIT;
	struct smime_message *m;
	int fd;

	(void)state;
	buf_puts(&start, "Content-Type: multipart/x; boundary=z\r\n\r\n");
	for (int i = 0; i < SMIME_PARTS_MAX; i++)
		put_part(&start);
	buf_puts(&start, "--z\r\nContent-Type: application/pkcs7-mime\r\n\r\n");
	fd = large_opaque(1000000, &start);
	assert_int_equal(smime_read(fd, &m, NULL), 0);
	assert_false(m->truncated);
	smime_message_free(&m);
	close(fd);
	/* with 5 MB before them all, that is too much */
	buf_clear(&start);
	for (int i = 0; i < 2500000; i++)
		buf_puts(&start, "x\n");
	prepend(&start, "Content-Type: multipart/x; boundary=z\n\n", 39);
	for (int i = 0; i < SMIME_PARTS_MAX; i++)
		put_part(&start);
	fd = large_opaque(start.len + 10, &start);
	assert_int_equal(smime_read(fd, &m, NULL), 0);
	assert_true(m->truncated);
	smime_message_free(&m);
	close(fd);
	buf_fini(&start);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(memory_does_not_grow_with_the_message),
	    cmocka_unit_test(many_parts_are_walked_and_too_many_end_the_walk),
	    cmocka_unit_test(objects_over_the_limit_are_counted),
	    cmocka_unit_test(depth_is_bounded),
	    cmocka_unit_test(messages_encoded_in_one_another_are_bounded),
	    cmocka_unit_test(absurd_headers_are_read),
	    cmocka_unit_test(recipients_over_the_limit_are_counted),
	    cmocka_unit_test(names_that_need_too_much_memory_are_left_out),
	    cmocka_unit_test(
		a_recipient_that_is_too_long_or_damaged_is_left_out),
	    cmocka_unit_test(certificates_over_the_limit_are_counted),
	    cmocka_unit_test(what_is_no_certificate_is_counted),
	    cmocka_unit_test(indefinite_lengths_in_one_another_are_bounded),
	    cmocka_unit_test(lengths_that_lie_are_found),
	    cmocka_unit_test(damage_anywhere_is_survived),
	    cmocka_unit_test(readings_are_bounded),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
