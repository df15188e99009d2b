# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_message tests/fuzz/fuzz_zone
tests_fuzz_fuzz_message_SOURCES = %D%/fuzz_message.c $(fuzz_main)
tests_fuzz_fuzz_message_LDADD = $(core_libs)
tests_fuzz_fuzz_message_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_zone_SOURCES = %D%/fuzz_zone.c $(fuzz_main)
tests_fuzz_fuzz_zone_LDADD = $(core_libs)
tests_fuzz_fuzz_zone_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_rdata
tests_fuzz_fuzz_rdata_SOURCES = %D%/fuzz_rdata.c $(fuzz_main)
tests_fuzz_fuzz_rdata_LDADD = $(core_libs)
tests_fuzz_fuzz_rdata_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
fuzz_targets += tests/fuzz/fuzz_stubs
tests_fuzz_fuzz_stubs_SOURCES = %D%/fuzz_stubs.c $(fuzz_main)
tests_fuzz_fuzz_stubs_LDADD = $(core_libs)
tests_fuzz_fuzz_stubs_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
