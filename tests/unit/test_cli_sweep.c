/* SPDX-License-Identifier: BSD-2-Clause */
/* caagate check --file: lists, results, interruption and going on. */

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/buf.h"
#include "base/error.h"
#include "base/file.h"
#include "cli/cli.h"
#include "cli/sweep.h"
#include "dns/name.h"
#include "tests/unit/clirun.h"
#include "tests/unit/unit_file.h"

#define ZONES                                                  \
	"--zone", "conf/examples/good.example.zone", "--zone", \
	    "conf/examples/broken.example.zone"

static void
a_list_is_read_line_by_line(void **state)
{
	char *path = unit_file("# all of them\n"
			       "\n"
			       "  A.test. \t # one\r\n"
			       "b\xc3\xbc"
			       "cher.test\n"
			       "not a domain\n"
			       "c.test");
	static const struct {
		int found;
		const char *text; /* domain, or part of the sentence */
	} wanted[] = {
	    {1, "a.test"},
	    {1, "xn--bcher-kva.test"},
	    {-1, ":5: not a domain"},
	    {1, "c.test"},
	    {0, ""},
	};
	struct sweep_list *list = NULL;
	char domain[DNS_NAME_SIZE];
	struct error err;

	(void)state;
	assert_int_equal(sweep_list_open(path, &list, &err), 0);
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		assert_int_equal(
		    sweep_list_next(list, domain, &err), wanted[i].found);
		if (wanted[i].found == 1)
			assert_string_equal(domain, wanted[i].text);
		if (wanted[i].found == -1)
			assert_non_null(strstr(err.text, wanted[i].text));
	}
	assert_int_equal(sweep_list_count(path), 4);
	sweep_list_close(&list);
	unit_file_drop(path);
}

static void
a_long_line_is_one_bad_line(void **state)
{
	char *text = mem_zalloc(SWEEP_LINE_MAX * 3), *path;
	struct sweep_list *list = NULL;
	char domain[DNS_NAME_SIZE];
	struct error err;

	(void)state;
	memset(text, 'x', SWEEP_LINE_MAX * 2 + 10);
	memcpy(text + SWEEP_LINE_MAX * 2, "\na.test\n", 9);
	path = unit_file(text);
	assert_int_equal(sweep_list_open(path, &list, &err), 0);
	assert_int_equal(sweep_list_next(list, domain, &err), -1);
	assert_non_null(strstr(err.text, ":1: a line of more than 1024"));
	assert_int_equal(sweep_list_next(list, domain, &err), 1);
	assert_string_equal(domain, "a.test");
	sweep_list_close(&list);
	unit_file_drop(path);
	free(text);
}

static void
a_name_is_new_once(void **state)
{
	struct sweep_names *names = sweep_names_new();
	char name[32];

	(void)state;
	for (int round = 0; round < 2; round++)
		for (int i = 0; i < 5000; i++) {
			snprintf(name, sizeof(name), "d%d.test", i);
			assert_int_equal(
			    sweep_names_add(names, name), round == 0);
		}
	sweep_names_free(&names);
}

static void
progress_tells_how_far_and_how_long(void **state)
{
	static const struct {
		struct sweep_counts counts;
		size_t total;
		int64_t ms;
		const char *wanted;
	} cases[] = {
	    {{{0}, 0, 0, 0}, 10, 0,
		"0/10 done, 0.0/s; 0 fail, 0 unknown, 0 warn"},
	    {{{1, 2, 3, 4}, 0, 0, 0}, 30, 10000,
		"10/30 done, 1.0/s, 21 s left; 4 fail, 3 unknown, 2 warn"},
	    {{{10, 0, 0, 0}, 6, 1, 7}, 14, 2000,
		"12/14 done, 2.0/s, 2 s left; 0 fail, 0 unknown, 0 warn"},
	    {{{5, 0, 0, 0}, 0, 0, 0}, 0, 1000,
		"5 done, 5.0/s; 0 fail, 0 unknown, 0 warn"},
	};
	struct buf line = BUF_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		buf_clear(&line);
		sweep_progress_put(
		    &cases[i].counts, cases[i].total, cases[i].ms, &line);
		assert_string_equal(buf_text(&line), cases[i].wanted);
	}
	buf_fini(&line);
}

/* How many lines of results there are of a domain. */
static unsigned
results_of(const char *text, const char *domain)
{
	char *member = mem_printf("\"domain\":\"%s\"", domain);
	unsigned n = 0;

	for (const char *p = text; (p = strstr(p, member)) != NULL; p++)
		n++;
	free(member);
	return n;
}

static void
each_domain_is_one_line_whatever_the_list_repeats(void **state)
{
	char *list = unit_file(
	    "good.example\nGOOD.example\nbroken.example\nnone.test\nx y\n");
	const char *const text[] = {"check", "--file", list, ZONES, NULL};
	const char *const json[] = {
	    "check", "--file", list, "--json", "--jobs", "1", ZONES, NULL};
	struct clirun r = clirun(text);

	(void)state;
	assert_int_equal(r.code, 2);
	assert_non_null(strstr(r.out, "good.example: pass ("));
	assert_non_null(strstr(r.out, "\nbroken.example: "));
	assert_non_null(strstr(r.out, "none.test: unknown ("));
	assert_non_null(strstr(r.err, ":5: x y: "));
	assert_non_null(strstr(r.err, "3 domains, 1 fail, 1 unknown, 1 pass"));
	assert_non_null(strstr(r.err, "; 1 line without a domain; "));
	clirun_fini(&r);
	r = clirun(json);
	assert_int_equal(results_of(r.out, "good.example"), 1);
	assert_int_equal(results_of(r.out, "broken.example"), 1);
	assert_int_equal(results_of(r.out, "none.test"), 1);
	clirun_fini(&r);
	unit_file_drop(list);
}

static void
a_list_with_a_bad_line_is_not_good(void **state)
{
	char *list = unit_file("good.example\n.\n");
	const char *const args[] = {"check", "--file", list, ZONES, NULL};
	struct clirun r = clirun(args);

	(void)state;
	assert_int_equal(r.code, 64);
	clirun_fini(&r);
	unit_file_drop(list);
}

static void
results_go_to_a_new_file_only(void **state)
{
	char *list = unit_file("good.example\n"), *out = unit_file("{}\n");
	const char *const new[] = {
	    "check", "--file", list, "--out", out, ZONES, NULL};
	const char *const old[] = {
	    "check", "--file", list, "--resume", out, ZONES, NULL};
	struct clirun r = clirun(new);

	(void)state;
	assert_int_equal(r.code, 64);
	assert_non_null(strstr(r.err, "--resume goes on with it"));
	clirun_fini(&r);
	r = clirun(old);
	assert_int_equal(r.code, 64);
	assert_non_null(strstr(r.err, ":1: found another line, wanted"));
	clirun_fini(&r);
	(void)unlink(out);
	r = clirun(new);
	assert_int_equal(r.code, 0);
	assert_string_equal(r.out, "");
	clirun_fini(&r);
	unit_file_drop(list);
	unit_file_drop(out);
}

/* A port that takes questions and never answers. */
static int
silent_socket(char *address, size_t size)
{
	struct sockaddr_in in = {.sin_family = AF_INET};
	socklen_t len = sizeof(in);
	int fd = socket(AF_INET, SOCK_DGRAM, 0);

	in.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	assert_int_equal(bind(fd, (struct sockaddr *)&in, len), 0);
	assert_int_equal(getsockname(fd, (struct sockaddr *)&in, &len), 0);
	snprintf(address, size, "127.0.0.1:%u", ntohs(in.sin_port));
	return fd;
}

static char *
whole_file(const char *path)
{
	struct buf text = BUF_INIT;

	assert_int_equal(file_read(path, 1 << 24, &text, NULL), 0);
	buf_put(&text, "", 0);
	return buf_steal(&text);
}

static size_t
count_lines(const char *path)
{
	char *text = whole_file(path);
	size_t n = 0;

	for (const char *p = text; *p != '\0'; p++)
		n += *p == '\n';
	free(text);
	return n;
}

/* Both example domains are answered, the rest waits for a silent server. */
static pid_t
start_sweep(
    const char *list, const char *out, const char *server, const char *above)
{
	const char *const args[] = {"check", "--file", list, "--resume", out,
	    "--resolver", server, "--zone", above, ZONES, NULL};
	pid_t pid = fork();

	if (pid == 0) {
		struct clirun r = clirun_bare(args);

		_exit(
		    strstr(r.err, "the same command goes on from here") != NULL
			? r.code
			: 99);
	}
	return pid;
}

static void
interrupt(pid_t pid, const char *out)
{
	int status = 0;

	for (int i = 0; i < 500 && count_lines(out) < 2; i++)
		(void)usleep(10000);
	assert_int_equal(kill(pid, SIGTERM), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 128 + SIGTERM);
}

static void
append(const char *path, const char *text)
{
	FILE *file = fopen(path, "a");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
an_interrupted_sweep_gives_each_domain_once(void **state)
{
	static const char *const domains[] = {
	    "good.example", "broken.example", "a.test", "b.test"};
	char *list =
	    unit_file("good.example\na.test\nb.test\nbroken.example\n");
	char *out = unit_file(""), *text;
	const char *const go_on[] = {
	    "check", "--file", list, "--resume", out, ZONES, NULL};
	char *above = unit_file("example. 60 IN SOA a.example. a.example. 1 "
				"60 60 60 60\n");
	char server[32];
	int fd = silent_socket(server, sizeof(server));
	struct clirun r;

	(void)state;
	interrupt(start_sweep(list, out, server, above), out);
	assert_int_equal(count_lines(out), 2);
	append(out, "{\"schema\":1,\"tool\":\"caagate\",\"domain\":\"a.te");
	r = clirun(go_on);
	assert_int_equal(r.code, 2);
	assert_non_null(strstr(r.err, "; 2 of them in an earlier run; "));
	text = whole_file(out);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(results_of(text, domains[i]), 1);
	assert_int_equal(count_lines(out), 4);
	free(text);
	clirun_fini(&r);
	(void)close(fd);
	unit_file_drop(above);
	unit_file_drop(list);
	unit_file_drop(out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(a_list_is_read_line_by_line),
	    cmocka_unit_test(a_long_line_is_one_bad_line),
	    cmocka_unit_test(a_name_is_new_once),
	    cmocka_unit_test(progress_tells_how_far_and_how_long),
	    cmocka_unit_test(each_domain_is_one_line_whatever_the_list_repeats),
	    cmocka_unit_test(a_list_with_a_bad_line_is_not_good),
	    cmocka_unit_test(results_go_to_a_new_file_only),
	    cmocka_unit_test(an_interrupted_sweep_gives_each_domain_once),
	};

	return cmocka_run_group_tests(tests, clirun_setup, clirun_teardown);
}
