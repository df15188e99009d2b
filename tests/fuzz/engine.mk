# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_selectors
tests_fuzz_fuzz_selectors_SOURCES = %D%/fuzz_selectors.c $(fuzz_main)
tests_fuzz_fuzz_selectors_LDADD = $(core_libs)
tests_fuzz_fuzz_selectors_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
