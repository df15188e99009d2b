# SPDX-License-Identifier: BSD-2-Clause
EXTRA_DIST += tests/unit/milter_terms.h
milter_libs = milter/libmilterlib.a $(unit_libs) $(MILTER_LIBS)
unit_tests += tests/unit/test_authres tests/unit/test_envelope \
	tests/unit/test_macros tests/unit/test_milter_reply \
	tests/unit/test_milter_settings tests/unit/test_report
tests_unit_test_authres_SOURCES = %D%/test_authres.c
tests_unit_test_authres_LDADD = $(milter_libs)
tests_unit_test_envelope_SOURCES = %D%/test_envelope.c
tests_unit_test_envelope_LDADD = $(milter_libs)
tests_unit_test_macros_SOURCES = %D%/test_macros.c
tests_unit_test_macros_LDADD = $(milter_libs)
tests_unit_test_milter_reply_SOURCES = %D%/test_milter_reply.c
tests_unit_test_milter_reply_LDADD = $(milter_libs)
tests_unit_test_milter_settings_SOURCES = %D%/test_milter_settings.c
tests_unit_test_milter_settings_LDADD = $(milter_libs)
tests_unit_test_report_SOURCES = %D%/test_report.c
tests_unit_test_report_LDADD = $(milter_libs)
