/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The log of a program: only frontends write to it.  Any thread may.  A line
 * is printable ASCII by the caller's care (text_put_escaped) and has no final
 * line feed.
 */

#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>
#include <stddef.h>

struct error;

enum log_level {
	LOG_LEVEL_ERROR,
	LOG_LEVEL_WARN,
	LOG_LEVEL_INFO,
	LOG_LEVEL_DEBUG
};
enum log_to { LOG_TO_STDERR, LOG_TO_SYSLOG, LOG_TO_JOURNAL };

/*
 * stderr: `program: level: text`.  journal: standard error with the <N> prefix
 * that systemd reads.  syslog: facility mail.  May be called again.
 */
void log_open(const char *program, enum log_to, enum log_level);

bool log_wants(enum log_level);
void log_write(enum log_level, const char *text, size_t len);
void log_printf(enum log_level, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/*
 * Lines for stderr and journal may be held back and written together: after
 * log_hold(notify, arg) each first line held since the last flush calls
 * notify(arg), on the thread that logged, and the caller sees to it that
 * log_flush runs soon.  Errors and warnings are never held.  NULL ends it.
 */
typedef void log_notify_cb(void *arg);
void log_hold(log_notify_cb *notify, void *arg);
void log_flush(void);

#endif
