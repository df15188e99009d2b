/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null_policyd - the cheapest possible Postfix policy server (and fault injector)
 *
 * Answers the same action to every request.  It does no work, so what it
 * reaches is the ceiling that the kernel, the socket type and the load
 * generator allow on a machine; a real policy server is judged as a share of
 * that.  Two independent servers are in this one file:
 *
 *   -m epoll    one epoll loop per thread (default: 1 thread, -n N for more)
 *   -m thread   one blocking thread per connection
 *   -m spawn    no listener: serves stdin/stdout, as Postfix spawn(8) runs it
 *
 * Build:   cc -O2 -Wall -Wextra -pthread -o null_policyd null_policyd.c
 * Run:     ./null_policyd unix:./null.sock
 *          ./null_policyd -m thread inet:127.0.0.1:10999
 *          ./null_policyd -a 'DEFER_IF_PERMIT 4.7.1 try later' ./null.sock
 *          ./null_policyd -p socketmap inet:127.0.0.1:10998
 *
 * Options:
 *   -m MODE    epoll | thread | spawn                      (epoll)
 *   -n N       epoll threads                               (1)
 *   -p PROTO   policy | socketmap                          (policy)
 *   -a ACTION  what follows "action=" / the socketmap reply (DUNNO / "NOTFOUND ")
 *   -P         split every request into attributes first, the way a real
 *              server must, to price parsing (policy only)
 *   -v         print every request attribute on stderr (for learning what
 *              Postfix sends; not for measuring)
 *  Faults, for testing what Postfix does:
 *   -D MS      sleep MS milliseconds before each reply (thread, spawn)
 *   -H         hang: read requests, never answer
 *   -X N       close the connection after N replies
 *   -Q         close without answering
 *   -R TEXT    send TEXT (with \n escapes) instead of a well-formed reply
 *
 * It runs until SIGTERM or SIGINT and removes its UNIX socket then.
 * A UNIX socket is made mode 0666.  Linux only (epoll).
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define BUFSZ 16384

struct conn {
	int fd;
	size_t len;
	unsigned long replies;
	char buf[BUFSZ];
};

static const char *o_action;
static char *reply;
static size_t reply_len;
static int o_socketmap, o_parse, o_verbose, o_hang, o_quit;
static long o_delay_ms;
static unsigned long o_close_after;
static int listen_fd = -1;
static char sock_path[sizeof(((struct sockaddr_un *)0)->sun_path)];
static volatile unsigned long parse_sink;

static void
die(const char *what)
{
	perror(what);
	exit(1);
}

static void
on_term(int sig)
{
	(void)sig;
	if (sock_path[0])
		unlink(sock_path);
	_exit(0);
}

/* Parse "unix:PATH", "PATH with a slash", "inet:HOST:PORT" or "HOST:PORT" and listen. */
static int
listen_on(const char *ep)
{
	int fd, one = 1;

	if (strncmp(ep, "unix:", 5) == 0)
		ep += 5;
	if (ep[0] == '/' || ep[0] == '.') {
		struct sockaddr_un sun = {.sun_family = AF_UNIX};
		if (strlen(ep) >= sizeof sun.sun_path) {
			fprintf(stderr, "socket path too long\n");
			exit(1);
		}
		strcpy(sun.sun_path, ep);
		unlink(ep);
		if ((fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
			die("socket");
		if (bind(fd, (struct sockaddr *)&sun, sizeof sun) < 0)
			die(ep);
		chmod(ep, 0666);
		strcpy(sock_path, ep);
	} else {
		char host[256];
		const char *p, *h = host;
		struct addrinfo hints = {.ai_family = AF_UNSPEC,
				    .ai_socktype = SOCK_STREAM,
				    .ai_flags = AI_PASSIVE},
				*ai;
		if (strncmp(ep, "inet:", 5) == 0)
			ep += 5;
		if ((p = strrchr(ep, ':')) == NULL ||
		    (size_t)(p - ep) >= sizeof host) {
			fprintf(
			    stderr, "endpoint: unix:PATH or inet:HOST:PORT\n");
			exit(1);
		}
		memcpy(host, ep, (size_t)(p - ep));
		host[p - ep] = 0;
		if (host[0] == '[') {
			h = host + 1;
			host[strcspn(host, "]")] = 0;
		}
		int rc = getaddrinfo(*h ? h : NULL, p + 1, &hints, &ai);
		if (rc) {
			fprintf(stderr, "%s: %s\n", ep, gai_strerror(rc));
			exit(1);
		}
		if ((fd = socket(
			 ai->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0)) < 0)
			die("socket");
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof one);
		if (bind(fd, ai->ai_addr, ai->ai_addrlen) < 0)
			die(ep);
		freeaddrinfo(ai);
	}
	if (listen(fd, 4096) < 0)
		die("listen");
	return fd;
}

/* The length of the first whole request in buf, 0 when more is needed, -1 when malformed. */
static long
request_len(const char *buf, size_t len)
{
	if (o_socketmap) {
		size_t i = 0, n = 0;
		while (i < len && buf[i] >= '0' && buf[i] <= '9' && i < 7)
			n = n * 10 + (size_t)(buf[i++] - '0');
		if (i == len)
			return 0;
		if (i == 0 || buf[i] != ':')
			return -1;
		if (len < i + 1 + n + 1)
			return 0;
		return buf[i + 1 + n] == ',' ? (long)(i + n + 2) : -1;
	} else {
		const char *e = memmem(buf, len, "\n\n", 2);
		return e ? (long)(e - buf + 2) : 0;
	}
}

/* Split name=value lines, as a server that uses them must. */
static void
parse_attrs(const char *p, size_t len)
{
	static const char *const want[] = {"request", "protocol_state",
	    "sender", "sasl_username", "recipient", "instance", "queue_id",
	    "policy_context"};
	const char *end = p + len;
	unsigned long found = 0;

	while (p < end && *p != '\n') {
		const char *nl = memchr(p, '\n', (size_t)(end - p));
		const char *eq;
		if (!nl)
			break;
		if ((eq = memchr(p, '=', (size_t)(nl - p))) != NULL)
			for (size_t i = 0; i < sizeof want / sizeof *want; i++)
				if (strlen(want[i]) == (size_t)(eq - p) &&
				    memcmp(want[i], p, (size_t)(eq - p)) == 0)
					found += (unsigned long)(nl - eq);
		p = nl + 1;
	}
	parse_sink += found;
}

/* Answer every whole request in the buffer; 0 when the connection is to be closed. */
static int
serve(struct conn *c, int outfd)
{
	long n;

	while ((n = request_len(c->buf, c->len)) > 0) {
		if (o_verbose)
			fprintf(stderr, "--- request of %ld bytes\n%.*s", n,
			    (int)n, c->buf);
		if (o_parse)
			parse_attrs(c->buf, (size_t)n);
		memmove(c->buf, c->buf + n, c->len - (size_t)n);
		c->len -= (size_t)n;
		if (o_quit)
			return 0;
		if (o_hang)
			continue;
		if (o_delay_ms) {
			struct timespec ts = {
			    o_delay_ms / 1000, o_delay_ms % 1000 * 1000000L};
			nanosleep(&ts, NULL);
		}
		for (size_t off = 0; off < reply_len;) {
			ssize_t w = write(outfd, reply + off, reply_len - off);
			if (w < 0 && errno == EINTR)
				continue;
			if (w <= 0)
				return 0; /* a reader this slow is not one of ours */
			off += (size_t)w;
		}
		if (o_close_after && ++c->replies >= o_close_after)
			return 0;
	}
	return n == 0 && c->len < BUFSZ;
}

static void
serve_blocking(struct conn *c, int outfd)
{
	for (;;) {
		ssize_t r = read(c->fd, c->buf + c->len, BUFSZ - c->len);
		if (r < 0 && errno == EINTR)
			continue;
		if (r <= 0)
			return;
		c->len += (size_t)r;
		if (!serve(c, outfd))
			return;
	}
}

static void
nodelay(int fd)
{
	int one = 1;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &one,
	    sizeof one); /* fails on AF_UNIX, harmless */
}

static void *
conn_thread(void *arg)
{
	struct conn *c = arg;
	serve_blocking(c, c->fd);
	close(c->fd);
	free(c);
	return NULL;
}

static void
thread_server(void)
{
	pthread_attr_t at;
	pthread_attr_init(&at);
	pthread_attr_setdetachstate(&at, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&at, 64 * 1024);
	for (;;) {
		int fd = accept4(listen_fd, NULL, NULL, SOCK_CLOEXEC);
		pthread_t t;
		struct conn *c;
		if (fd < 0) {
			usleep(1000);
			continue;
		}
		nodelay(fd);
		if ((c = malloc(sizeof *c)) == NULL) {
			close(fd);
			continue;
		}
		c->fd = fd, c->len = 0, c->replies = 0;
		if (pthread_create(&t, &at, conn_thread, c)) {
			close(fd);
			free(c);
		}
	}
}

static void *
epoll_server(void *arg)
{
	struct epoll_event ev, evs[256];
	int ep = epoll_create1(EPOLL_CLOEXEC);

	(void)arg;
	ev.events = EPOLLIN | EPOLLEXCLUSIVE;
	ev.data.ptr = NULL;
	if (ep < 0 || epoll_ctl(ep, EPOLL_CTL_ADD, listen_fd, &ev) < 0)
		die("epoll");
	for (;;) {
		int n = epoll_wait(ep, evs, 256, -1);
		for (int i = 0; i < n; i++) {
			struct conn *c = evs[i].data.ptr;
			if (c == NULL) {
				int fd = accept4(listen_fd, NULL, NULL,
				    SOCK_NONBLOCK | SOCK_CLOEXEC);
				if (fd < 0)
					continue;
				nodelay(fd);
				if ((c = malloc(sizeof *c)) == NULL) {
					close(fd);
					continue;
				}
				c->fd = fd, c->len = 0, c->replies = 0;
				ev.events = EPOLLIN;
				ev.data.ptr = c;
				epoll_ctl(ep, EPOLL_CTL_ADD, fd, &ev);
				continue;
			}
			ssize_t r =
			    read(c->fd, c->buf + c->len, BUFSZ - c->len);
			if (r < 0 && (errno == EAGAIN || errno == EINTR))
				continue;
			if (r > 0) {
				c->len += (size_t)r;
				if (serve(c, c->fd))
					continue;
			}
			close(c->fd);
			free(c);
		}
	}
	return NULL;
}

static char *
unescape(const char *s)
{
	char *out = malloc(strlen(s) + 1), *o = out;
	for (; *s; s++)
		*o++ = s[0] == '\\' && s[1] == 'n' ? (s++, '\n') : *s;
	*o = 0;
	return out;
}

int
main(int argc, char **argv)
{
	const char *mode = "epoll", *raw = NULL;
	int ch, threads = 1;

	while ((ch = getopt(argc, argv, "m:n:p:a:PvD:HX:QR:h")) != -1) {
		switch (ch) {
		case 'm':
			mode = optarg;
			break;
		case 'n':
			threads = atoi(optarg);
			break;
		case 'p':
			o_socketmap = strcmp(optarg, "socketmap") == 0;
			break;
		case 'a':
			o_action = optarg;
			break;
		case 'P':
			o_parse = 1;
			break;
		case 'v':
			o_verbose = 1;
			break;
		case 'D':
			o_delay_ms = atol(optarg);
			break;
		case 'H':
			o_hang = 1;
			break;
		case 'X':
			o_close_after = strtoul(optarg, NULL, 10);
			break;
		case 'Q':
			o_quit = 1;
			break;
		case 'R':
			raw = optarg;
			break;
		default:
			fprintf(stderr,
			    "usage: null_policyd [options] "
			    "unix:PATH|inet:HOST:PORT"
			    " (see the comment at the top of the source)\n");
			return 2;
		}
	}
	if (raw)
		reply = unescape(raw);
	else if (o_socketmap) {
		const char *a = o_action ? o_action : "NOTFOUND ";
		if (asprintf(&reply, "%zu:%s,", strlen(a), a) < 0)
			die("asprintf");
	} else if (asprintf(&reply, "action=%s\n\n",
		       o_action ? o_action : "DUNNO") < 0)
		die("asprintf");
	reply_len = strlen(reply);
	signal(SIGPIPE, SIG_IGN);
	if (strcmp(mode, "spawn") == 0) {
		struct conn *c = calloc(1, sizeof *c);
		if (!c)
			die("calloc");
		serve_blocking(c, 1);
		return 0;
	}
	if (optind != argc - 1) {
		fprintf(stderr,
		    "one endpoint needed: unix:PATH or inet:HOST:PORT\n");
		return 2;
	}
	if (o_delay_ms && strcmp(mode, "thread") != 0) {
		fprintf(stderr, "-D needs -m thread or -m spawn\n");
		return 2;
	}
	listen_fd = listen_on(argv[optind]);
	signal(SIGTERM, on_term);
	signal(SIGINT, on_term);
	if (strcmp(mode, "thread") == 0)
		thread_server();
	fcntl(listen_fd, F_SETFL, O_NONBLOCK);
	for (int i = 1; i < threads; i++) {
		pthread_t t;
		if (pthread_create(&t, NULL, epoll_server, NULL))
			die("pthread_create");
	}
	epoll_server(NULL);
	return 0;
}
