# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_climb tests/unit/test_evaluate \
	tests/unit/test_lint tests/unit/test_property tests/unit/test_set tests/unit/test_value
tests_unit_test_climb_SOURCES = %D%/test_climb.c
tests_unit_test_climb_LDADD = $(unit_libs)
tests_unit_test_evaluate_SOURCES = %D%/test_evaluate.c
tests_unit_test_evaluate_LDADD = $(unit_libs)
tests_unit_test_property_SOURCES = %D%/test_property.c
tests_unit_test_property_LDADD = $(unit_libs)
tests_unit_test_set_SOURCES = %D%/test_set.c
tests_unit_test_set_LDADD = $(unit_libs)
tests_unit_test_value_SOURCES = %D%/test_value.c
tests_unit_test_value_LDADD = $(unit_libs)
tests_unit_test_lint_SOURCES = %D%/test_lint.c
tests_unit_test_lint_LDADD = $(unit_libs)
