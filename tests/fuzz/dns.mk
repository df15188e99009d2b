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
fuzz_targets += tests/fuzz/fuzz_standins
tests_fuzz_fuzz_standins_SOURCES = %D%/fuzz_standins.c $(fuzz_main)
tests_fuzz_fuzz_standins_LDADD = $(core_libs)
tests_fuzz_fuzz_standins_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
