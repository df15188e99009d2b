/* SPDX-License-Identifier: BSD-2-Clause */
/* Who the program runs as. */

#include "daemon/privileges.h"

#include <errno.h>
#include <grp.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

int
privileges_group(
    const char *setting, const char *name, gid_t *gid_out, struct error *err)
{
	const struct group *group;

	*gid_out = (gid_t)-1;
	if (name[0] == '\0')
		return 0;
	group = getgrnam(name);
	if (group == NULL)
		return error_set(err,
		    "%s: found \"%s\", want the name of a group of this system",
		    setting, name);
	*gid_out = group->gr_gid;
	return 0;
}

int
privileges_find(const char *user, const char *group, struct privileges *out,
    struct error *err)
{
	const struct passwd *pw;
	gid_t gid;

	*out = (struct privileges){.uid = (uid_t)-1, .gid = (gid_t)-1};
	if (geteuid() != 0 || (user[0] == '\0' && group[0] == '\0'))
		return 0;
	if (privileges_group("run.group", group, &gid, err) == -1)
		return -1;
	out->drop = true;
	out->gid = gid;
	if (user[0] == '\0')
		return 0;
	pw = getpwnam(user);
	if (pw == NULL)
		return error_set(err,
		    "run.user: found \"%s\", want the name of a user of this "
		    "system",
		    user);
	out->uid = pw->pw_uid;
	if (gid == (gid_t)-1)
		out->gid = pw->pw_gid;
	out->user = mem_strdup(user);
	return 0;
}

void
privileges_fini(struct privileges *p)
{
	free(p->user);
	p->user = NULL;
}

int
privileges_drop(const struct privileges *p, struct error *err)
{
	int rc;

	if (!p->drop)
		return 0;
	rc = p->user != NULL ? initgroups(p->user, p->gid) : setgroups(0, NULL);
	if (rc == -1 || setgid(p->gid) == -1 ||
	    (p->user != NULL && setuid(p->uid) == -1))
		return error_set(
		    err, "run.user, run.group: %s", strerror(errno));
	if (p->user != NULL && p->uid != 0 &&
	    (setuid(0) == 0 || seteuid(0) == 0 || getuid() != p->uid ||
		geteuid() != p->uid || getgid() != p->gid ||
		getegid() != p->gid))
		return error_set(
		    err, "run.user: root's privileges could be had again");
	return 0;
}
