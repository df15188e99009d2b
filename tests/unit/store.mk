# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_store
tests_unit_test_store_SOURCES = %D%/test_store.c
tests_unit_test_store_LDADD = $(unit_libs)
