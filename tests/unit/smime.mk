# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_smime tests/unit/test_smime_header
smime_say = %D%/smime_say.c %D%/smime_say.h
tests_unit_test_smime_SOURCES = %D%/test_smime.c $(smime_say)
tests_unit_test_smime_LDADD = $(unit_libs)
tests_unit_test_smime_header_SOURCES = %D%/test_smime_header.c $(smime_say)
tests_unit_test_smime_header_LDADD = $(unit_libs)
EXTRA_DIST += tests/data/smime
unit_tests += tests/unit/test_smime_hostile
tests_unit_test_smime_hostile_SOURCES = %D%/test_smime_hostile.c $(smime_say) \
	$(certs)
tests_unit_test_smime_hostile_LDADD = $(unit_libs)
unit_tests += tests/unit/test_smime_verdict
tests_unit_test_smime_verdict_SOURCES = %D%/test_smime_verdict.c $(smime_say)
tests_unit_test_smime_verdict_LDADD = $(unit_libs)
