# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_guard tests/unit/test_look \
	tests/unit/test_probe_reply tests/unit/test_probe_result \
	tests/unit/test_prober tests/unit/test_turns
tests_unit_test_guard_SOURCES = %D%/test_guard.c
tests_unit_test_guard_LDADD = $(unit_libs)
tests_unit_test_look_SOURCES = %D%/test_look.c
tests_unit_test_look_LDADD = tests/support/libsupport.a $(unit_libs)
tests_unit_test_prober_SOURCES = %D%/test_prober.c
tests_unit_test_prober_LDADD = tests/support/libsupport.a $(unit_libs)
tests_unit_test_turns_SOURCES = %D%/test_turns.c
tests_unit_test_turns_LDADD = $(unit_libs)
tests_unit_test_probe_reply_SOURCES = %D%/test_probe_reply.c
tests_unit_test_probe_reply_LDADD = $(unit_libs)
tests_unit_test_probe_result_SOURCES = %D%/test_probe_result.c
tests_unit_test_probe_result_LDADD = $(unit_libs)
unit_tests += tests/unit/test_kept
tests_unit_test_kept_SOURCES = %D%/test_kept.c $(evidence_certs)
tests_unit_test_kept_LDADD = $(unit_libs)
