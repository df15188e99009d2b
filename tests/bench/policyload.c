/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * policyload - a bounded load generator for Postfix policy servers
 *
 * Opens N persistent connections and keeps exactly one request outstanding on
 * each, as N smtpd(8) processes do: a Postfix smtpd holds one connection to a
 * check_policy_service endpoint, sends one request, waits for the reply, and
 * only then goes on.  There is no pipelining in the real client, so there is
 * none here.  It also speaks the socketmap and tcp_table protocols, so that
 * lookup-table servers can be compared.
 *
 * Build:   cc -O2 -Wall -Wextra -o policyload policyload.c
 * Use:     policyload [options] ENDPOINT
 *          policyload -c 16 -n 200000 unix:/var/spool/postfix/private/policy
 *          policyload -c 1 -n 20000 -d senders.txt inet:127.0.0.1:10031
 *          policyload -c 128 -n 100000 -g 5000 -A client_address=192.0.2.7 127.0.0.1:10031
 *          policyload -p socketmap -m postfix -d domains.txt -c 16 127.0.0.1:8461
 *          policyload -c 64 -n 6000 -q 500 ...      (open loop: 500 requests/s)
 *
 * ENDPOINT   unix:PATH, a PATH with a slash first, inet:HOST:PORT, HOST:PORT
 *            or [V6ADDR]:PORT.  Meant for loopback; everything is bounded.
 *
 * Load
 *   -c N       connections, one request outstanding on each        (1)
 *   -n N       measured requests                                   (10000)
 *   -w N       requests sent first and not counted       (the larger of the
 *              number of domains and 2 x connections)
 *   -q RATE    open loop: RATE requests/s in all, latency taken from the time
 *              the request was due, so that queueing is seen; without it the
 *              loop is closed and the rate is what the server reaches
 *   -r N       reconnect after N requests on a connection, as Postfix does
 *              with smtpd_policy_service_request_limit = N
 *   -T SEC     end the warm-up, and the measured part, after SEC seconds each
 *              at the latest; "-n 1000000000 -T 5" measures for 5 seconds (60)
 *   -t SEC     give a request up after SEC seconds; the connection is then
 *              closed and opened again                             (30)
 *   -k SEC     give the connect phase SEC seconds                  (20)
 * Content
 *   -d FILE    sender domains, one a line, cycled through ("#" comments)
 *   -g N       or N generated domains: d0.bench.example ...        (1)
 *   -s SEED    choose domains at random (uniform) instead of cycling
 *   -a FILE    attribute template, one name=value a line, instead of the
 *              built-in one, which holds every attribute that Postfix 3.10
 *              sends at RCPT on a submission service, in its order
 *   -A NAME=V  change one attribute of the template (or add it); repeatable
 *              In values: {domain} the domain, {n} the request's number,
 *              {c} the connection's number.
 *   -p PROTO   policy | socketmap | tcp                            (policy)
 *   -m NAME    socketmap name                                      (QUERY)
 * Output
 *   -P PID     also report that process and its descendants: resident memory
 *              (RSS sum, PSS sum), number of processes, CPU time per request
 *   -j         one line of JSON instead of text
 *   -v         print the first reply
 *
 * Printed: requests/s, latency p50/p90/p99/p99.9/max (microseconds), count per
 * distinct first word of the action (or socketmap status / tcp_table code),
 * errors by kind, and the generator's own CPU share: when "generator cpu" is
 * near 100% the generator, not the server, is the limit.  "waiting" is printed
 * when the time limit found requests unanswered: how many, and how long the
 * oldest had waited.  One that waited for seconds means connections that the
 * server never came to (its cap on connections or children); the percentiles
 * hold answered requests only, so read them together with this line.
 *
 * Exit status: 0 all requests answered, 1 some failed or the time limit ended
 * the run, 2 usage error or nothing could be measured.
 *
 * Realistic concurrency: one connection for each smtpd process that is in a
 * session and has reached the restriction; smtpd processes are capped by
 * default_process_limit (100) or the maxproc column of the service in
 * master.cf.  1 to 100 is normal; 1000 is a very large site.
 */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

#define NSEC 1000000000ull
#define RBUF 16384
#define MAXACT 64
#define HSUB 256                        /* histogram: 256 steps an octave, error < 0.4% */

enum proto { P_POLICY, P_SOCKETMAP, P_TCP };
enum cstate { C_DOWN, C_CONNECTING, C_IDLE, C_BUSY };

struct conn {
    int fd, id, next_idle;
    enum cstate st;
    uint64_t due, sent, retry_at;       /* due: latency is counted from here */
    unsigned long served;
    char *req;
    size_t reqcap, reqlen, reqoff, rlen;
    char rbuf[RBUF];
};

struct seg {                            /* a piece of the request template */
    char kind;                          /* 0 literal, d domain, n number, c connection */
    size_t off, len;
};

struct err { unsigned long connect, eof, timeout, io, malformed; };

static enum proto proto = P_POLICY;
static int nconn = 1, o_json, o_verbose, use_random;
static unsigned long o_n = 10000, o_warm, o_reconnect, ngen = 1;
static double o_rate, o_limit = 60, o_timeout = 30, o_connlimit = 20;
static const char *o_mapname = "QUERY";
static long o_pid;
static int warm_given;

static struct sockaddr_storage addr;
static socklen_t addrlen;
static int epfd;
static struct conn *conns;
static int idle_head = -1, idle_tail = -1;

static char **domains;
static size_t ndomains, dom_next;
static uint64_t rng = 88172645463325252ull;

static char *tmpl;                      /* literal text of the template */
static struct seg *segs;
static size_t nsegs;

static uint64_t hist[64 * HSUB], lat_max, lat_sum;
static unsigned long hist_n;
static struct { char name[32]; unsigned long n; } acts[MAXACT];
static struct err errs;
static unsigned long issued, finished, ok, target;
static uint64_t t_start;
static int first_reply_shown, measuring, waiting, starved;
static uint64_t waiting_oldest;

static uint64_t now_ns(void)
{
    struct timespec ts;
    clock_gettime(CLOCK_MONOTONIC, &ts);
    return (uint64_t)ts.tv_sec * NSEC + (uint64_t)ts.tv_nsec;
}

static void fatal(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    fputs("policyload: ", stderr);
    vfprintf(stderr, fmt, ap);
    fputc('\n', stderr);
    va_end(ap);
    exit(2);
}

static void *xrealloc(void *p, size_t n)
{
    if ((p = realloc(p, n)) == NULL)
        fatal("out of memory");
    return p;
}

/* ---- histogram ---- */

static void hist_add(uint64_t v)
{
    unsigned idx;
    if (v < HSUB)
        idx = (unsigned)v;
    else {
        unsigned e = 63u - (unsigned)__builtin_clzll(v) - 8u;
        idx = (e + 1u) * HSUB + (unsigned)((v >> e) - HSUB);
    }
    hist[idx]++;
    hist_n++;
    lat_sum += v;
    if (v > lat_max)
        lat_max = v;
}

static double hist_pct(double q)        /* microseconds */
{
    unsigned long want = (unsigned long)((double)hist_n * q + 0.9999999), seen = 0;
    if (hist_n == 0)
        return 0;
    if (want < 1)
        want = 1;
    for (unsigned i = 0; i < 64 * HSUB; i++)
        if ((seen += hist[i]) >= want) {
            if (i < HSUB)
                return i / 1e3;
            unsigned e = i / HSUB - 1u;
            return (double)(((uint64_t)(i % HSUB) + HSUB) << e) / 1e3;
        }
    return (double)lat_max / 1e3;
}

/* ---- template ---- */

/* Postfix 3.10, smtpd_check.c order; RCPT on a submission service with SASL and TLS. */
static const char *const builtin[] = {
    "request=smtpd_access_policy", "protocol_state=RCPT", "protocol_name=ESMTP",
    "client_address=127.0.0.1", "client_name=localhost", "client_port=54321",
    "reverse_client_name=localhost", "server_address=127.0.0.1", "server_port=587",
    "helo_name=client.bench.example", "sender=user@{domain}",
    "recipient=rcpt@recipient.example", "recipient_count=0", "queue_id=",
    "instance=1f2e.{n}.0", "size=12345", "etrn_domain=", "stress=",
    "sasl_method=PLAIN", "sasl_username=user@{domain}", "sasl_sender=",
    "ccert_subject=", "ccert_issuer=", "ccert_fingerprint=", "ccert_pubkey_fingerprint=",
    "encryption_protocol=TLSv1.3", "encryption_cipher=TLS_AES_256_GCM_SHA384",
    "encryption_keysize=256", "policy_context=", "compatibility_level=3.6",
    "mail_version=3.10.0"};

static char **attrs;
static size_t nattrs;

static void attr_set(const char *kv)
{
    size_t k = strcspn(kv, "=");
    if (kv[k] != '=' || k == 0)
        fatal("attribute \"%s\": name=value expected", kv);
    for (size_t i = 0; i < nattrs; i++)
        if (strncmp(attrs[i], kv, k + 1) == 0) {
            free(attrs[i]);
            attrs[i] = strdup(kv);
            return;
        }
    attrs = xrealloc(attrs, (nattrs + 1) * sizeof *attrs);
    attrs[nattrs++] = strdup(kv);
}

static void add_seg(char kind, size_t off, size_t len)
{
    if (kind == 0 && len == 0)
        return;
    segs = xrealloc(segs, (nsegs + 1) * sizeof *segs);
    segs[nsegs++] = (struct seg){kind, off, len};
}

static void compile_template(void)
{
    size_t len = 0, cap = 1, lit = 0;

    for (size_t i = 0; i < nattrs; i++)
        cap += strlen(attrs[i]) + 1;
    tmpl = xrealloc(NULL, cap + 1);
    if (proto == P_POLICY) {
        for (size_t i = 0; i < nattrs; i++)
            len += (size_t)sprintf(tmpl + len, "%s\n", attrs[i]);
        tmpl[len++] = '\n';
        tmpl[len] = 0;
    } else {
        strcpy(tmpl, "");
        add_seg('d', 0, 0);
        return;
    }
    for (size_t i = 0; i < len;) {
        char k = strncmp(tmpl + i, "{domain}", 8) == 0 ? 'd'
               : strncmp(tmpl + i, "{n}", 3) == 0     ? 'n'
               : strncmp(tmpl + i, "{c}", 3) == 0     ? 'c' : 0;
        if (k) {
            add_seg(0, lit, i - lit);
            add_seg(k, 0, 0);
            i += k == 'd' ? 8 : 3;
            lit = i;
        } else
            i++;
    }
    add_seg(0, lit, len - lit);
}

static const char *pick_domain(void)
{
    if (use_random) {
        rng ^= rng << 13, rng ^= rng >> 7, rng ^= rng << 17;
        return domains[rng % ndomains];
    }
    if (dom_next >= ndomains)
        dom_next = 0;
    return domains[dom_next++];
}

static void put(struct conn *c, const char *p, size_t n)
{
    if (c->reqlen + n > c->reqcap)
        c->req = xrealloc(c->req, c->reqcap = (c->reqlen + n) * 2 + 1024);
    memcpy(c->req + c->reqlen, p, n);
    c->reqlen += n;
}

static void build_request(struct conn *c)
{
    const char *d = pick_domain();
    char num[32];

    c->reqlen = c->reqoff = 0;
    if (proto == P_SOCKETMAP) {
        size_t dl = strlen(d), ml = strlen(o_mapname);
        put(c, num, (size_t)sprintf(num, "%zu:", ml + 1 + dl));
        put(c, o_mapname, ml);
        put(c, " ", 1);
        put(c, d, dl);
        put(c, ",", 1);
        return;
    }
    if (proto == P_TCP) {
        put(c, "get ", 4);
        put(c, d, strlen(d));
        put(c, "\n", 1);
        return;
    }
    for (size_t i = 0; i < nsegs; i++)
        switch (segs[i].kind) {
        case 0: put(c, tmpl + segs[i].off, segs[i].len); break;
        case 'd': put(c, d, strlen(d)); break;
        case 'n': put(c, num, (size_t)sprintf(num, "%lx", issued)); break;
        case 'c': put(c, num, (size_t)sprintf(num, "%d", c->id)); break;
        }
}

/* ---- replies ---- */

static void count_action(const char *p, size_t n)
{
    char w[32];
    size_t i = 0;

    while (i < n && i < sizeof w - 1 && !isspace((unsigned char)p[i])) {
        w[i] = (char)toupper((unsigned char)p[i]);
        i++;
    }
    w[i] = 0;
    if (i == 0)
        strcpy(w, "(empty)");
    for (i = 0; i < MAXACT; i++) {
        if (acts[i].name[0] == 0)
            strcpy(acts[i].name, w);
        if (strcmp(acts[i].name, w) == 0) {
            acts[i].n++;
            return;
        }
    }
}

/* 1 a whole reply was taken, 0 more is needed, -1 malformed */
static int take_reply(struct conn *c)
{
    char *b = c->rbuf, *e;
    size_t i, n;

    b[c->rlen] = 0;
    if (proto == P_POLICY) {
        if ((e = memmem(b, c->rlen, "\n\n", 2)) == NULL)
            return c->rlen >= RBUF - 1 ? -1 : 0;
        if (e + 2 != b + c->rlen)
            return -1;                  /* more than one reply to one request */
        char *a = strncasecmp(b, "action=", 7) == 0 ? b : strcasestr(b, "\naction=");
        if (a == NULL)
            return -1;
        a = strchr(a, '=') + 1;
        if (measuring)
            count_action(a, strcspn(a, "\n"));
    } else if (proto == P_SOCKETMAP) {
        for (i = n = 0; i < c->rlen && isdigit((unsigned char)b[i]) && i < 7; i++)
            n = n * 10 + (size_t)(b[i] - '0');
        if (i == c->rlen)
            return 0;
        if (i == 0 || b[i] != ':')
            return -1;
        if (n + i + 2 > RBUF - 1)
            return -1;
        if (c->rlen < i + 1 + n + 1)
            return 0;
        if (b[i + 1 + n] != ',' || c->rlen != i + n + 2)
            return -1;
        if (measuring)
            count_action(b + i + 1, n);
    } else {
        if ((e = memchr(b, '\n', c->rlen)) == NULL)
            return c->rlen >= RBUF - 1 ? -1 : 0;
        if (measuring)
            count_action(b, (size_t)(e - b));
    }
    if (o_verbose && !first_reply_shown) {
        first_reply_shown = 1;
        fprintf(stderr, "first reply (%zu bytes): %s\n", c->rlen, b);
    }
    c->rlen = 0;
    return 1;
}

/* ---- connections ---- */

static void idle_push(struct conn *c)
{
    c->st = C_IDLE;
    c->next_idle = -1;
    if (idle_tail < 0)
        idle_head = c->id;
    else
        conns[idle_tail].next_idle = c->id;
    idle_tail = c->id;
}

static struct conn *idle_pop(void)
{
    while (idle_head >= 0) {
        struct conn *c = &conns[idle_head];
        idle_head = c->next_idle;
        if (idle_head < 0)
            idle_tail = -1;
        if (c->st == C_IDLE)
            return c;
    }
    return NULL;
}

/* An idle connection that drops must leave the list, or it is listed twice later. */
static void idle_remove(struct conn *c)
{
    int prev = -1;
    for (int i = idle_head; i >= 0; prev = i, i = conns[i].next_idle)
        if (i == c->id) {
            if (prev < 0)
                idle_head = c->next_idle;
            else
                conns[prev].next_idle = c->next_idle;
            if (idle_tail == c->id)
                idle_tail = prev;
            return;
        }
}

static void conn_down(struct conn *c, uint64_t retry_in)
{
    if (c->st == C_IDLE)
        idle_remove(c);
    if (c->fd >= 0)
        close(c->fd);
    c->fd = -1;
    c->st = C_DOWN;
    c->rlen = 0;
    c->served = 0;
    c->retry_at = now_ns() + retry_in;
}

static void conn_open(struct conn *c)
{
    struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
    int one = 1;

    c->fd = socket(addr.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (c->fd < 0)
        fatal("socket: %s", strerror(errno));
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    if (connect(c->fd, (struct sockaddr *)&addr, addrlen) < 0 && errno != EINPROGRESS) {
        if (errno != EAGAIN)            /* EAGAIN: a UNIX socket's backlog is full */
            errs.connect++;
        conn_down(c, 20000000);
        return;
    }
    c->st = C_CONNECTING;
    epoll_ctl(epfd, EPOLL_CTL_ADD, c->fd, &ev);
}

static int conn_established(struct conn *c)
{
    int err = 0;
    socklen_t l = sizeof err;
    struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};

    getsockopt(c->fd, SOL_SOCKET, SO_ERROR, &err, &l);
    if (err) {
        errs.connect++;
        conn_down(c, 50000000);
        return 0;
    }
    epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &ev);
    idle_push(c);
    return 1;
}

static void request_failed(struct conn *c, unsigned long *kind)
{
    (*kind)++;
    finished++;
    conn_down(c, 1000000);
}

static void push_bytes(struct conn *c)
{
    while (c->reqoff < c->reqlen) {
        ssize_t w = send(c->fd, c->req + c->reqoff, c->reqlen - c->reqoff, MSG_NOSIGNAL);
        if (w < 0 && errno == EINTR)
            continue;
        if (w < 0 && errno == EAGAIN) {
            struct epoll_event ev = {.events = EPOLLIN | EPOLLOUT, .data.ptr = c};
            epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &ev);
            return;
        }
        if (w <= 0) {
            request_failed(c, &errs.io);
            return;
        }
        c->reqoff += (size_t)w;
    }
}

/* The time the k-th request is due. */
static uint64_t due_at(unsigned long k)
{
    return t_start + (uint64_t)((double)k / o_rate * 1e9);
}

static void dispatch(void)
{
    while (issued < target) {
        uint64_t t = now_ns();
        struct conn *c;
        if (o_rate > 0 && measuring && due_at(issued) > t)
            return;
        if ((c = idle_pop()) == NULL)
            return;
        build_request(c);
        c->st = C_BUSY;
        c->sent = t;
        c->due = o_rate > 0 && measuring ? due_at(issued) : t;
        issued++;
        push_bytes(c);
    }
}

static void on_readable(struct conn *c)
{
    ssize_t r = recv(c->fd, c->rbuf + c->rlen, RBUF - 1 - c->rlen, 0);

    if (r < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (r <= 0) {
        if (c->st == C_BUSY)
            request_failed(c, r == 0 ? &errs.eof : &errs.io);
        else
            conn_down(c, 1000000);      /* the server closed an idle connection */
        return;
    }
    if (c->st != C_BUSY) {              /* bytes nobody asked for */
        errs.malformed++;
        conn_down(c, 1000000);
        return;
    }
    c->rlen += (size_t)r;
    int k = take_reply(c);
    if (k < 0) {
        request_failed(c, &errs.malformed);
        return;
    }
    if (k == 0)
        return;
    if (measuring)
        hist_add(now_ns() - c->due);
    finished++;
    ok++;
    if (o_reconnect && ++c->served >= o_reconnect)
        conn_down(c, 0);
    else
        idle_push(c);
}

static void housekeeping(uint64_t t)
{
    for (int i = 0; i < nconn; i++) {
        struct conn *c = &conns[i];
        if (c->st == C_BUSY && t - c->sent > (uint64_t)(o_timeout * 1e9))
            request_failed(c, &errs.timeout);
        if (c->st == C_DOWN && t >= c->retry_at)
            conn_open(c);
    }
}

/* Run until done() requests are finished, or until the deadline. */
static void run_phase(int tfd, uint64_t deadline)
{
    struct epoll_event evs[512];
    uint64_t t = now_ns(), next_house = t;

    while (finished < target && (t = now_ns()) < deadline) {
        if (t >= next_house || o_reconnect) {
            housekeeping(t);
            if (t >= next_house)
                next_house = t + 5000000;
        }
        dispatch();
        if (o_rate > 0 && measuring && issued < target && idle_head >= 0) {
            uint64_t d = due_at(issued);
            struct itimerspec its = {.it_value = {(time_t)(d / NSEC), (long)(d % NSEC)}};
            timerfd_settime(tfd, TFD_TIMER_ABSTIME, &its, NULL);
        }
        int n = epoll_wait(epfd, evs, 512, 5);
        for (int i = 0; i < n; i++) {
            struct conn *c = evs[i].data.ptr;
            if (c == NULL) {
                uint64_t junk;
                if (read(tfd, &junk, sizeof junk) < 0)
                    continue;
                dispatch();
                continue;
            }
            if (c->st == C_DOWN)
                continue;
            if (c->st == C_CONNECTING) {
                conn_established(c);
                continue;
            }
            if (evs[i].events & EPOLLOUT && c->st == C_BUSY) {
                struct epoll_event ev = {.events = EPOLLIN, .data.ptr = c};
                epoll_ctl(epfd, EPOLL_CTL_MOD, c->fd, &ev);
                push_bytes(c);
            }
            if (c->st != C_DOWN && evs[i].events & (EPOLLIN | EPOLLHUP | EPOLLERR)) {
                on_readable(c);
                if (o_rate <= 0)
                    dispatch();
            }
        }
    }
}

/* ---- the server's processes ---- */

struct psum { double rss, pss, cpu; int n; };

static void proc_one(long pid, struct psum *s)
{
    char path[64], line[512];
    FILE *f;
    unsigned long kb, ut, st;

    s->n++;
    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if ((f = fopen(path, "r")) != NULL) {
        size_t n = fread(line, 1, sizeof line - 1, f);
        line[n] = 0;
        char *p = strrchr(line, ')');
        if (p && sscanf(p + 2, "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %lu %lu", &ut, &st) == 2)
            s->cpu += (double)(ut + st) / (double)sysconf(_SC_CLK_TCK);
        fclose(f);
    }
    snprintf(path, sizeof path, "/proc/%ld/smaps_rollup", pid);
    if ((f = fopen(path, "r")) != NULL) {
        while (fgets(line, sizeof line, f)) {
            if (sscanf(line, "Rss: %lu", &kb) == 1)
                s->rss += (double)kb;
            else if (sscanf(line, "Pss: %lu", &kb) == 1)
                s->pss += (double)kb;
        }
        fclose(f);
    }
}

static long parent_of(long pid)
{
    char path[64], line[512];
    FILE *f;
    long pp = 0;

    snprintf(path, sizeof path, "/proc/%ld/stat", pid);
    if ((f = fopen(path, "r")) != NULL) {
        size_t n = fread(line, 1, sizeof line - 1, f);
        line[n] = 0;
        char *p = strrchr(line, ')');
        if (p)
            sscanf(p + 2, "%*c %ld", &pp);
        fclose(f);
    }
    return pp;
}

static struct psum proc_tree(long root)
{
    struct psum s = {0, 0, 0, 0};
    DIR *d = opendir("/proc");
    struct dirent *e;

    if (d == NULL)
        return s;
    while ((e = readdir(d)) != NULL) {
        long pid = atol(e->d_name), p = pid;
        if (pid <= 0)
            continue;
        for (int hop = 0; p > 1 && p != root && hop < 16; hop++)
            p = parent_of(p);
        if (p == root)
            proc_one(pid, &s);
    }
    closedir(d);
    return s;
}

/* ---- set-up ---- */

static void parse_endpoint(const char *ep)
{
    if (strncmp(ep, "unix:", 5) == 0)
        ep += 5;
    if (ep[0] == '/' || ep[0] == '.') {
        struct sockaddr_un *sun = (struct sockaddr_un *)&addr;
        if (strlen(ep) >= sizeof sun->sun_path)
            fatal("socket path too long");
        sun->sun_family = AF_UNIX;
        strcpy(sun->sun_path, ep);
        addrlen = sizeof *sun;
        return;
    }
    if (strncmp(ep, "inet:", 5) == 0)
        ep += 5;
    char *s = strdup(ep), *host = s, *port = strrchr(s, ':');
    struct addrinfo hints = {.ai_socktype = SOCK_STREAM}, *ai;
    if (port == NULL)
        fatal("endpoint \"%s\": unix:PATH or inet:HOST:PORT expected", ep);
    *port++ = 0;
    if (host[0] == '[') {
        host++;
        host[strcspn(host, "]")] = 0;
    }
    int rc = getaddrinfo(*host ? host : "127.0.0.1", port, &hints, &ai);
    if (rc)
        fatal("%s: %s", ep, gai_strerror(rc));
    memcpy(&addr, ai->ai_addr, ai->ai_addrlen);
    addrlen = ai->ai_addrlen;
    freeaddrinfo(ai);
    free(s);
}

static void each_line(const char *file, void (*fn)(const char *))
{
    FILE *f = fopen(file, "r");
    char line[4096];

    if (f == NULL)
        fatal("%s: %s", file, strerror(errno));
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\r\n")] = 0;
        if (line[0] && line[0] != '#')
            fn(line);
    }
    fclose(f);
}

static void add_domain(const char *d)
{
    domains = xrealloc(domains, (ndomains + 1) * sizeof *domains);
    if ((domains[ndomains++] = strdup(d)) == NULL)
        fatal("out of memory");
}

static double cpu_self(void)
{
    struct rusage ru;
    getrusage(RUSAGE_SELF, &ru);
    return (double)ru.ru_utime.tv_sec + (double)ru.ru_stime.tv_sec
         + ((double)ru.ru_utime.tv_usec + (double)ru.ru_stime.tv_usec) / 1e6;
}

static void report(double secs, double cpu, struct psum before, struct psum after, int timed_out)
{
    unsigned long bad = errs.eof + errs.timeout + errs.io + errs.malformed;
    double rps = secs > 0 ? (double)ok / secs : 0;
    double us[] = {hist_pct(.5), hist_pct(.9), hist_pct(.99), hist_pct(.999), (double)lat_max / 1e3};
    double mean = hist_n ? (double)lat_sum / (double)hist_n / 1e3 : 0;
    double percpu = ok ? (after.cpu - before.cpu) * 1e6 / (double)ok : 0;

    if (o_json) {
        printf("{\"connections\":%d,\"requests\":%lu,\"ok\":%lu,\"seconds\":%.3f,\"rps\":%.0f,"
               "\"mean_us\":%.1f,\"p50_us\":%.1f,\"p90_us\":%.1f,\"p99_us\":%.1f,\"p999_us\":%.1f,"
               "\"max_us\":%.1f,\"errors\":{\"connect\":%lu,\"eof\":%lu,\"timeout\":%lu,\"io\":%lu,"
               "\"malformed\":%lu},\"waiting\":%d,\"waiting_over_1s\":%d,\"waiting_oldest_us\":%.0f,\"generator_cpu_pct\":%.0f,"
               "\"time_limit\":%s,\"actions\":{",
               nconn, finished, ok, secs, rps, mean, us[0], us[1], us[2], us[3], us[4], errs.connect,
               errs.eof, errs.timeout, errs.io, errs.malformed, waiting, starved, (double)waiting_oldest / 1e3,
               secs > .001 ? 100 * cpu / secs : 0,
               timed_out ? "true" : "false");
        for (int i = 0; i < MAXACT && acts[i].name[0]; i++) {
            printf("%s\"", i ? "," : "");
            for (const char *p = acts[i].name; *p; p++)
                putchar(*p == '"' || *p == '\\' || (unsigned char)*p < 32 ? '?' : *p);
            printf("\":%lu", acts[i].n);
        }
        printf("}");
        if (o_pid)
            printf(",\"server\":{\"processes\":%d,\"rss_kb\":%.0f,\"pss_kb\":%.0f,\"cpu_us_per_req\":%.1f}",
                   after.n, after.rss, after.pss, percpu);
        printf("}\n");
        return;
    }
    printf("connections     %d\n", nconn);
    printf("requests        %lu answered, %lu failed, in %.3f s%s\n", ok, bad, secs,
           timed_out ? "  (time limit reached)" : "");
    printf("rate            %.0f requests/s\n", rps);
    printf("latency (us)    mean %.1f  p50 %.1f  p90 %.1f  p99 %.1f  p99.9 %.1f  max %.1f\n",
           mean, us[0], us[1], us[2], us[3], us[4]);
    for (int i = 0; i < MAXACT && acts[i].name[0]; i++)
        printf("action          %-20s %lu\n", acts[i].name, acts[i].n);
    if (bad || errs.connect)
        printf("errors          connect %lu  eof %lu  timeout %lu  io %lu  malformed %lu\n",
               errs.connect, errs.eof, errs.timeout, errs.io, errs.malformed);
    if (waiting)
        printf("waiting         %d requests unanswered at the end, %d of them for over 1 s, the oldest for"
               " %.1f ms\n", waiting, starved, (double)waiting_oldest / 1e6);
    printf("generator cpu   %.0f%%\n", secs > .001 ? 100 * cpu / secs : 0);
    if (o_pid)
        printf("server          %d process(es), RSS %.1f MiB, PSS %.1f MiB, CPU %.1f us/request\n",
               after.n, after.rss / 1024, after.pss / 1024, percpu);
}

int main(int argc, char **argv)
{
    int ch, own_template = 0;
    const char *dfile = NULL;
    char *over[64];
    int nover = 0;

    while ((ch = getopt(argc, argv, "c:n:w:q:r:T:t:k:d:g:s:a:A:p:m:P:jvh")) != -1)
        switch (ch) {
        case 'c': nconn = atoi(optarg); break;
        case 'n': o_n = strtoul(optarg, NULL, 10); break;
        case 'w': o_warm = strtoul(optarg, NULL, 10), warm_given = 1; break;
        case 'q': o_rate = atof(optarg); break;
        case 'r': o_reconnect = strtoul(optarg, NULL, 10); break;
        case 'T': o_limit = atof(optarg); break;
        case 't': o_timeout = atof(optarg); break;
        case 'k': o_connlimit = atof(optarg); break;
        case 'd': dfile = optarg; break;
        case 'g': ngen = strtoul(optarg, NULL, 10); break;
        case 's': use_random = 1, rng ^= strtoull(optarg, NULL, 10) * 0x9e3779b97f4a7c15ull; break;
        case 'a': each_line(optarg, attr_set), own_template = 1; break;
        case 'A':
            if (nover == 64)
                fatal("too many -A");
            over[nover++] = optarg;
            break;
        case 'p':
            proto = strcmp(optarg, "socketmap") == 0 ? P_SOCKETMAP
                  : strcmp(optarg, "tcp") == 0       ? P_TCP : P_POLICY;
            break;
        case 'm': o_mapname = optarg; break;
        case 'P': o_pid = atol(optarg); break;
        case 'j': o_json = 1; break;
        case 'v': o_verbose = 1; break;
        default:
            fprintf(stderr, "usage: policyload [options] unix:PATH|inet:HOST:PORT"
                            " (see the comment at the top of the source)\n");
            return 2;
        }
    if (optind != argc - 1)
        fatal("one endpoint needed: unix:PATH or inet:HOST:PORT");
    if (nconn < 1 || nconn > 100000 || o_n < 1)
        fatal("-c 1..100000, -n at least 1");
    parse_endpoint(argv[optind]);
    if (!own_template)
        for (size_t i = 0; i < sizeof builtin / sizeof *builtin; i++)
            attr_set(builtin[i]);
    for (int i = 0; i < nover; i++)
        attr_set(over[i]);
    compile_template();
    if (dfile)
        each_line(dfile, add_domain);
    else
        for (unsigned long i = 0; i < (ngen ? ngen : 1); i++) {
            char d[64];
            snprintf(d, sizeof d, "d%lu.bench.example", i);
            add_domain(d);
        }
    if (ndomains == 0)
        fatal("%s: no domains", dfile);
    if (!warm_given)
        o_warm = ndomains > 2ul * (unsigned)nconn ? ndomains : 2ul * (unsigned)nconn;

    struct rlimit rl;
    if (getrlimit(RLIMIT_NOFILE, &rl) == 0 && rl.rlim_cur < (rlim_t)nconn + 64) {
        rl.rlim_cur = (rlim_t)nconn + 64 < rl.rlim_max ? (rlim_t)nconn + 64 : rl.rlim_max;
        setrlimit(RLIMIT_NOFILE, &rl);
    }
    signal(SIGPIPE, SIG_IGN);
    epfd = epoll_create1(EPOLL_CLOEXEC);
    int tfd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    struct epoll_event tev = {.events = EPOLLIN, .data.ptr = NULL};
    epoll_ctl(epfd, EPOLL_CTL_ADD, tfd, &tev);
    if ((conns = calloc((size_t)nconn, sizeof *conns)) == NULL)
        fatal("out of memory");

    /* connect all, at most 64 at a time, so that no backlog overflows */
    uint64_t t = now_ns(), climit = t + (uint64_t)(o_connlimit * 1e9);
    int up = 0, opening = 0, next = 0;
    for (int i = 0; i < nconn; i++)
        conns[i].id = i, conns[i].fd = -1;
    while (up < nconn && now_ns() < climit) {
        struct epoll_event evs[256];
        opening = 0;
        for (int i = 0; i < next; i++)
            opening += conns[i].st == C_CONNECTING;
        t = now_ns();
        for (int i = 0; i < nconn && opening < 64; i++)
            if (conns[i].st == C_DOWN && conns[i].retry_at <= t) {
                conn_open(&conns[i]);
                opening += conns[i].st == C_CONNECTING;
                if (i >= next)
                    next = i + 1;
            }
        int n = epoll_wait(epfd, evs, 256, 5);
        for (int i = 0; i < n; i++) {
            struct conn *c = evs[i].data.ptr;
            if (c && c->st == C_CONNECTING)
                conn_established(c);
            else if (c && c->st == C_IDLE)
                on_readable(c);
        }
        up = 0;
        for (int i = 0; i < nconn; i++)
            up += conns[i].st == C_IDLE;
    }
    if (up == 0)
        fatal("no connection could be made to %s (connect errors: %lu)", argv[optind], errs.connect);
    if (up < nconn)
        fprintf(stderr, "policyload: only %d of %d connections were made in %.0f s\n", up, nconn, o_connlimit);

    if (o_warm) {
        target = o_warm;
        run_phase(tfd, now_ns() + (uint64_t)(o_limit * 1e9));
        if (finished < target)
            fprintf(stderr, "policyload: warm-up not finished: %lu of %lu\n", finished, target);
        /* requests still out at the time limit belong to no phase */
        for (int i = 0; i < nconn; i++)
            if (conns[i].st == C_BUSY)
                conn_down(&conns[i], 0);
    }
    memset(&errs, 0, sizeof errs);
    issued = finished = ok = 0;
    dom_next = 0;
    target = o_n;
    measuring = 1;
    struct psum before = {0, 0, 0, 0}, after = {0, 0, 0, 0};
    if (o_pid)
        before = proc_tree(o_pid);
    double cpu0 = cpu_self();
    t_start = now_ns();
    run_phase(tfd, t_start + (uint64_t)(o_limit * 1e9));
    uint64_t t_end = now_ns();
    double secs = (double)(t_end - t_start) / 1e9, cpu = cpu_self() - cpu0;
    for (int i = 0; i < nconn; i++)
        if (conns[i].st == C_BUSY) {
            waiting++;
            starved += t_end - conns[i].due > NSEC;
            if (t_end - conns[i].due > waiting_oldest)
                waiting_oldest = t_end - conns[i].due;
        }
    if (o_pid)
        after = proc_tree(o_pid);
    report(secs, cpu, before, after, finished < target);
    if (ok == 0)
        return 2;
    return ok == o_n ? 0 : 1;
}
