/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * A main() for fuzz targets without a fuzzer: feeds them each file named, or
 * the whole of tests/fuzz/corpus/NAME for a program called fuzz_NAME.
 */

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
replay_file(const char *path)
{
	static uint8_t data[1 << 20];
	FILE *f = fopen(path, "rb");
	uint8_t *exact;
	size_t n;

	if (f == NULL) {
		perror(path);
		return -1;
	}
	n = fread(data, 1, sizeof(data), f);
	(void)fclose(f);
	exact = malloc(n > 0 ? n : 1); /* so that ASan sees a read past it */
	if (exact == NULL)
		return -1;
	memcpy(exact, data, n);
	(void)LLVMFuzzerTestOneInput(exact, n);
	free(exact);
	return 0;
}

static int
replay_folder(const char *folder)
{
	DIR *dir = opendir(folder);
	const struct dirent *entry;
	int replayed = 0;

	if (dir == NULL) {
		perror(folder);
		return -1;
	}
	while ((entry = readdir(dir)) != NULL) {
		char path[8192];

		if (entry->d_name[0] == '.')
			continue;
		(void)snprintf(
		    path, sizeof(path), "%s/%s", folder, entry->d_name);
		if (replay_file(path) == 0)
			replayed++;
	}
	(void)closedir(dir);
	return replayed;
}

int
main(int argc, char **argv)
{
	const char *srcdir = getenv("CAAGATE_SRCDIR");
	const char *name = strstr(argv[0], "fuzz_");
	char folder[4096];
	int replayed = 0;

	if (argc > 1) {
		for (int i = 1; i < argc; i++)
			if (replay_file(argv[i]) == -1)
				return 1;
		return 0;
	}
	if (name == NULL || srcdir == NULL) {
		(void)fprintf(stderr, "usage: %s FILE...\n", argv[0]);
		return 64;
	}
	(void)snprintf(folder, sizeof(folder), "%s/tests/fuzz/corpus/%s",
	    srcdir, name + strlen("fuzz_"));
	replayed = replay_folder(folder);
	(void)printf("%s: %d inputs replayed\n", name, replayed);
	return replayed > 0 ? 0 : 1;
}
