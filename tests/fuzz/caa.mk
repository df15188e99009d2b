# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_property tests/fuzz/fuzz_value \
	tests/fuzz/fuzz_text tests/fuzz/fuzz_lint
tests_fuzz_fuzz_property_SOURCES = %D%/fuzz_property.c $(fuzz_main)
tests_fuzz_fuzz_property_LDADD = $(core_libs)
tests_fuzz_fuzz_property_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_value_SOURCES = %D%/fuzz_value.c $(fuzz_main)
tests_fuzz_fuzz_value_LDADD = $(core_libs)
tests_fuzz_fuzz_value_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_text_SOURCES = %D%/fuzz_text.c $(fuzz_main)
tests_fuzz_fuzz_text_LDADD = $(core_libs)
tests_fuzz_fuzz_text_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
tests_fuzz_fuzz_lint_SOURCES = %D%/fuzz_lint.c $(fuzz_main)
tests_fuzz_fuzz_lint_LDADD = $(core_libs)
tests_fuzz_fuzz_lint_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
