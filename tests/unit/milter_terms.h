/* SPDX-License-Identifier: BSD-2-Clause */
/* Terms of the milter from settings written in a test. */

#ifndef UNIT_MILTER_TERMS_H
#define UNIT_MILTER_TERMS_H

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"
#include "milter/terms.h"

static inline struct terms *
terms_of(const char *text)
{
	char path[] = "/tmp/caagate-terms-XXXXXX";
	int fd = mkstemp(path);
	char *whole =
	    mem_printf("ca: { table = \"%s/conf/caa-identifiers.csv\"; };\n%s",
		getenv("CAAGATE_SRCDIR"), text);
	struct terms *terms = NULL;
	struct error err = {""};

	assert_int_not_equal(fd, -1);
	assert_true(write(fd, whole, strlen(whole)) > 0);
	(void)close(fd);
	if (terms_load(path, &terms, &err) == -1)
		fail_msg("%s", err.text);
	(void)unlink(path);
	free(whole);
	return terms;
}

#endif
