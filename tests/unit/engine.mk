# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_engine
tests_unit_test_engine_SOURCES = %D%/test_engine.c
tests_unit_test_engine_LDADD = tests/support/libsupport.a $(unit_libs)
