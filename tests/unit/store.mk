# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_store
store_format = %D%/store_format.c %D%/store_format.h
tests_unit_test_store_SOURCES = %D%/test_store.c $(store_format)
tests_unit_test_store_LDADD = $(unit_libs)
unit_tests += tests/unit/test_store_first
tests_unit_test_store_first_SOURCES = %D%/test_store_first.c
tests_unit_test_store_first_LDADD = $(unit_libs)

unit_tests += tests/unit/test_lasting
tests_unit_test_lasting_SOURCES = %D%/test_lasting.c $(store_format)
tests_unit_test_lasting_LDADD = $(unit_libs)
