/* SPDX-License-Identifier: BSD-2-Clause */
/* The settings of caagate-policyd: read, used, and read again. */

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/log.h"
#include "daemon/http.h"
#include "daemon/manager.h"
#include "engine/engine.h"
#include "policyd/program.h"
#include "policyd/program_parts.h"
#include "policyd/server.h"
#include "policyd/service.h"
#include "settings/settings.h"

/* The UNIX sockets' options; no endpoint may be named twice. */
static int
program_listener_options(const struct settings *s,
    const struct privileges *privileges, struct listener_options *out,
    struct error *err)
{
	*out = (struct listener_options){0};
	out->mode = (mode_t)strtoul(s->policy_socket_mode, NULL, 8) & 0777;
	out->owner = privileges->uid;
	if (privileges_group("policy.socket_group", s->policy_socket_group,
		&out->group, err) == -1)
		return -1;
	for (size_t i = 0; i < s->policy_listen.n; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(s->policy_listen.list[i],
				s->policy_listen.list[j]) == 0)
				return error_set(err,
				    "policy.listen: \"%s\" is named twice",
				    s->policy_listen.list[i]);
	return 0;
}

int
program_load(const char *path, struct settings **settings_out,
    struct privileges *privileges_out, struct listener_options *options_out,
    struct error *err)
{
	struct settings *s;
	struct privileges privileges = {0};

	if (settings_load(path, &s, err) == -1)
		return -1;
	if (privileges_find(s->run_user, s->run_group, &privileges, err) ==
		-1 ||
	    program_listener_options(s, &privileges, options_out, err) == -1) {
		error_prefix(err, "%s", path);
		privileges_fini(&privileges);
		settings_free(&s);
		return -1;
	}
	*settings_out = s;
	*privileges_out = privileges;
	return 0;
}

/* Postfix's spawn(8) gives the client to us as standard error too. */
static bool
program_is_stderr_the_client(void)
{
	struct stat client, log;

	return fstat(STDIN_FILENO, &client) == 0 &&
	       fstat(STDERR_FILENO, &log) == 0 && S_ISSOCK(log.st_mode) &&
	       client.st_dev == log.st_dev && client.st_ino == log.st_ino;
}

void
program_open_log(const struct program *p, enum log_to to, enum log_level level)
{
	if (p->options.serve && program_is_stderr_the_client())
		to = LOG_TO_SYSLOG;
	log_open(PROGRAM_NAME, to, level);
}

int
program_listen(struct program *p, const struct settings *s,
    const struct listener_options *options, struct error *err)
{
	if (p->options.serve)
		return 0;
	/* whoever is let in for mail finds the pages there, too */
	if (http_listen(p->http, s->http_listen, options, err) == -1)
		return -1;
	return server_listen(p->server,
	    (const char *const *)s->policy_listen.list, s->policy_listen.n,
	    options, err);
}

/* The store may move and the user may change at the next start only. */
static void
program_warn_kept(const struct settings *was, const struct settings *now)
{
	if (strcmp(was->store_path, now->store_path) != 0 ||
	    was->store_size != now->store_size)
		log_printf(LOG_LEVEL_WARN,
		    "store.path and store.size change at the next start");
	if (strcmp(was->run_user, now->run_user) != 0 ||
	    strcmp(was->run_group, now->run_group) != 0)
		log_printf(LOG_LEVEL_WARN,
		    "run.user and run.group change at the next start");
}

/* All of the new settings, or none. */
static int
program_apply(struct program *p, struct settings *next,
    const struct listener_options *options, struct error *err)
{
	if (engine_set_settings(p->engine, next, err) == -1)
		return -1;
	if (program_listen(p, next, options, err) == -1) {
		/* what it had it can have again */
		(void)program_listen(p, p->settings, options, NULL);
		(void)engine_set_settings(p->engine, p->settings, NULL);
		return -1;
	}
	service_set_settings(p->service, next);
	p->pages.settings = next;
	p->pages.monitor.process.loaded = clock_wall();
	program_open_log(
	    p, (enum log_to)next->log_to, (enum log_level)next->log_level);
	program_warn_kept(p->settings, next);
	settings_free(&p->settings);
	p->settings = next;
	return 0;
}

void
program_reload(evutil_socket_t number, short what, void *arg)
{
	struct program *p = arg;
	struct listener_options options;
	struct privileges privileges = {0};
	struct settings *next = NULL;
	struct error err;

	(void)number, (void)what;
	manager_tell(
	    "RELOADING=1\nMONOTONIC_USEC=%" PRId64 "\n", clock_steady_us());
	if (program_load(p->options.path, &next, &privileges, &options, &err) ==
		-1 ||
	    program_apply(p, next, &options, &err) == -1) {
		log_printf(LOG_LEVEL_ERROR,
		    "reload: %s; the settings stay as they were", err.text);
		settings_free(&next);
		p->pages.monitor.process.reload_failures++;
	} else {
		p->pages.monitor.process.reloads++;
		log_printf(LOG_LEVEL_INFO, "reload: new settings from %s",
		    p->options.path);
	}
	manager_tell("READY=1\n");
	privileges_fini(&privileges);
}
