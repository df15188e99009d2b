/* SPDX-License-Identifier: BSD-2-Clause */
/* Runs the command line in this process and keeps what it said. */

#include "tests/unit/clirun.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/cli.h"

static char program[] = "caagate";
static char conf[] = "/tmp/caagate-test-XXXXXX";

int
clirun_setup(void **state)
{
	const char *folder = getenv("CAAGATE_SRCDIR");
	int fd = mkstemp(conf);
	FILE *file = fd != -1 ? fdopen(fd, "w") : NULL;

	(void)state;
	if (file == NULL || (folder != NULL && chdir(folder) == -1))
		abort();
	fputs("ca: { table = \"tests/data/cli/cas.csv\"; };\n", file);
	return fclose(file);
}

int
clirun_teardown(void **state)
{
	(void)state;
	return unlink(conf);
}

static struct clirun
run(int argc, char **argv)
{
	struct clirun r = {0, NULL, NULL};
	size_t out_len, err_len;
	FILE *out = open_memstream(&r.out, &out_len);
	FILE *err = open_memstream(&r.err, &err_len);

	if (out == NULL || err == NULL)
		abort();
	r.code = cli_main(argc, argv, out, err);
	fclose(out);
	fclose(err);
	return r;
}

/* getopt wants arguments that it may move; nothing writes into them. */
static int
copy_args(const char *const *args, char **argv)
{
	int argc = 1;

	argv[0] = program;
	while (args[argc - 1] != NULL) {
		argv[argc] = (char *)(uintptr_t)args[argc - 1];
		argc++;
	}
	argv[argc] = NULL;
	return argc;
}

struct clirun
clirun_bare(const char *const *args)
{
	char *argv[CLIRUN_ARGS + 2];

	return run(copy_args(args, argv), argv);
}

struct clirun
clirun(const char *const *args)
{
	const char *all[CLIRUN_ARGS + 5];
	char *argv[CLIRUN_ARGS + 6];
	int n = 0;

	/* Behind the verb, so that `--` may stand further on. */
	all[n++] = args[0];
	all[n++] = "--config";
	all[n++] = conf;
	all[n++] = "--resolver";
	all[n++] = "none";
	for (int i = 1; args[i] != NULL; i++)
		all[n++] = args[i];
	all[n] = NULL;
	return run(copy_args(all, argv), argv);
}

void
clirun_fini(struct clirun *r)
{
	free(r->out);
	free(r->err);
}
