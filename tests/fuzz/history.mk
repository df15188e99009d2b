# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_history
tests_fuzz_fuzz_history_SOURCES = %D%/fuzz_history.c $(fuzz_main)
tests_fuzz_fuzz_history_LDADD = $(core_libs)
tests_fuzz_fuzz_history_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
