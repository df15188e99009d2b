/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate check --file: many domains, one run. */

#include "cli/sweep.h"

#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/clock.h"
#include "base/error.h"
#include "cli/check_run.h"
#include "cli/cli.h"

#define SWEEP_PROGRESS_MS 250 /* between two looks of the progress line */
#define SWEEP_BAD_LINES_TOLD 20

struct sweep {
	struct cli *cli;
	const struct check_options *given;
	struct sweep_list *list;
	struct sweep_names *names;
	FILE *out; /* a file of our own, or NULL: what cli->out is */
	struct sweep_counts counts;
	size_t total;  /* lines of the list; 0: not known */
	int64_t began; /* steady ms */
	bool is_shown; /* the progress line stands there */
	struct event *signals[2], *tick;
	bool stop;
	int signal; /* that stopped us, or 0 */
	int error;  /* that writing met, or 0 */
};

static void
progress_clear(struct sweep *s)
{
	if (s->is_shown)
		fputs("\r\033[K", s->cli->err);
	s->is_shown = false;
}

static void
progress_show(struct sweep *s)
{
	struct buf line = BUF_INIT;

	sweep_progress_put(
	    &s->counts, s->total, clock_steady_ms() - s->began, &line);
	fprintf(s->cli->err, "\r%s\033[K", buf_text(&line));
	fflush(s->cli->err);
	s->is_shown = true;
	buf_fini(&line);
}

static void
on_tick(evutil_socket_t fd, short what, void *arg)
{
	(void)fd;
	(void)what;
	progress_show(arg);
}

static void
on_signal(evutil_socket_t number, short what, void *arg)
{
	struct sweep *s = arg;

	(void)what;
	s->signal = (int)number;
	s->stop = true;
}

static void
tell_bad_line(struct sweep *s, const struct error *err)
{
	progress_clear(s);
	if (++s->counts.bad_lines <= SWEEP_BAD_LINES_TOLD)
		cli_fail(s->cli, CLI_USAGE, "%s", err->text);
	if (s->counts.bad_lines == SWEEP_BAD_LINES_TOLD)
		cli_fail(s->cli, CLI_USAGE,
		    "further lines without a domain are only counted");
}

static bool
sweep_next(void *arg, char *domain)
{
	struct sweep *s = arg;
	struct error err;
	int found;

	while ((found = sweep_list_next(s->list, domain, &err)) != 0) {
		if (found == -1)
			tell_bad_line(s, &err);
		else if (sweep_names_add(s->names, domain))
			return true;
		else
			s->counts.skipped++;
	}
	return false;
}

static void
print_result(struct sweep *s, const struct check *check)
{
	FILE *out = s->out != NULL ? s->out : s->cli->out;

	if (s->given->json_lines)
		check_print_json_lines(out, check);
	else if (s->out != NULL || s->cli->common.json)
		check_print_json(out, check, true);
	else
		check_print_line(s->cli, check);
	errno = 0;
	if (fflush(out) == 0 && !ferror(out))
		return;
	s->error = errno != 0 ? errno : EIO;
	s->stop = true;
}

static void
sweep_done(const struct check *check, void *arg)
{
	struct sweep *s = arg;

	if (s->out == NULL)
		progress_clear(s);
	s->counts.verdicts[check->verdict]++;
	print_result(s, check);
}

/* Names in an old result count as skipped when the list names them again. */
static int
open_files(struct sweep *s)
{
	const struct check_options *o = s->given;
	const char *path = o->out != NULL ? o->out : o->resume;
	struct error err;

	s->names = sweep_names_new();
	if (sweep_list_open(o->file, &s->list, &err) == -1)
		return cli_fail(s->cli, CLI_USAGE, "--file: %s", err.text);
	if (path != NULL && sweep_resume(path, o->resume != NULL, s->names,
				&s->counts, &s->out, &err) == -1)
		return cli_fail(s->cli, CLI_USAGE, "--%s: %s",
		    o->out != NULL ? "out" : "resume", err.text);
	for (unsigned v = CHECK_PASS; v <= CHECK_FAIL; v++)
		s->counts.before += s->counts.verdicts[v];
	return CLI_GOOD;
}

static void
watch_signals(struct sweep *s)
{
	static const int numbers[] = {SIGINT, SIGTERM};

	for (size_t i = 0; i < 2; i++) {
		s->signals[i] =
		    evsignal_new(s->cli->loop, numbers[i], on_signal, s);
		event_add(s->signals[i], NULL);
	}
}

static void
watch_progress(struct sweep *s)
{
	static const struct timeval every = {0, SWEEP_PROGRESS_MS * 1000};
	int fd = fileno(s->cli->err);

	if (fd == -1 || !isatty(fd))
		return;
	s->total = sweep_list_count(s->given->file);
	s->tick = event_new(s->cli->loop, -1, EV_PERSIST, on_tick, s);
	event_add(s->tick, &every);
}

static void
tell_how_to_go_on(const struct sweep *s)
{
	const struct check_options *o = s->given;

	if (o->resume != NULL)
		cli_fail(s->cli, CLI_GOOD,
		    "interrupted; the same command goes on from here");
	else if (o->out != NULL)
		cli_fail(s->cli, CLI_GOOD,
		    "interrupted; the same command with --resume %s in place "
		    "of --out %s goes on from here",
		    o->out, o->out);
	else
		cli_fail(s->cli, CLI_GOOD,
		    "interrupted; with --out FILE a run can be gone on with "
		    "by --resume FILE");
}

static void
tell_summary(struct sweep *s)
{
	struct buf line = BUF_INIT;

	progress_clear(s);
	sweep_summary_put(&s->counts, clock_steady_ms() - s->began, &line);
	fprintf(s->cli->err, "caagate check: %s\n", buf_text(&line));
	buf_fini(&line);
	if (s->signal != 0)
		tell_how_to_go_on(s);
}

static int
exit_code(const struct sweep *s)
{
	int code = CLI_GOOD;

	if (s->error != 0)
		return cli_fail(s->cli, CLI_INTERNAL,
		    "can't write the results: %s", strerror(s->error));
	if (s->signal != 0)
		return 128 + s->signal;
	for (unsigned v = CHECK_PASS; v <= CHECK_FAIL; v++)
		if (s->counts.verdicts[v] > 0)
			code =
			    check_worse(code, check_exit((enum check_verdict)v,
						  s->given->strict));
	if (s->counts.bad_lines > 0 && code < CLI_DENY)
		return CLI_USAGE;
	return code;
}

static int
sweep_run(struct sweep *s)
{
	const struct check_feed feed = {
	    .next = sweep_next, .done = sweep_done, .arg = s, .stop = &s->stop};
	int code = open_files(s);

	if (code == CLI_GOOD)
		code = cli_resolver(s->cli);
	if (code != CLI_GOOD)
		return code;
	s->began = clock_steady_ms();
	watch_signals(s);
	watch_progress(s);
	code = check_run(s->cli, s->given, &feed);
	tell_summary(s);
	return code == CLI_GOOD ? exit_code(s) : code;
}

int
sweep(struct cli *cli, const struct check_options *given)
{
	struct sweep s = {.cli = cli, .given = given};
	int code = sweep_run(&s);

	for (size_t i = 0; i < 2; i++)
		if (s.signals[i] != NULL)
			event_free(s.signals[i]);
	if (s.tick != NULL)
		event_free(s.tick);
	if (s.out != NULL && fclose(s.out) != 0 && code < CLI_USAGE)
		code = cli_fail(cli, CLI_INTERNAL,
		    "can't write the results: %s", strerror(errno));
	sweep_names_free(&s.names);
	sweep_list_close(&s.list);
	return code;
}
