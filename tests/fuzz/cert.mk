# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_certificate tests/fuzz/fuzz_csv \
	tests/fuzz/fuzz_dn
tests_fuzz_fuzz_certificate_SOURCES = %D%/fuzz_certificate.c $(fuzz_main)
tests_fuzz_fuzz_certificate_LDADD = $(core_libs)
tests_fuzz_fuzz_certificate_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_csv_SOURCES = %D%/fuzz_csv.c $(fuzz_main)
tests_fuzz_fuzz_csv_LDADD = $(core_libs)
tests_fuzz_fuzz_csv_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_dn_SOURCES = %D%/fuzz_dn.c $(fuzz_main)
tests_fuzz_fuzz_dn_LDADD = $(core_libs)
tests_fuzz_fuzz_dn_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
EXTRA_DIST += tests/data/ca
