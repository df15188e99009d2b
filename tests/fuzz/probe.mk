# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_guard
tests_fuzz_fuzz_guard_SOURCES = %D%/fuzz_guard.c $(fuzz_main)
tests_fuzz_fuzz_guard_LDADD = $(core_libs)
tests_fuzz_fuzz_guard_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_reply
tests_fuzz_fuzz_reply_SOURCES = %D%/fuzz_reply.c $(fuzz_main)
tests_fuzz_fuzz_reply_LDADD = $(core_libs)
tests_fuzz_fuzz_reply_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
