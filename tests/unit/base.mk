# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_text tests/unit/test_clock
tests_unit_test_text_SOURCES = %D%/test_text.c
tests_unit_test_text_LDADD = $(unit_libs)
tests_unit_test_clock_SOURCES = %D%/test_clock.c
tests_unit_test_clock_LDADD = $(unit_libs)
unit_tests += tests/unit/test_map
tests_unit_test_map_SOURCES = %D%/test_map.c
tests_unit_test_map_LDADD = $(unit_libs)
