# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_mta_sts_record
tests_fuzz_fuzz_mta_sts_record_SOURCES = %D%/fuzz_mta_sts_record.c $(fuzz_main)
tests_fuzz_fuzz_mta_sts_record_LDADD = $(core_libs)
tests_fuzz_fuzz_mta_sts_record_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_mta_sts_policy
tests_fuzz_fuzz_mta_sts_policy_SOURCES = %D%/fuzz_mta_sts_policy.c $(fuzz_main)
tests_fuzz_fuzz_mta_sts_policy_LDADD = $(core_libs)
tests_fuzz_fuzz_mta_sts_policy_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_spf tests/fuzz/fuzz_spf_walk
tests_fuzz_fuzz_spf_SOURCES = %D%/fuzz_spf.c $(fuzz_main)
tests_fuzz_fuzz_spf_LDADD = $(core_libs)
tests_fuzz_fuzz_spf_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_spf_walk_SOURCES = %D%/fuzz_spf_walk.c $(fuzz_main)
tests_fuzz_fuzz_spf_walk_LDADD = $(core_libs)
tests_fuzz_fuzz_spf_walk_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_dmarc
tests_fuzz_fuzz_dmarc_SOURCES = %D%/fuzz_dmarc.c $(fuzz_main)
tests_fuzz_fuzz_dmarc_LDADD = $(core_libs)
tests_fuzz_fuzz_dmarc_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_dkim tests/fuzz/fuzz_tlsa
tests_fuzz_fuzz_dkim_SOURCES = %D%/fuzz_dkim.c $(fuzz_main)
tests_fuzz_fuzz_dkim_LDADD = $(core_libs)
tests_fuzz_fuzz_dkim_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_tlsa_SOURCES = %D%/fuzz_tlsa.c $(fuzz_main)
tests_fuzz_fuzz_tlsa_LDADD = $(core_libs)
tests_fuzz_fuzz_tlsa_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
