/* SPDX-License-Identifier: BSD-2-Clause */
/* Who the program runs as. */

#ifndef DAEMON_PRIVILEGES_H
#define DAEMON_PRIVILEGES_H

#include <stdbool.h>
#include <sys/types.h>

struct error;

struct privileges {
	bool drop;  /* we are root, and run.user or run.group says otherwise */
	char *user; /* or NULL: only the group changes */
	uid_t uid;  /* (uid_t)-1: stays */
	gid_t gid;  /* (gid_t)-1: stays */
};

/*
 * Look the names up ("": none given).  Started as another than root, a program
 * stays who it is.  -1: *err names the setting.
 */
int privileges_find(const char *user, const char *group, struct privileges *out,
    struct error *err);
void privileges_fini(struct privileges *);

/* For good, which is tried: -1 where it could be undone. */
int privileges_drop(const struct privileges *, struct error *err);

/* A group's id, or (gid_t)-1 for ""; -1 and *err where there is none. */
int privileges_group(
    const char *setting, const char *name, gid_t *gid_out, struct error *err);

#endif
