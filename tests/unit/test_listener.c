/* SPDX-License-Identifier: BSD-2-Clause */
/* Where the policy server listens, and what it says where it can't. */

#include "tests/unit/unit.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/endpoint.h"
#include "base/error.h"
#include "daemon/listener.h"

static const struct listener_options plain = {
    .mode = 0660,
    .owner = (uid_t)-1,
    .group = (gid_t)-1,
};

static char top[64], folder[80], path[104], endpoint[112];

static int
make_folder(void **state)
{
	(void)state;
	(void)snprintf(top, sizeof(top), "/tmp/test_listener.XXXXXX");
	assert_non_null(mkdtemp(top));
	(void)snprintf(folder, sizeof(folder), "%s/caagate", top);
	(void)snprintf(path, sizeof(path), "%s/policy", folder);
	(void)snprintf(endpoint, sizeof(endpoint), "unix:%s", path);
	return 0;
}

static int
remove_folder(void **state)
{
	(void)state;
	(void)unlink(path);
	(void)rmdir(folder);
	(void)rmdir(top);
	return 0;
}

static struct listener *
must_open(const char *where, const struct listener_options *o)
{
	struct error err = {""};
	struct listener *l = NULL;

	if (listener_open(where, o, &l, &err) == -1)
		fail_msg("%s", err.text);
	return l;
}

static void
assert_open_fails(const char *where, const char *clue)
{
	struct error err = {""};
	struct listener *l = NULL;

	assert_int_equal(listener_open(where, &plain, &l, &err), -1);
	assert_null(l);
	if (strstr(err.text, clue) == NULL)
		fail_msg("\"%s\" lacks \"%s\"", err.text, clue);
}

static int
connect_to_path(void)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) == 0)
		return fd;
	(void)close(fd);
	return -1;
}

/* The port that the kernel chose. */
static struct sockaddr_in
bound_to(const struct listener *l)
{
	struct sockaddr_in address;
	socklen_t len = sizeof(address);

	assert_int_equal(
	    getsockname(listener_fd(l), (struct sockaddr *)&address, &len), 0);
	return address;
}

static void
endpoints_are_told_from_what_is_none(void **state)
{
	static const struct {
		const char *endpoint;
		int result;
	} cases[] = {
	    {"inet:127.0.0.1:10050", 0},
	    {"inet:[::1]:10050", 0},
	    {"inet:0.0.0.0:1", 0},
	    {"unix:/run/x", 0},
	    {"/run/x", 0},
	    {"", -1},
	    {"inet:", -1},
	    {"inet:127.0.0.1", -1},
	    {"inet:127.0.0.1:", -1},
	    {"inet::10050", -1},
	    {"inet:127.0.0.1:smtp", -1},
	    {"inet:127.0.0.1:99999", -1},
	    {"inet:localhost:10050", -1},
	    {"inet:::1:10050", -1},
	    {"inet:[::1:10050", -1},
	    {"inet:[]:10050", -1},
	    {"unix:run/x", -1},
	    {"unix:", -1},
	    {"run/x", -1},
	    {"127.0.0.1:10050", -1},
	    {"unix:/1234567890123456789012345678901234567890123456789012345678"
	     "901234567890123456789012345678901234567890123456789",
		-1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct error wanted = {"none"};

		if (endpoint_check(cases[i].endpoint, &wanted) !=
		    cases[i].result)
			fail_msg("%s: %s", cases[i].endpoint, wanted.text);
	}
}

static void
a_unix_socket_has_the_mode_and_group_asked_for(void **state)
{
	struct listener_options o = {.mode = 0620,
	    .owner = (uid_t)-1,
	    .group = geteuid() == 0 ? 12 : getegid()};
	mode_t mask = umask(077);
	struct listener *l = must_open(endpoint, &o);
	struct stat st;

	(void)state;
	(void)umask(mask);
	assert_int_equal(stat(path, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0620);
	assert_int_equal(st.st_gid, o.group);
	assert_int_equal(stat(folder, &st), 0); /* made, as it was missing */
	assert_int_equal(st.st_mode & 07777, 0750);
	assert_int_equal(st.st_gid, o.group);
	listener_close(&l);
	assert_int_equal(stat(path, &st), -1);
}

static void
a_folder_for_everybodys_socket_is_open_to_everybody(void **state)
{
	struct listener_options o = plain;
	struct listener *l;
	struct stat st;

	(void)state;
	o.mode = 0666;
	l = must_open(path, &o); /* a bare path will do */
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0755);
	assert_string_equal(listener_endpoint(l), path);
	listener_close(&l);
}

static void
a_folder_that_is_there_is_left_as_it_is(void **state)
{
	struct listener *l;
	struct stat st;

	(void)state;
	assert_int_equal(mkdir(folder, 0711), 0);
	assert_int_equal(chmod(folder, 0711), 0);
	l = must_open(endpoint, &plain);
	assert_int_equal(stat(folder, &st), 0);
	assert_int_equal(st.st_mode & 07777, 0711);
	listener_close(&l);
}

static void
a_socket_file_of_the_dead_is_replaced(void **state)
{
	struct listener *l = must_open(endpoint, &plain), *again;
	int fd;

	(void)state;
	/* as if killed: the socket is closed, the file stays */
	fd = open("/dev/null", O_RDONLY);
	assert_int_equal(dup2(fd, listener_fd(l)), listener_fd(l));
	(void)close(fd);
	assert_int_equal(connect_to_path(), -1);
	again = must_open(endpoint, &plain);
	listener_close(&l); /* it is not its file any more */
	fd = connect_to_path();
	assert_true(fd >= 0);
	(void)close(fd);
	listener_close(&again);
	assert_int_equal(access(path, F_OK), -1);
}

static void
a_socket_that_somebody_answers_on_is_left_alone(void **state)
{
	struct listener *l = must_open(endpoint, &plain);
	int fd;

	(void)state;
	assert_open_fails(endpoint, "another program answers there: Address "
				    "already in use");
	fd = connect_to_path();
	assert_true(fd >= 0);
	(void)close(fd);
	listener_close(&l);
}

/* Counts who let it in, until there is nobody to ask any more. */
static void *
knock(void *stop)
{
	intptr_t let_in = 0;

	while (!atomic_load((atomic_bool *)stop)) {
		int fd = connect_to_path();

		if (fd != -1) {
			let_in++;
			(void)close(fd);
		}
	}
	return (void *)let_in;
}

static void
what_is_only_tried_lets_nobody_in_and_leaves_nothing(void **state)
{
	atomic_bool stop = false;
	struct error err = {""};
	pthread_t client;
	void *let_in;

	(void)state;
	assert_int_equal(pthread_create(&client, NULL, knock, &stop), 0);
	for (int i = 0; i < 5000; i++)
		assert_int_equal(listener_try(endpoint, &plain, &err), 0);
	atomic_store(&stop, true);
	assert_int_equal(pthread_join(client, &let_in), 0);
	assert_null(let_in);
	assert_int_equal(access(path, F_OK), -1);
}

static void
what_is_tried_says_why_it_can_not_be(void **state)
{
	struct listener *l = must_open(endpoint, &plain);
	struct error err = {""};

	(void)state;
	assert_int_equal(listener_try(endpoint, &plain, &err), -1);
	assert_non_null(strstr(err.text, "another program answers there"));
	listener_close(&l);
	l = must_open("inet:127.0.0.1:0", &plain);
	(void)snprintf(endpoint, sizeof(endpoint), "inet:127.0.0.1:%u",
	    ntohs(bound_to(l).sin_port));
	assert_int_equal(listener_try(endpoint, &plain, &err), -1);
	assert_non_null(strstr(err.text, "Address already in use"));
	listener_close(&l);
}

static void
a_file_that_is_no_socket_is_left_alone(void **state)
{
	int fd;

	(void)state;
	assert_int_equal(mkdir(folder, 0755), 0);
	fd = open(path, O_CREAT | O_WRONLY, 0644);
	assert_true(fd >= 0);
	(void)close(fd);
	assert_open_fails(endpoint, "there is something that is no socket");
	assert_int_equal(access(path, F_OK), 0);
}

static void
an_error_names_path_mode_and_main_cf(void **state)
{
	char wanted[512];

	(void)state;
	(void)snprintf(path, sizeof(path), "%s/a/b/policy", top);
	(void)snprintf(endpoint, sizeof(endpoint), "unix:%s", path);
	(void)snprintf(wanted, sizeof(wanted),
	    "unix:%s: making its folder: No such file or directory (socket of "
	    "mode 0660; in main.cf: check_policy_service { unix:%s, "
	    "timeout=10s, default_action=DUNNO })",
	    path, path);
	assert_open_fails(endpoint, wanted);
	assert_open_fails("unix:/var/spool/postfix/a/b/policy",
	    "check_policy_service { unix:a/b/policy, ");
}

static void
what_is_accepted_over_tcp_does_not_wait_to_send(void **state)
{
	struct listener *l = must_open("inet:127.0.0.1:0", &plain);
	struct sockaddr_in address = bound_to(l);
	int client = socket(AF_INET, SOCK_STREAM, 0), served, on = 0;
	socklen_t len = sizeof(on);

	(void)state;
	assert_int_equal(
	    connect(client, (struct sockaddr *)&address, sizeof(address)), 0);
	served = accept(listener_fd(l), NULL, NULL);
	assert_true(served >= 0);
	assert_int_equal(
	    getsockopt(served, IPPROTO_TCP, TCP_NODELAY, &on, &len), 0);
	assert_int_not_equal(on, 0);
	(void)close(served);
	(void)close(client);
	listener_close(&l);
}

static void
a_port_in_use_is_an_error_that_names_it(void **state)
{
	struct listener *l = must_open("inet:127.0.0.1:0", &plain);
	char where[64];

	(void)state;
	(void)snprintf(where, sizeof(where), "inet:127.0.0.1:%u",
	    ntohs(bound_to(l).sin_port));
	assert_open_fails(where, where);
	assert_open_fails(where, "Address already in use");
	listener_close(&l);
	listener_close(&l);
}

#define with_folder(test) \
	cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(endpoints_are_told_from_what_is_none),
	    with_folder(a_unix_socket_has_the_mode_and_group_asked_for),
	    with_folder(a_folder_for_everybodys_socket_is_open_to_everybody),
	    with_folder(a_folder_that_is_there_is_left_as_it_is),
	    with_folder(a_socket_file_of_the_dead_is_replaced),
	    with_folder(a_socket_that_somebody_answers_on_is_left_alone),
	    with_folder(what_is_only_tried_lets_nobody_in_and_leaves_nothing),
	    with_folder(what_is_tried_says_why_it_can_not_be),
	    with_folder(a_file_that_is_no_socket_is_left_alone),
	    with_folder(an_error_names_path_mode_and_main_cf),
	    cmocka_unit_test(what_is_accepted_over_tcp_does_not_wait_to_send),
	    cmocka_unit_test(a_port_in_use_is_an_error_that_names_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
