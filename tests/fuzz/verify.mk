# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_evidence
tests_fuzz_fuzz_evidence_SOURCES = %D%/fuzz_evidence.c $(fuzz_main)
tests_fuzz_fuzz_evidence_LDADD = $(core_libs)
tests_fuzz_fuzz_evidence_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
