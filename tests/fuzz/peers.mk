# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_peers tests/fuzz/fuzz_kept
tests_fuzz_fuzz_peers_SOURCES = %D%/fuzz_peers.c $(fuzz_main)
tests_fuzz_fuzz_peers_LDADD = $(core_libs)
tests_fuzz_fuzz_peers_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_kept_SOURCES = %D%/fuzz_kept.c $(fuzz_main)
tests_fuzz_fuzz_kept_LDADD = $(core_libs)
tests_fuzz_fuzz_kept_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
