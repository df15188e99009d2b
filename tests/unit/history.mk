# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_history
tests_unit_test_history_SOURCES = %D%/test_history.c
tests_unit_test_history_LDADD = $(unit_libs)
