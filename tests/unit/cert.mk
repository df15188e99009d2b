# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_ca_table
tests_unit_test_ca_table_SOURCES = %D%/test_ca_table.c
tests_unit_test_ca_table_LDADD = $(unit_libs)
