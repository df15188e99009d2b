/* SPDX-License-Identifier: BSD-2-Clause */
/* The service manager: what it hands over, and what it is told. */

#include "tests/unit/unit.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "base/error.h"
#include "daemon/listener.h"
#include "daemon/manager.h"

static void
set_number(const char *name, long value)
{
	char text[32];

	(void)snprintf(text, sizeof(text), "%ld", value);
	assert_int_equal(setenv(name, text, 1), 0);
}

static void
sockets_are_taken_once_with_their_names(void **state)
{
	struct manager_sockets s;
	struct error err;

	(void)state;
	set_number("LISTEN_PID", (long)getpid());
	set_number("LISTEN_FDS", 3);
	assert_int_equal(setenv("LISTEN_FDNAMES", "policy:http", 1), 0);
	assert_int_equal(manager_take_sockets(&s, &err), 0);
	assert_int_equal(s.n, 3);
	assert_int_equal(s.list[0].fd, 3);
	assert_string_equal(s.list[0].name, "policy");
	assert_string_equal(s.list[1].name, "http");
	assert_int_equal(s.list[2].fd, 5);
	assert_string_equal(s.list[2].name, "");
	for (size_t i = 0; i < s.n; i++)
		s.list[i].fd = -1; /* not ours to close */
	manager_sockets_fini(&s);
	assert_null(getenv("LISTEN_FDS"));
	assert_int_equal(manager_take_sockets(&s, &err), 0);
	assert_int_equal(s.n, 0);
}

static void
sockets_of_another_process_are_left_alone(void **state)
{
	static const char *const bad[] = {"", "x", "-1", "0", "1x"};
	struct manager_sockets s;
	struct error err;

	(void)state;
	set_number("LISTEN_FDS", 1);
	set_number("LISTEN_PID", (long)getpid() + 1);
	assert_int_equal(manager_take_sockets(&s, &err), 0);
	assert_int_equal(s.n, 0);
	set_number("LISTEN_PID", (long)getpid());
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(setenv("LISTEN_FDS", bad[i], 1), 0);
		assert_int_equal(manager_take_sockets(&s, &err), 0);
		assert_int_equal(s.n, 0);
	}
	set_number("LISTEN_FDS", MANAGER_SOCKETS_MAX + 1);
	assert_int_equal(manager_take_sockets(&s, &err), -1);
	(void)unsetenv("LISTEN_FDS");
}

/* One word to a socket of this name; an abstract one begins with `@`. */
static void
tell(const char *name)
{
	struct sockaddr_un a = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	char text[64] = "";

	memcpy(a.sun_path, name, strlen(name));
	if (name[0] == '@')
		a.sun_path[0] = '\0';
	assert_int_equal(
	    bind(fd, (const struct sockaddr *)&a,
		(socklen_t)(offsetof(struct sockaddr_un, sun_path) +
			    strlen(name))),
	    0);
	assert_int_equal(setenv("NOTIFY_SOCKET", name, 1), 0);
	assert_true(manager_listens());
	manager_tell("READY=%d\n", 1);
	assert_int_equal(recv(fd, text, sizeof(text) - 1, MSG_DONTWAIT), 8);
	assert_string_equal(text, "READY=1\n");
	(void)close(fd);
	manager_tell("nobody is there any more\n");
	(void)unlink(name);
}

static void
the_manager_is_told_where_it_listens(void **state)
{
	char name[64];

	(void)state;
	(void)snprintf(
	    name, sizeof(name), "/tmp/test_manager.%ld", (long)getpid());
	tell(name);
	(void)snprintf(name, sizeof(name), "@test_manager.%ld", (long)getpid());
	tell(name);
	assert_int_equal(setenv("NOTIFY_SOCKET", "vsock:1", 1), 0);
	assert_false(manager_listens());
	(void)unsetenv("NOTIFY_SOCKET");
	assert_false(manager_listens());
	manager_tell("nothing\n");
}

static void
the_watchdog_is_that_of_this_process(void **state)
{
	(void)state;
	(void)unsetenv("WATCHDOG_PID");
	assert_int_equal(manager_watchdog_us(), 0);
	set_number("WATCHDOG_USEC", 2000000);
	assert_int_equal(manager_watchdog_us(), 2000000);
	set_number("WATCHDOG_PID", (long)getpid());
	assert_int_equal(manager_watchdog_us(), 2000000);
	set_number("WATCHDOG_PID", (long)getpid() + 1);
	assert_int_equal(manager_watchdog_us(), 0);
}

static void
assert_not_adopted(int fd)
{
	struct listener *l = NULL;
	struct error err = {""};

	assert_int_equal(listener_adopt(fd, &l, &err), -1);
	assert_non_null(strstr(err.text, "want a listening stream socket"));
	assert_null(l);
	if (fd != -1)
		assert_int_equal(close(fd), 0);
}

static void
only_a_listening_stream_socket_is_adopted(void **state)
{
	(void)state;
	assert_not_adopted(-1);
	assert_not_adopted(open("/dev/null", O_RDONLY | O_CLOEXEC));
	assert_not_adopted(socket(AF_INET, SOCK_STREAM, 0));
	assert_not_adopted(socket(AF_INET, SOCK_DGRAM, 0));
}

static void
an_adopted_socket_is_known_by_its_address(void **state)
{
	static const struct listener_options o = {
	    .mode = 0600, .owner = (uid_t)-1, .group = (gid_t)-1};
	struct listener *opened = NULL, *l = NULL;
	char endpoint[96], path[64];
	struct error err = {""};

	(void)state;
	(void)snprintf(
	    path, sizeof(path), "/tmp/test_manager.%ld.s", (long)getpid());
	(void)snprintf(endpoint, sizeof(endpoint), "unix:%s", path);
	assert_int_equal(listener_open(endpoint, &o, &opened, &err), 0);
	assert_int_equal(listener_adopt(dup(listener_fd(opened)), &l, &err), 0);
	assert_string_equal(listener_endpoint(l), endpoint);
	assert_true(listener_is_at(l, path));
	assert_false(listener_is_at(l, "unix:/tmp"));
	assert_false(listener_is_at(l, "nonsense"));
	assert_true(listener_is_local(l));
	listener_close(&l);
	assert_int_equal(access(path, F_OK), 0); /* its owner removes it */
	listener_close(&opened);
	assert_int_equal(access(path, F_OK), -1);
}

static void
addresses_are_one_however_they_are_written(void **state)
{
	static const struct listener_options o = {
	    .mode = 0600, .owner = (uid_t)-1, .group = (gid_t)-1};
	struct listener *opened = NULL, *all = NULL, *l = NULL;
	struct error err = {""};

	(void)state;
	assert_int_equal(
	    listener_open("inet:127.0.0.1:0", &o, &opened, &err), 0);
	assert_int_equal(listener_adopt(dup(listener_fd(opened)), &l, &err), 0);
	assert_true(listener_is_at(opened, "inet:127.0.0.1:00"));
	assert_false(listener_is_at(opened, "inet:127.0.0.2:0"));
	assert_false(listener_is_at(l, "inet:127.0.0.1:0")); /* a real port */
	assert_true(listener_is_local(l));
	assert_int_equal(listener_open("inet:0.0.0.0:0", &o, &all, &err), 0);
	assert_false(listener_is_local(all));
	listener_close(&all);
	listener_close(&l);
	listener_close(&opened);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
	    cmocka_unit_test(sockets_are_taken_once_with_their_names),
	    cmocka_unit_test(sockets_of_another_process_are_left_alone),
	    cmocka_unit_test(the_manager_is_told_where_it_listens),
	    cmocka_unit_test(the_watchdog_is_that_of_this_process),
	    cmocka_unit_test(only_a_listening_stream_socket_is_adopted),
	    cmocka_unit_test(an_adopted_socket_is_known_by_its_address),
	    cmocka_unit_test(addresses_are_one_however_they_are_written),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
