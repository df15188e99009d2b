# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_waiver
tests_fuzz_fuzz_waiver_SOURCES = %D%/fuzz_waiver.c $(fuzz_main)
tests_fuzz_fuzz_waiver_LDADD = $(core_libs)
tests_fuzz_fuzz_waiver_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_shadow
tests_fuzz_fuzz_shadow_SOURCES = %D%/fuzz_shadow.c $(fuzz_main)
tests_fuzz_fuzz_shadow_LDADD = $(core_libs)
tests_fuzz_fuzz_shadow_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
