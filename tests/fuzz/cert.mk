# SPDX-License-Identifier: BSD-2-Clause
# tests_fuzz_fuzz_X_SOURCES = %D%/fuzz_X.c $(fuzz_main); _LDADD = $(core_libs);
# _LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
EXTRA_DIST += tests/data/ca
