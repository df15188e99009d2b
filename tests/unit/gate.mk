# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_gate tests/unit/test_status \
	tests/unit/test_domains tests/unit/test_waiver
tests_unit_test_gate_SOURCES = %D%/test_gate.c
tests_unit_test_gate_LDADD = $(unit_libs)
tests_unit_test_status_SOURCES = %D%/test_status.c
tests_unit_test_status_LDADD = $(unit_libs)
tests_unit_test_domains_SOURCES = %D%/test_domains.c
tests_unit_test_domains_LDADD = $(unit_libs)
tests_unit_test_waiver_SOURCES = %D%/test_waiver.c
tests_unit_test_waiver_LDADD = $(unit_libs)
unit_tests += tests/unit/test_life
tests_unit_test_life_SOURCES = %D%/test_life.c
tests_unit_test_life_LDADD = $(unit_libs)
