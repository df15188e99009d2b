# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_name tests/unit/test_answer
tests_unit_test_name_SOURCES = %D%/test_name.c
tests_unit_test_name_LDADD = $(unit_libs)
tests_unit_test_answer_SOURCES = %D%/test_answer.c
tests_unit_test_answer_LDADD = $(unit_libs)
unit_tests += tests/unit/test_zone
tests_unit_test_zone_SOURCES = %D%/test_zone.c
tests_unit_test_zone_LDADD = $(unit_libs)
