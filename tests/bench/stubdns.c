/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * stubdns.c - a DNS answerer for tests: a fixed list of records over UDP on
 * loopback, an optional constant delay, NXDOMAIN or a chosen code otherwise.
 * It is authoritative for everything and caches nothing.
 *
 * Build:  cc -std=c11 -O2 -Wall -Wextra -o stubdns stubdns.c
 * Usage:  stubdns [-l ADDR] [-p PORT] [-d MS] [-c RCODE] [-L N] ['NAME TYPE DATA'...]
 *   TYPE is A TXT MX CNAME CAA or TLSA;  NAME "*" matches every name
 *   CAA data: FLAGS TAG VALUE      MX data: PREF HOST
 *   TLSA data: USAGE SELECTOR MTYPE HEX
 *   -L N  drop every Nth query
 * Example: stubdns -l 127.0.7.53 -d 20 'example.net CAA 0 issue ca.example'
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

struct rec {
	char name[256];
	unsigned type;
	unsigned char rd[512];
	size_t rdlen;
};
struct pend {
	double at;
	struct sockaddr_in to;
	unsigned char p[1500];
	size_t n;
};

static struct rec *recs;
static size_t nrecs;
static struct pend *ring;
#define RING 65536u

static double
now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static size_t
wname(unsigned char *d, const char *s)
{
	size_t n = 0;

	while (*s != '\0') {
		size_t l = strcspn(s, ".");

		if (l > 63 || n + l > 250) {
			fprintf(stderr, "stubdns: bad name\n");
			exit(64);
		}
		if (l > 0) {
			d[n++] = (unsigned char)l;
			memcpy(d + n, s, l);
			n += l;
		}
		s += l + (s[l] == '.');
	}
	d[n++] = 0;
	return n;
}

static void
add(const char *s)
{
	char name[256], type[16], rest[600] = "", a[256], b[256];
	struct rec *r;
	unsigned u, v, w;
	int off = 0;

	recs = realloc(recs, (nrecs + 1) * sizeof *recs);
	if (recs == NULL)
		exit(71);
	r = &recs[nrecs++];
	memset(r, 0, sizeof *r);
	if (sscanf(s, "%255s %15s %n", name, type, &off) < 2)
		goto bad;
	snprintf(rest, sizeof rest, "%s", s + off);
	snprintf(r->name, sizeof r->name, "%s", name);
	if (strcasecmp(type, "A") == 0) {
		r->type = 1;
		if (inet_pton(AF_INET, rest, r->rd) != 1)
			goto bad;
		r->rdlen = 4;
	} else if (strcasecmp(type, "TXT") == 0) {
		size_t l = strlen(rest);

		r->type = 16;
		if (l > 255)
			goto bad;
		r->rd[0] = (unsigned char)l;
		memcpy(r->rd + 1, rest, l);
		r->rdlen = l + 1;
	} else if (strcasecmp(type, "MX") == 0) {
		r->type = 15;
		if (sscanf(rest, "%u %255s", &u, a) != 2)
			goto bad;
		r->rd[0] = (unsigned char)(u >> 8);
		r->rd[1] = (unsigned char)u;
		r->rdlen = 2 + wname(r->rd + 2, a);
	} else if (strcasecmp(type, "CNAME") == 0) {
		r->type = 5;
		r->rdlen = wname(r->rd, rest);
	} else if (strcasecmp(type, "CAA") == 0) {
		size_t l, m;

		r->type = 257;
		b[0] = '\0';
		if (sscanf(rest, "%u %255s %n", &u, a, &off) < 2)
			goto bad;
		snprintf(b, sizeof b, "%s", rest + off);
		l = strlen(a);
		m = strlen(b);
		r->rd[0] = (unsigned char)u;
		r->rd[1] = (unsigned char)l;
		memcpy(r->rd + 2, a, l);
		memcpy(r->rd + 2 + l, b, m);
		r->rdlen = 2 + l + m;
	} else if (strcasecmp(type, "TLSA") == 0) {
		r->type = 52;
		if (sscanf(rest, "%u %u %u %255s", &u, &v, &w, a) != 4)
			goto bad;
		r->rd[0] = (unsigned char)u;
		r->rd[1] = (unsigned char)v;
		r->rd[2] = (unsigned char)w;
		r->rdlen = 3;
		for (const char *p = a; p[0] != '\0' && p[1] != '\0'; p += 2) {
			if (sscanf(p, "%2x", &u) != 1)
				goto bad;
			r->rd[r->rdlen++] = (unsigned char)u;
		}
	} else
		goto bad;
	return;
bad:
	fprintf(stderr, "stubdns: bad record: %s\n", s);
	exit(64);
}

int
main(int argc, char **argv)
{
	struct sockaddr_in me = {.sin_family = AF_INET};
	const char *addr = "127.0.0.1";
	int port = 53, delay = 0, rcode = 3, drop = 0, c, fd, big = 4 << 20;
	unsigned head = 0, tail = 0;
	unsigned long count = 0;

	while ((c = getopt(argc, argv, "l:p:d:c:L:")) != -1) {
		switch (c) {
		case 'l':
			addr = optarg;
			break;
		case 'p':
			port = atoi(optarg);
			break;
		case 'd':
			delay = atoi(optarg);
			break;
		case 'c':
			rcode = atoi(optarg);
			break;
		case 'L':
			drop = atoi(optarg);
			break;
		default:
			fprintf(stderr,
			    "usage: stubdns [-l addr] [-p port] [-d ms] "
			    "[-c rcode] [-L n] ['name type data'...]\n");
			return 64;
		}
	}
	for (; optind < argc; optind++)
		add(argv[optind]);
	me.sin_port = htons((unsigned short)port);
	if (inet_pton(AF_INET, addr, &me.sin_addr) != 1)
		return 64;
	if ((ntohl(me.sin_addr.s_addr) >> 24) != 127) {
		fprintf(stderr, "stubdns: loopback only\n");
		return 64;
	}
	if ((fd = socket(AF_INET, SOCK_DGRAM, 0)) < 0 ||
	    bind(fd, (struct sockaddr *)&me, sizeof me) < 0) {
		perror("stubdns: bind");
		return 71;
	}
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &big, sizeof big);
	if ((ring = malloc(RING * sizeof *ring)) == NULL)
		return 71;
	for (;;) {
		struct pollfd pfd = {.fd = fd, .events = POLLIN};
		int wait = -1;

		if (head != tail) {
			double left = ring[tail % RING].at - now();
			wait = left <= 0 ? 0 : (int)(left * 1000) + 1;
		}
		(void)poll(&pfd, 1, wait);
		while (head != tail && ring[tail % RING].at <= now()) {
			struct pend *q = &ring[tail++ % RING];
			(void)sendto(fd, q->p, q->n, 0,
			    (struct sockaddr *)&q->to, sizeof q->to);
		}
		if ((pfd.revents & POLLIN) != 0 && head - tail < RING - 1) {
			struct pend *q = &ring[head % RING];
			unsigned char *p = q->p;
			char name[256];
			socklen_t sl = sizeof q->to;
			ssize_t n = recvfrom(fd, p, 600, MSG_DONTWAIT,
			    (struct sockaddr *)&q->to, &sl);
			size_t i = 12, k = 0;
			unsigned type, answers = 0, known = 0;

			if (n < 17 || (p[2] & 0x80) != 0 || p[4] != 0 ||
			    p[5] != 1)
				continue;
			if (drop > 0 && ++count % (unsigned long)drop == 0)
				continue;
			while (i < (size_t)n && p[i] != 0 && p[i] < 64 &&
			       k + p[i] + 1 < sizeof name) {
				if (k > 0)
					name[k++] = '.';
				memcpy(name + k, p + i + 1, p[i]);
				k += p[i];
				i += p[i] + 1u;
			}
			name[k] = '\0';
			if (i + 5 > (size_t)n || p[i] != 0)
				continue;
			type = (unsigned)p[i + 1] << 8 | p[i + 2];
			i += 5; /* end of the question */
			p[2] = 0x84 | (p[2] & 1);
			p[3] = 0x80;
			memset(p + 6, 0, 6);
			for (size_t r = 0; r < nrecs; r++) {
				if (strcmp(recs[r].name, "*") != 0 &&
				    strcasecmp(recs[r].name, name) != 0)
					continue;
				known = 1;
				if (recs[r].type != type &&
				    !(recs[r].type == 5 && type != 5))
					continue;
				if (i + 12 + recs[r].rdlen > sizeof q->p)
					break;
				p[i++] = 0xc0;
				p[i++] = 12;
				p[i++] = (unsigned char)(recs[r].type >> 8);
				p[i++] = (unsigned char)recs[r].type;
				p[i++] = 0;
				p[i++] = 1;
				p[i++] = 0;
				p[i++] = 0;
				p[i++] = 1;
				p[i++] = 44;
				p[i++] = (unsigned char)(recs[r].rdlen >> 8);
				p[i++] = (unsigned char)recs[r].rdlen;
				memcpy(p + i, recs[r].rd, recs[r].rdlen);
				i += recs[r].rdlen;
				answers++;
			}
			p[7] = (unsigned char)answers;
			if (!known)
				p[3] |= (unsigned char)(rcode & 15);
			q->n = i;
			q->at = now() + delay / 1e3;
			if (delay == 0)
				(void)sendto(
				    fd, p, i, 0, (struct sockaddr *)&q->to, sl);
			else
				head++;
		}
	}
}
