/* SPDX-License-Identifier: BSD-2-Clause */
/* A server that does to each connection what a script says. */

#include "tests/support/tlsd.h"

#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>

#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/mem.h"
#include "tests/support/certs.h"

#define TLSD_THREADS_MAX 512
#define TLSD_TICK_MS 20
#define TLSD_LINE_MAX 8192

struct tlsd {
	char *script;
	int fd;
	uint16_t port;
	pthread_t acceptor;
	pthread_t threads[TLSD_THREADS_MAX];
	unsigned n_threads; /* of the acceptor, until it is joined */
	atomic_bool stop;

	pthread_mutex_t lock; /* of what follows */
	unsigned connections, ended, most_at_once;
	struct peer *peers; /* whose thread has not ended */
	struct buf heard;
};

struct peer {
	struct peer *next;
	struct tlsd *d;
	int fd;
	SSL_CTX *ctx;
	SSL *ssl; /* NULL: plain */
	bool dead;
	char word[16]; /* the first of the line heard last */
};

static struct {
	EVP_PKEY *ca_key, *key;
	X509 *ca, *good, *expired, *self;
	char *file;
} tlsd_pki;

static X509 *
tlsd_expired(void)
{
	X509 *cert = certs_make("mx.good.test", tlsd_pki.key, tlsd_pki.ca,
	    tlsd_pki.ca_key, false, true);

	ASN1_TIME_set(X509_getm_notBefore(cert), 1500000000);
	ASN1_TIME_set(X509_getm_notAfter(cert), 1510000000);
	if (X509_sign(cert, tlsd_pki.ca_key, EVP_sha256()) == 0)
		abort();
	return cert;
}

const char *
tlsd_ca_file(void)
{
	char path[] = "/tmp/caagate-tlsd.XXXXXX";
	struct buf pem = BUF_INIT;
	int fd;

	if (tlsd_pki.file != NULL)
		return tlsd_pki.file;
	tlsd_pki.ca_key = certs_key();
	tlsd_pki.key = certs_key();
	tlsd_pki.ca = certs_make(
	    "ca", tlsd_pki.ca_key, NULL, tlsd_pki.ca_key, true, true);
	tlsd_pki.good = certs_make("mx.good.test", tlsd_pki.key, tlsd_pki.ca,
	    tlsd_pki.ca_key, false, true);
	tlsd_pki.self = certs_make(
	    "mx.good.test", tlsd_pki.key, NULL, tlsd_pki.key, false, true);
	tlsd_pki.expired = tlsd_expired();
	certs_put_pem(tlsd_pki.ca, &pem);
	fd = mkstemp(path);
	if (fd == -1 || file_replace(path, pem.data, pem.len, NULL) == -1)
		abort();
	(void)close(fd);
	buf_fini(&pem);
	tlsd_pki.file = mem_strdup(path);
	return tlsd_pki.file;
}

void
tlsd_clean(void)
{
	if (tlsd_pki.file == NULL)
		return;
	(void)unlink(tlsd_pki.file);
	free(tlsd_pki.file);
	X509_free(tlsd_pki.ca);
	X509_free(tlsd_pki.good);
	X509_free(tlsd_pki.self);
	X509_free(tlsd_pki.expired);
	EVP_PKEY_free(tlsd_pki.ca_key);
	EVP_PKEY_free(tlsd_pki.key);
	memset(&tlsd_pki, 0, sizeof(tlsd_pki));
}

static void
tlsd_note(struct tlsd *d, const char *what, const char *text)
{
	pthread_mutex_lock(&d->lock);
	buf_printf(
	    &d->heard, "%s%s%s", d->heard.len > 0 ? "|" : "", what, text);
	pthread_mutex_unlock(&d->lock);
}

/* False when it is time to end. */
static bool
peer_wait(struct peer *p, short events)
{
	struct pollfd pfd = {p->fd, events, 0};

	while (!atomic_load(&p->d->stop)) {
		int n = poll(&pfd, 1, TLSD_TICK_MS);

		if (n != 0)
			return n > 0;
	}
	return false;
}

/* What to wait for after a call into OpenSSL, or 0: it failed. */
static short
peer_wants(struct peer *p, int ret)
{
	int error = SSL_get_error(p->ssl, ret);

	ERR_clear_error();
	if (error == SSL_ERROR_WANT_READ)
		return POLLIN;
	return error == SSL_ERROR_WANT_WRITE ? POLLOUT : 0;
}

static int
peer_some(struct peer *p, void *data, size_t len, bool writing)
{
	for (;;) {
		short wants = writing ? POLLOUT : POLLIN;
		int n;

		if (p->ssl != NULL)
			n = writing ? SSL_write(p->ssl, data, (int)len)
				    : SSL_read(p->ssl, data, (int)len);
		else
			n = (int)(writing ? send(p->fd, data, len, MSG_NOSIGNAL)
					  : recv(p->fd, data, len, 0));
		if (n > 0)
			return n;
		if (p->ssl != NULL)
			wants = peer_wants(p, n);
		else if (n == 0 || errno != EAGAIN)
			return -1;
		if (wants == 0 || !peer_wait(p, wants))
			return -1;
	}
}

static void
peer_write(struct peer *p, const char *text, size_t len)
{
	struct buf copy = BUF_INIT;

	buf_put(&copy, text, len);
	while (copy.len > 0 && !p->dead) {
		int n = peer_some(p, copy.data, copy.len, true);

		if (n == -1)
			p->dead = true;
		else
			buf_consume(&copy, (size_t)n);
	}
	buf_fini(&copy);
}

/* -1 at the end; else the length. */
static int
peer_line(struct peer *p, char line[TLSD_LINE_MAX])
{
	int n = 0;

	while (n < TLSD_LINE_MAX - 1) {
		if (peer_some(p, line + n, 1, false) == -1) {
			p->dead = true;
			return -1;
		}
		if (line[n] == '\n')
			break;
		n += line[n] != '\r';
	}
	line[n] = '\0';
	(void)sscanf(line, "%15s", p->word);
	tlsd_note(p->d, "", line);
	return n;
}

static void
peer_hear(struct peer *p, bool all)
{
	char line[TLSD_LINE_MAX];
	int n;

	do
		n = peer_line(p, line);
	while (all && n > 0);
}

static SSL_CTX *
tlsd_ctx(const char *who, const char *version)
{
	SSL_CTX *ctx = SSL_CTX_new(TLS_server_method());
	X509 *cert = tlsd_pki.good;

	if (strcmp(who, "self") == 0)
		cert = tlsd_pki.self;
	else if (strcmp(who, "expired") == 0)
		cert = tlsd_pki.expired;
	SSL_CTX_set_security_level(ctx, 0);
	SSL_CTX_set_min_proto_version(ctx, TLS1_VERSION);
	SSL_CTX_set_cipher_list(ctx, "ALL");
	SSL_CTX_use_certificate(ctx, cert);
	SSL_CTX_use_PrivateKey(ctx, tlsd_pki.key);
	if (strcmp(who, "lone") != 0 && cert != tlsd_pki.self)
		SSL_CTX_add1_chain_cert(ctx, tlsd_pki.ca);
	for (int i = 0; strcmp(who, "many") == 0 && i < 20; i++)
		SSL_CTX_add1_chain_cert(ctx, tlsd_pki.ca);
	SSL_CTX_set_max_proto_version(
	    ctx, strcmp(version, "1.0") == 0   ? TLS1_VERSION
		 : strcmp(version, "1.2") == 0 ? TLS1_2_VERSION
					       : TLS1_3_VERSION);
	if (strcmp(who, "none") == 0) {
		SSL_CTX_set_max_proto_version(ctx, TLS1_2_VERSION);
		SSL_CTX_set_cipher_list(ctx, "aNULL");
	}
	return ctx;
}

static void
peer_tls(struct peer *p, const char *who, const char *version)
{
	short wants = POLLIN;
	int ret;

	p->ctx = tlsd_ctx(who, version);
	p->ssl = SSL_new(p->ctx);
	SSL_set_fd(p->ssl, p->fd);
	while ((ret = SSL_accept(p->ssl)) != 1) {
		wants = peer_wants(p, ret);
		if (wants == 0 || !peer_wait(p, wants)) {
			p->dead = true;
			return;
		}
	}
	if (SSL_get_servername(p->ssl, TLSEXT_NAMETYPE_host_name) != NULL)
		tlsd_note(p->d, "SNI ",
		    SSL_get_servername(p->ssl, TLSEXT_NAMETYPE_host_name));
}

static void
peer_sleep(struct peer *p, long ms)
{
	int64_t end = clock_steady_ms() + ms;

	while (!atomic_load(&p->d->stop) && clock_steady_ms() < end)
		(void)poll(NULL, 0, ms < TLSD_TICK_MS ? 1 : TLSD_TICK_MS);
}

static void
peer_unescape(const struct peer *p, const char *text, struct buf *out)
{
	for (; *text != '\0'; text++) {
		if (*text != '\\' || text[1] == '\0')
			buf_putc(out, *text);
		else if (*++text == 't')
			buf_puts(out, p->word);
		else
			buf_putc(out, *text == 'n' ? '\n' : '\r');
	}
}

static void
peer_fill(struct peer *p, long times, const char *text)
{
	struct buf one = BUF_INIT, all = BUF_INIT;

	peer_unescape(p, text, &one);
	while (times-- > 0)
		buf_put(&all, one.data, one.len);
	peer_write(p, buf_text(&all), all.len);
	buf_fini(&one);
	buf_fini(&all);
}

static void
peer_drop(struct peer *p)
{
	struct linger linger = {1, 0};

	(void)setsockopt(p->fd, SOL_SOCKET, SO_LINGER, &linger, sizeof(linger));
	p->dead = true;
}

static void
peer_step(struct peer *p, const char *step)
{
	char a[32] = "", b[32] = "";
	size_t len = strcspn(step, " ");
	const char *rest = step[len] == ' ' ? step + len + 1 : "";

	(void)sscanf(rest, "%31s %31s", a, b);
	if (strncmp(step, "say", len) == 0) {
		peer_write(p, rest, strlen(rest));
		peer_write(p, "\r\n", 2);
	} else if (strncmp(step, "put", len) == 0) {
		peer_fill(p, 1, rest);
	} else if (strncmp(step, "fill", len) == 0) {
		peer_fill(p, strtol(rest, NULL, 10), rest + strlen(a) + 1);
	} else if (strncmp(step, "hear", len) == 0) {
		peer_hear(p, *rest != '\0');
	} else if (strncmp(step, "await", len) == 0) {
		p->dead = peer_some(p, a, 1, false) == -1;
	} else if (strncmp(step, "tls", len) == 0) {
		peer_tls(p, a, b);
	} else if (strncmp(step, "wait", len) == 0) {
		peer_sleep(p, strtol(rest, NULL, 10));
	} else if (strncmp(step, "close", len) == 0) {
		p->dead = true;
	} else if (strncmp(step, "drop", len) == 0) {
		peer_drop(p);
	} else {
		(void)fprintf(stderr, "tlsd: %s\n", step);
		abort();
	}
}

static void
tlsd_forget(struct peer *p)
{
	struct peer **at = &p->d->peers;

	pthread_mutex_lock(&p->d->lock);
	while (*at != p)
		at = &(*at)->next;
	*at = p->next;
	p->d->ended++;
	pthread_mutex_unlock(&p->d->lock);
}

/* How many the other side holds open: the kernel knows, while our threads may
 * notice late that one is closed. */
static unsigned
tlsd_count_open(const struct tlsd *d)
{
	unsigned n = 0;

	for (const struct peer *p = d->peers; p != NULL; p = p->next) {
		struct pollfd pfd = {p->fd, POLLRDHUP, 0};

		if (poll(&pfd, 1, 0) == 0)
			n++;
	}
	return n;
}

static void
peer_end(struct peer *p)
{
	char rest[512];

	if (p->ssl != NULL && !p->dead)
		(void)SSL_shutdown(p->ssl);
	while (!p->dead && peer_some(p, rest, sizeof(rest), false) > 0)
		;
	SSL_free(p->ssl);
	SSL_CTX_free(p->ctx);
	ERR_clear_error();
	tlsd_forget(p);
	(void)close(p->fd);
	free(p);
}

static void *
tlsd_serve(void *arg)
{
	struct peer *p = arg;
	char *script = mem_strdup(p->d->script), *save = NULL;

	for (const char *step = strtok_r(script, "\n", &save);
	     step != NULL && !p->dead; step = strtok_r(NULL, "\n", &save))
		peer_step(p, step);
	free(script);
	peer_end(p);
	return NULL;
}

static void
tlsd_take(struct tlsd *d, int fd)
{
	struct peer *p = mem_zalloc(sizeof(*p));
	unsigned n;
	int one = 1;

	(void)fcntl(fd, F_SETFL, O_NONBLOCK);
	(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof(one));
	p->d = d;
	p->fd = fd;
	pthread_mutex_lock(&d->lock);
	d->connections++;
	p->next = d->peers;
	d->peers = p;
	n = tlsd_count_open(d);
	if (n > d->most_at_once)
		d->most_at_once = n;
	pthread_mutex_unlock(&d->lock);
	if (d->n_threads == TLSD_THREADS_MAX ||
	    pthread_create(&d->threads[d->n_threads++], NULL, tlsd_serve, p) !=
		0)
		abort();
}

static void *
tlsd_accept(void *arg)
{
	struct tlsd *d = arg;
	sigset_t set;

	/* the peers' threads inherit it; ours must do without */
	sigemptyset(&set);
	sigaddset(&set, SIGPIPE);
	pthread_sigmask(SIG_BLOCK, &set, NULL);
	while (!atomic_load(&d->stop)) {
		struct pollfd pfd = {d->fd, POLLIN, 0};

		if (poll(&pfd, 1, TLSD_TICK_MS) > 0) {
			int fd = accept(d->fd, NULL, NULL);

			if (fd != -1)
				tlsd_take(d, fd);
		}
	}
	return NULL;
}

/* The socket at any free port of the address, or -1. */
static int
tlsd_listen(struct sockaddr *address, socklen_t len)
{
	int fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd == -1)
		return -1;
	if (bind(fd, address, len) == -1 || listen(fd, 256) == -1 ||
	    getsockname(fd, address, &len) == -1) {
		(void)close(fd);
		return -1;
	}
	return fd;
}

static struct tlsd *
tlsd_start_on(int fd, in_port_t port, const char *script)
{
	struct tlsd *d = mem_zalloc(sizeof(*d));

	(void)tlsd_ca_file();
	d->fd = fd;
	d->port = ntohs(port);
	d->script = mem_strdup(script);
	pthread_mutex_init(&d->lock, NULL);
	if (pthread_create(&d->acceptor, NULL, tlsd_accept, d) != 0)
		abort();
	return d;
}

struct tlsd *
tlsd_start(const char *script)
{
	struct sockaddr_in in = {
	    .sin_family = AF_INET, .sin_addr = {htonl(INADDR_LOOPBACK)}};
	int fd = tlsd_listen((struct sockaddr *)&in, sizeof(in));

	if (fd == -1)
		abort();
	return tlsd_start_on(fd, in.sin_port, script);
}

struct tlsd *
tlsd_start_ipv6(const char *script)
{
	struct sockaddr_in6 in6 = {
	    .sin6_family = AF_INET6, .sin6_addr = IN6ADDR_LOOPBACK_INIT};
	int fd = tlsd_listen((struct sockaddr *)&in6, sizeof(in6));

	return fd != -1 ? tlsd_start_on(fd, in6.sin6_port, script) : NULL;
}

uint16_t
tlsd_port(const struct tlsd *d)
{
	return d->port;
}

static unsigned
tlsd_number(struct tlsd *d, const unsigned *number)
{
	unsigned n;

	pthread_mutex_lock(&d->lock);
	n = *number;
	pthread_mutex_unlock(&d->lock);
	return n;
}

unsigned
tlsd_connections(struct tlsd *d)
{
	return tlsd_number(d, &d->connections);
}

unsigned
tlsd_most_at_once(struct tlsd *d)
{
	return tlsd_number(d, &d->most_at_once);
}

unsigned
tlsd_ended(struct tlsd *d)
{
	return tlsd_number(d, &d->ended);
}

char *
tlsd_heard(struct tlsd *d)
{
	char *text;

	pthread_mutex_lock(&d->lock);
	text = mem_strdup(buf_text(&d->heard));
	pthread_mutex_unlock(&d->lock);
	return text;
}

void
tlsd_stop(struct tlsd **dp)
{
	struct tlsd *d = *dp;

	*dp = NULL;
	if (d == NULL)
		return;
	atomic_store(&d->stop, true);
	(void)pthread_join(d->acceptor, NULL);
	for (unsigned i = 0; i < d->n_threads; i++)
		(void)pthread_join(d->threads[i], NULL);
	(void)close(d->fd);
	pthread_mutex_destroy(&d->lock);
	buf_fini(&d->heard);
	free(d->script);
	free(d);
}
