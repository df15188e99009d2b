# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_judge
tests_unit_test_judge_SOURCES = %D%/test_judge.c
tests_unit_test_judge_LDADD = $(unit_libs)
unit_tests += tests/unit/test_mend
tests_unit_test_mend_SOURCES = %D%/test_mend.c
tests_unit_test_mend_LDADD = $(unit_libs)
unit_tests += tests/unit/test_rules
tests_unit_test_rules_SOURCES = %D%/test_rules.c \
	%D%/rules_fixes.c %D%/rules_fixes.h \
	%D%/rules_world.c %D%/rules_world.h
tests_unit_test_rules_LDADD = $(unit_libs)
unit_tests += tests/unit/test_tlsa_match
tests_unit_test_tlsa_match_SOURCES = %D%/test_tlsa_match.c
tests_unit_test_tlsa_match_LDADD = $(unit_libs)
unit_tests += tests/unit/test_evidence
tests_unit_test_evidence_SOURCES = %D%/test_evidence.c \
	%D%/rules_world.c %D%/rules_world.h
tests_unit_test_evidence_LDADD = $(unit_libs)
unit_tests += tests/unit/test_gather
tests_unit_test_gather_SOURCES = %D%/test_gather.c $(evidence_certs)
tests_unit_test_gather_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_alike tests/unit/test_plan_sts \
	tests/unit/test_tls_verdict
tests_unit_test_alike_SOURCES = %D%/test_alike.c
tests_unit_test_alike_LDADD = $(unit_libs)
tests_unit_test_plan_sts_SOURCES = %D%/test_plan_sts.c
tests_unit_test_plan_sts_LDADD = $(unit_libs)
tests_unit_test_tls_verdict_SOURCES = %D%/test_tls_verdict.c
tests_unit_test_tls_verdict_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_iodef
tests_unit_test_iodef_SOURCES = %D%/test_iodef.c
tests_unit_test_iodef_LDADD = $(unit_libs)
