# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_authres
tests_fuzz_fuzz_authres_SOURCES = %D%/fuzz_authres.c $(fuzz_main)
tests_fuzz_fuzz_authres_LDADD = milter/libmilterlib.a $(core_libs) $(MILTER_LIBS)
tests_fuzz_fuzz_authres_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_macros
tests_fuzz_fuzz_macros_SOURCES = %D%/fuzz_macros.c $(fuzz_main)
tests_fuzz_fuzz_macros_LDADD = milter/libmilterlib.a $(core_libs) $(MILTER_LIBS)
tests_fuzz_fuzz_macros_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
