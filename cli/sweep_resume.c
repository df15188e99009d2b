/* SPDX-License-Identifier: BSD-2-Clause */
/* The file of a sweep's results: begun, or found and gone on with. */

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "base/error.h"
#include "cli/sweep.h"
#include "dns/name.h"

/* The members that stand first in a line, so that a file of gigabytes is read
 * without parsing it. */
#define RESUME_HEAD 2048 /* octets that hold them */

struct resume {
	const char *path;
	struct sweep_names *names;
	struct sweep_counts *counts;
	size_t number; /* of the line */
};

/* The text of a member of the line's head, or NULL. */
static const char *
head_member(const char *head, const char *key, size_t *len_out)
{
	const char *at = strstr(head, key);

	if (at == NULL)
		return NULL;
	at += strlen(key);
	*len_out = strcspn(at, "\"");
	return at[*len_out] == '"' ? at : NULL;
}

static int
take_line(struct resume *r, const char *line, size_t len, struct error *err)
{
	char head[RESUME_HEAD + 1], domain[DNS_NAME_SIZE];
	size_t n = len < RESUME_HEAD ? len : RESUME_HEAD;
	size_t domain_len = 0, verdict_len = 0;
	enum check_verdict verdict;
	const char *name, *says;

	r->number++;
	memcpy(head, line, n);
	head[n] = '\0';
	name = head_member(head, "\"domain\":\"", &domain_len);
	says = head_member(head, "\"verdict\":\"", &verdict_len);
	if (strncmp(head, "{\"schema\":", 10) != 0 || name == NULL ||
	    says == NULL || domain_len >= sizeof(domain) ||
	    line[len - 1] != '}' ||
	    check_verdict_from_text(says, verdict_len, &verdict) == -1)
		return error_set(err,
		    "%s:%zu: found another line, wanted a result of caagate "
		    "check --file LIST --out",
		    r->path, r->number);
	memcpy(domain, name, domain_len);
	domain[domain_len] = '\0';
	if (sweep_names_add(r->names, domain))
		r->counts->verdicts[verdict]++;
	return 0;
}

/* Reads up to the last whole line; returns where it ends, or -1. */
static off_t
take_file(struct resume *r, FILE *file, struct error *err)
{
	char *line = NULL;
	size_t size = 0;
	off_t end = 0;
	ssize_t len;

	while ((len = getline(&line, &size, file)) > 0) {
		if (line[len - 1] != '\n')
			break;
		if (len < 2 || take_line(r, line, (size_t)len - 1, err) == -1) {
			end = -1;
			break;
		}
		end += len;
	}
	free(line);
	return end;
}

static int
go_on(struct resume *r, FILE *file, struct error *err)
{
	off_t end = take_file(r, file, err);

	if (end == -1)
		return -1;
	if (ftruncate(fileno(file), end) == -1 ||
	    fseeko(file, end, SEEK_SET) == -1)
		return error_set(
		    err, "%s: can't go on: %s", r->path, strerror(errno));
	return 0;
}

static int
lock(int fd, const char *path, struct error *err)
{
	if (flock(fd, LOCK_EX | LOCK_NB) == 0)
		return 0;
	return error_set(err, "%s: %s", path,
	    errno == EWOULDBLOCK ? "another run writes to it"
				 : strerror(errno));
}

int
sweep_resume(const char *path, bool go_on_with, struct sweep_names *names,
    struct sweep_counts *counts, FILE **out, struct error *err)
{
	struct resume r = {path, names, counts, 0};
	int flags = O_RDWR | O_CREAT | O_CLOEXEC | (go_on_with ? 0 : O_EXCL);
	int fd = open(path, flags, 0666);
	FILE *file;

	if (fd == -1)
		return error_set(err, "%s: %s%s", path, strerror(errno),
		    errno == EEXIST ? "; --resume goes on with it" : "");
	file = lock(fd, path, err) == 0 ? fdopen(fd, "r+") : NULL;
	if (file == NULL) {
		(void)close(fd);
		return -1;
	}
	if (go_on(&r, file, err) == -1) {
		(void)fclose(file);
		return -1;
	}
	*out = file;
	return 0;
}
