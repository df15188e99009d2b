# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_settings
tests_unit_test_settings_SOURCES = %D%/test_settings.c
tests_unit_test_settings_LDADD = $(unit_libs)
