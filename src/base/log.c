/* SPDX-License-Identifier: BSD-2-Clause */
/* The log of a program. */

#include "base/log.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <syslog.h>
#include <unistd.h>

#include "base/buf.h"

#define LOG_HELD_MAX 65536 /* octets held back before they are written */
#define LOG_PROGRAM_SIZE 64
#define LOG_LINE_SIZE 1024 /* log_printf cuts there */

static struct {
	pthread_mutex_t lock;
	char program[LOG_PROGRAM_SIZE];
	enum log_to to;
	enum log_level level;
	struct buf held;
	log_notify_cb *notify;
	void *notify_arg;
} the_log = {.lock = PTHREAD_MUTEX_INITIALIZER,
    .program = "caagate",
    .level = LOG_LEVEL_INFO};

static const int log_priority[] = {LOG_ERR, LOG_WARNING, LOG_INFO, LOG_DEBUG};
static const char *const log_word[] = {"error", "warning", "info", "debug"};

void
log_open(const char *program, enum log_to to, enum log_level level)
{
	log_flush();
	(void)pthread_mutex_lock(&the_log.lock);
	(void)snprintf(the_log.program, sizeof(the_log.program), "%s", program);
	the_log.to = to;
	__atomic_store_n(&the_log.level, level, __ATOMIC_RELAXED);
	if (to == LOG_TO_SYSLOG)
		openlog(the_log.program, LOG_PID | LOG_NDELAY, LOG_MAIL);
	(void)pthread_mutex_unlock(&the_log.lock);
}

bool
log_wants(enum log_level level)
{
	return level <= __atomic_load_n(&the_log.level, __ATOMIC_RELAXED);
}

static void
log_write_out(struct buf *lines)
{
	size_t done = 0;

	while (done < lines->len) {
		ssize_t n =
		    write(STDERR_FILENO, lines->data + done, lines->len - done);

		if (n == -1 && errno != EINTR)
			break; /* nobody is left to tell */
		if (n > 0)
			done += (size_t)n;
	}
	buf_clear(lines);
}

static void
log_put_line(enum log_level level, const char *text, size_t len)
{
	/* without printf: a busy policy server logs 100,000 lines a second */
	if (the_log.to == LOG_TO_JOURNAL) {
		buf_putc(&the_log.held, '<');
		buf_putc(&the_log.held, (char)('0' + log_priority[level]));
		buf_putc(&the_log.held, '>');
	} else {
		buf_puts(&the_log.held, the_log.program);
		buf_puts(&the_log.held, ": ");
		buf_puts(&the_log.held, log_word[level]);
		buf_puts(&the_log.held, ": ");
	}
	buf_put(&the_log.held, text, len);
	buf_putc(&the_log.held, '\n');
}

void
log_write(enum log_level level, const char *text, size_t len)
{
	bool first;

	if (!log_wants(level))
		return;
	if (the_log.to == LOG_TO_SYSLOG) {
		syslog(log_priority[level], "%.*s", (int)len, text);
		return;
	}
	(void)pthread_mutex_lock(&the_log.lock);
	first = the_log.held.len == 0;
	log_put_line(level, text, len);
	if (the_log.notify == NULL || level <= LOG_LEVEL_WARN ||
	    the_log.held.len > LOG_HELD_MAX)
		log_write_out(&the_log.held);
	else if (first)
		the_log.notify(the_log.notify_arg);
	(void)pthread_mutex_unlock(&the_log.lock);
}

void
log_printf(enum log_level level, const char *format, ...)
{
	va_list ap;
	char text[LOG_LINE_SIZE];
	int n;

	if (!log_wants(level))
		return;
	va_start(ap, format);
	n = vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	if (n < 0)
		return;
	log_write(level, text, strlen(text));
}

void
log_hold(log_notify_cb *notify, void *arg)
{
	(void)pthread_mutex_lock(&the_log.lock);
	the_log.notify = notify;
	the_log.notify_arg = arg;
	if (the_log.held.len > 0)
		log_write_out(&the_log.held);
	(void)pthread_mutex_unlock(&the_log.lock);
}

void
log_flush(void)
{
	(void)pthread_mutex_lock(&the_log.lock);
	if (the_log.held.len > 0)
		log_write_out(&the_log.held);
	(void)pthread_mutex_unlock(&the_log.lock);
}
