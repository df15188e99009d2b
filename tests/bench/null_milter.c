/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * null_milter.c - the smallest useful libmilter filter: it accepts everything.
 *
 * It is the baseline for measurements (what libmilter itself costs) and an
 * instrument: with -v it prints every macro the MTA passes at every stage,
 * with -w/-W it blocks in a callback as a filter doing DNS would.
 *
 * Build:  cc -O2 -o null_milter null_milter.c -lmilter -lpthread
 *
 * Usage:  null_milter -p SOCKET [options]
 *   -p SOCKET     inet:PORT@HOST, unix:PATH, (Debian:) fd:N
 *   -H            add one header at end of message (X-Null: yes)
 *   -i            insert that header at index 0 instead of adding it
 *   -n            negotiate "no reply" for every step up to the body
 *   -b            ask the MTA not to send the body
 *   -e            only ask for MAIL, RCPT and end of message
 *   -k            answer SKIP to the first body chunk
 *   -w MS         sleep MS milliseconds in the end-of-message callback
 *   -W MS         sleep MS milliseconds in the RCPT callback
 *   -P MS         while sleeping at end of message, call smfi_progress every MS
 *   -r CODE       at end of message reply CODE (for example 451 or 550)
 *   -q            quarantine at end of message
 *   -m S:LIST     smfi_setsymlist for stage S in C H M R D N(eoh) E(eom)
 *   -t SECONDS    smfi_settimeout
 *   -l BACKLOG    smfi_setbacklog
 *   -x LEVEL      smfi_setdbg
 *   -N            set TCP_NODELAY on the listening socket, which accepted
 *                 sockets inherit (libmilter itself never sets it)
 *   -v            print each callback, its thread and the macros of -V or a
 *                 default list
 *   -V LIST       comma separated macro names to print with -v
 */
#include <libmilter/mfapi.h>
#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/* libmilter takes text that it may change */
static char t_name[] = "null", t_field[] = "X-Null", t_yes[] = "yes";
static char t_no[] = "null milter says no";

static int o_hdr, o_ins, o_nr, o_nobody, o_envonly, o_skip, o_quar, o_verbose;
static int o_nodelay;
static int o_eomwait, o_rcptwait, o_progress;
static char *o_reply;
static char *o_symlist[SMFIM_LAST + 1];
static const char *o_names =
    "j,_,v,i,{daemon_name},{daemon_addr},{daemon_port},{if_name},{if_addr},"
    "{client_addr},{client_name},{client_port},{client_ptr},{client_resolve},"
    "{client_connections},"
    "{tls_version},{cipher},{cipher_bits},{alg_bits},{cert_subject},"
    "{cert_issuer},{cn_subject},{cn_issuer},{verify},{cert_md5},{cert_fp},"
    "{cert_altnames},{server_name},{server_addr},{tls_sni},"
    "{auth_type},{auth_authen},{auth_author},{auth_ssf},"
    "{mail_addr},{mail_host},{mail_mailer},"
    "{rcpt_addr},{rcpt_host},{rcpt_mailer},{msg_id},{nrcpts}";

static void
msleep(int ms)
{
	struct timespec ts = {ms / 1000, (long)(ms % 1000) * 1000000L};
	while (nanosleep(&ts, &ts) == -1 && errno == EINTR)
		;
}

static void
show(SMFICTX *ctx, const char *where, const char *arg)
{
	char name[64], line[8192];
	const char *p = o_names;
	size_t n = 0;

	if (!o_verbose)
		return;
	n += (size_t)snprintf(line + n, sizeof line - n, "%-8s tid=%ld %s%s",
	    where, (long)syscall(SYS_gettid), arg ? arg : "", "\n");
	while (*p != '\0') {
		size_t l = strcspn(p, ",");
		const char *v;

		if (l > 0 && l < sizeof name) {
			memcpy(name, p, l);
			name[l] = '\0';
			if ((v = smfi_getsymval(ctx, name)) != NULL &&
			    n < sizeof line - 300)
				n += (size_t)snprintf(line + n, sizeof line - n,
				    "           %s=<%.255s>\n", name, v);
		}
		p += l + (p[l] == ',');
	}
	fwrite(line, 1, strlen(line), stdout);
	fflush(stdout);
}

static sfsistat
rep(int stage)
{
	(void)stage;
	return o_nr ? SMFIS_NOREPLY : SMFIS_CONTINUE;
}

static sfsistat
cb_negotiate(SMFICTX *ctx, unsigned long f0, unsigned long f1, unsigned long f2,
    unsigned long f3, unsigned long *pf0, unsigned long *pf1,
    unsigned long *pf2, unsigned long *pf3)
{
	(void)f2;
	(void)f3;
	if (o_verbose)
		printf("NEGOTIATE actions=0x%lx protocol=0x%lx\n", f0, f1);
	*pf0 = f0 & (SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE);
	*pf1 = 0;
	if (o_nr)
		*pf1 |= SMFIP_NR_CONN | SMFIP_NR_HELO | SMFIP_NR_MAIL |
			SMFIP_NR_RCPT | SMFIP_NR_DATA | SMFIP_NR_UNKN |
			SMFIP_NR_HDR | SMFIP_NR_EOH | SMFIP_NR_BODY;
	if (o_nobody)
		*pf1 |= SMFIP_NOBODY;
	if (o_envonly)
		*pf1 |= SMFIP_NOCONNECT | SMFIP_NOHELO | SMFIP_NOBODY |
			SMFIP_NOHDRS | SMFIP_NOEOH | SMFIP_NODATA |
			SMFIP_NOUNKNOWN;
	if (o_skip)
		*pf1 |= SMFIP_SKIP;
	*pf1 &= f1;
	*pf2 = *pf3 = 0;
	for (int i = 0; i <= SMFIM_LAST; i++)
		if (o_symlist[i] != NULL &&
		    smfi_setsymlist(ctx, i, o_symlist[i]) != MI_SUCCESS)
			fprintf(stderr, "smfi_setsymlist(%d) failed\n", i);
	return SMFIS_CONTINUE;
}

static sfsistat
cb_connect(SMFICTX *ctx, char *host, _SOCK_ADDR *sa)
{
	(void)sa;
	show(ctx, "CONNECT", host);
	return rep(0);
}

static sfsistat
cb_helo(SMFICTX *ctx, char *h)
{
	show(ctx, "HELO", h);
	return rep(1);
}
static sfsistat
cb_mail(SMFICTX *ctx, char **a)
{
	show(ctx, "MAIL", a[0]);
	return rep(2);
}
static sfsistat
cb_data(SMFICTX *ctx)
{
	show(ctx, "DATA", NULL);
	return rep(4);
}
static sfsistat
cb_eoh(SMFICTX *ctx)
{
	show(ctx, "EOH", NULL);
	return rep(6);
}

static sfsistat
cb_rcpt(SMFICTX *ctx, char **a)
{
	show(ctx, "RCPT", a[0]);
	if (o_rcptwait)
		msleep(o_rcptwait);
	return rep(3);
}

static sfsistat
cb_header(SMFICTX *ctx, char *f, char *v)
{
	(void)ctx;
	if (o_verbose > 1) {
		printf("HEADER   <%s> <%s>\n", f, v);
		fflush(stdout);
	}
	return rep(5);
}

static sfsistat
cb_body(SMFICTX *ctx, unsigned char *b, size_t n)
{
	(void)ctx;
	(void)b;
	if (o_verbose > 1) {
		printf("BODY     %zu bytes\n", n);
		fflush(stdout);
	}
	if (o_skip)
		return SMFIS_SKIP;
	return rep(7);
}

static sfsistat
cb_eom(SMFICTX *ctx)
{
	show(ctx, "EOM", NULL);
	if (o_eomwait) {
		int left = o_eomwait;

		while (left > 0) {
			int step = o_progress > 0 && o_progress < left
				       ? o_progress
				       : left;
			msleep(step);
			left -= step;
			if (o_progress > 0 && left > 0)
				(void)smfi_progress(ctx);
		}
	}
	if (o_hdr && smfi_addheader(ctx, t_field, t_yes) != MI_SUCCESS)
		fprintf(stderr, "smfi_addheader failed\n");
	if (o_ins && smfi_insheader(ctx, 0, t_field, t_yes) != MI_SUCCESS)
		fprintf(stderr, "smfi_insheader failed\n");
	if (o_quar && smfi_quarantine(ctx, t_name) != MI_SUCCESS)
		fprintf(stderr, "smfi_quarantine failed\n");
	if (o_reply != NULL) {
		char x[] = "5.7.1";
		x[0] = o_reply[0];
		if (smfi_setreply(ctx, o_reply, x, t_no) != MI_SUCCESS)
			fprintf(stderr, "smfi_setreply failed\n");
		return o_reply[0] == '4' ? SMFIS_TEMPFAIL : SMFIS_REJECT;
	}
	return SMFIS_CONTINUE;
}

static sfsistat
cb_abort(SMFICTX *ctx)
{
	show(ctx, "ABORT", NULL);
	return SMFIS_CONTINUE;
}
static sfsistat
cb_close(SMFICTX *ctx)
{
	show(ctx, "CLOSE", NULL);
	return SMFIS_CONTINUE;
}

int
main(int argc, char **argv)
{
	struct smfiDesc desc;
	char *sock = NULL;
	int c;

	memset(&desc, 0, sizeof desc);
	while (
	    (c = getopt(argc, argv, "p:Hinbekw:W:P:r:qm:t:l:x:NvV:")) != -1) {
		switch (c) {
		case 'p':
			sock = optarg;
			break;
		case 'H':
			o_hdr = 1;
			break;
		case 'i':
			o_ins = 1;
			break;
		case 'n':
			o_nr = 1;
			break;
		case 'b':
			o_nobody = 1;
			break;
		case 'e':
			o_envonly = 1;
			break;
		case 'k':
			o_skip = 1;
			break;
		case 'w':
			o_eomwait = atoi(optarg);
			break;
		case 'W':
			o_rcptwait = atoi(optarg);
			break;
		case 'P':
			o_progress = atoi(optarg);
			break;
		case 'r':
			o_reply = optarg;
			break;
		case 'q':
			o_quar = 1;
			break;
		case 't':
			smfi_settimeout(atoi(optarg));
			break;
		case 'l':
			smfi_setbacklog(atoi(optarg));
			break;
		case 'x':
			smfi_setdbg(atoi(optarg));
			break;
		case 'N':
			o_nodelay = 1;
			break;
		case 'v':
			o_verbose++;
			break;
		case 'V':
			o_names = optarg;
			break;
		case 'm': {
			static const char st[] =
			    "CHMRDEN"; /* order of SMFIM_* */
			const char *s = strchr(st, optarg[0]);
			if (s == NULL || optarg[0] == '\0' ||
			    optarg[1] != ':') {
				fprintf(
				    stderr, "null_milter: -m needs S:LIST\n");
				return 64;
			}
			o_symlist[s - st] = optarg + 2;
			break;
		}
		default:
			fprintf(
			    stderr, "usage: null_milter -p SOCKET [options]\n");
			return 64;
		}
	}
	if (sock == NULL) {
		fprintf(stderr, "null_milter: -p is needed\n");
		return 64;
	}
	desc.xxfi_name = t_name;
	desc.xxfi_version = SMFI_VERSION;
	desc.xxfi_flags = SMFIF_ADDHDRS | SMFIF_CHGHDRS | SMFIF_QUARANTINE;
	desc.xxfi_connect = cb_connect;
	desc.xxfi_helo = cb_helo;
	desc.xxfi_envfrom = cb_mail;
	desc.xxfi_envrcpt = cb_rcpt;
	desc.xxfi_header = cb_header;
	desc.xxfi_eoh = cb_eoh;
	desc.xxfi_body = cb_body;
	desc.xxfi_eom = cb_eom;
	desc.xxfi_abort = cb_abort;
	desc.xxfi_close = cb_close;
	desc.xxfi_data = cb_data;
	desc.xxfi_negotiate = cb_negotiate;
	if (smfi_setconn(sock) != MI_SUCCESS ||
	    smfi_register(desc) != MI_SUCCESS ||
	    smfi_opensocket(1) != MI_SUCCESS) {
		fprintf(stderr, "null_milter: cannot start on %s\n", sock);
		return 75;
	}
	if (o_nodelay) {
		/* libmilter keeps its listening socket to itself: look for it */
		for (int fd = 3; fd < 256; fd++) {
			int on = 0, one = 1;
			socklen_t l = sizeof on;

			if (getsockopt(
				fd, SOL_SOCKET, SO_ACCEPTCONN, &on, &l) == 0 &&
			    on)
				(void)setsockopt(fd, IPPROTO_TCP, TCP_NODELAY,
				    &one, sizeof one);
		}
	}
	return smfi_main() == MI_SUCCESS ? 0 : 70;
}
