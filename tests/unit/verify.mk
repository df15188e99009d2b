# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_judge
tests_unit_test_judge_SOURCES = %D%/test_judge.c
tests_unit_test_judge_LDADD = $(unit_libs)
