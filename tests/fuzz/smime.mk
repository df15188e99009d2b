# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_smime tests/fuzz/fuzz_cms
tests_fuzz_fuzz_smime_SOURCES = %D%/fuzz_smime.c $(fuzz_main)
tests_fuzz_fuzz_smime_LDADD = $(core_libs)
tests_fuzz_fuzz_smime_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_cms_SOURCES = %D%/fuzz_cms.c $(fuzz_main)
tests_fuzz_fuzz_cms_LDADD = $(core_libs)
tests_fuzz_fuzz_cms_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
