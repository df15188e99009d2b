/* SPDX-License-Identifier: BSD-2-Clause */
/* The list of a sweep: domains one a line, read as a stream. */

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/sweep.h"
#include "dns/name.h"

struct sweep_list {
	FILE *file;
	char *path;
	size_t number; /* of the line */
	char line[SWEEP_LINE_MAX + 2];
};

int
sweep_list_open(
    const char *path, struct sweep_list **list_out, struct error *err)
{
	bool is_stdin = strcmp(path, "-") == 0;
	FILE *file = is_stdin ? stdin : fopen(path, "re");
	struct sweep_list *list;

	if (file == NULL)
		return error_set(err, "%s: %s", path, strerror(errno));
	list = mem_zalloc(sizeof(*list));
	list->file = file;
	list->path = mem_strdup(is_stdin ? "standard input" : path);
	*list_out = list;
	return 0;
}

void
sweep_list_close(struct sweep_list **lp)
{
	struct sweep_list *list = *lp;

	if (list == NULL)
		return;
	*lp = NULL;
	if (list->file != stdin)
		(void)fclose(list->file);
	free(list->path);
	free(list);
}

/* What is left of a line: without blanks around it and comment.  Changed. */
static char *
trim(char *line)
{
	size_t len;

	line += strspn(line, " \t\r\n");
	line[strcspn(line, "#")] = '\0';
	for (len = strlen(line); len > 0; len--)
		if (strchr(" \t\r\n", line[len - 1]) == NULL)
			break;
	line[len] = '\0';
	return line;
}

static void
skip_line(FILE *file)
{
	int c;

	do
		c = getc(file);
	while (c != EOF && c != '\n');
}

/* 1: a line that holds something, in *text; 0: the end; -1: it is too long. */
static int
read_line(struct sweep_list *list, char **text)
{
	while (fgets(list->line, sizeof(list->line), list->file) != NULL) {
		list->number++;
		if (strchr(list->line, '\n') == NULL &&
		    strlen(list->line) > SWEEP_LINE_MAX) {
			skip_line(list->file);
			return -1;
		}
		*text = trim(list->line);
		if (**text != '\0')
			return 1;
	}
	return 0;
}

int
sweep_list_next(struct sweep_list *list, char *domain, struct error *err)
{
	char *text;
	int found = read_line(list, &text);

	if (found == 0)
		return 0;
	if (found == -1)
		error_set(err, "a line of more than %d octets, wanted a domain",
		    SWEEP_LINE_MAX);
	else if (dns_name_canonical(text, domain, err) == 0)
		return 1;
	error_prefix(err, "%s:%zu", list->path, list->number);
	return -1;
}

size_t
sweep_list_count(const char *path)
{
	struct sweep_list *list = NULL;
	struct stat stat_of;
	size_t n = 0;
	char *text;

	if (stat(path, &stat_of) == -1 || !S_ISREG(stat_of.st_mode) ||
	    sweep_list_open(path, &list, NULL) == -1)
		return 0;
	while (read_line(list, &text) != 0)
		n++;
	sweep_list_close(&list);
	return n;
}
