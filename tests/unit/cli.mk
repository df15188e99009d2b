# SPDX-License-Identifier: BSD-2-Clause
cli_tests = tests/unit/test_cli_text tests/unit/test_cli_json \
	tests/unit/test_cli_usage tests/unit/test_cli_rules \
	tests/unit/test_cli_check tests/unit/test_cli_sweep \
	tests/unit/test_cli_status
cli_run = %D%/clirun.c %D%/clirun.h
cli_test_libs = cli/libcli.a $(unit_libs)
unit_tests += $(cli_tests)
tests_unit_test_cli_text_SOURCES = %D%/test_cli_text.c $(cli_run)
tests_unit_test_cli_text_LDADD = $(cli_test_libs)
tests_unit_test_cli_json_SOURCES = %D%/test_cli_json.c $(cli_run)
tests_unit_test_cli_json_LDADD = $(cli_test_libs)
tests_unit_test_cli_usage_SOURCES = %D%/test_cli_usage.c $(cli_run)
tests_unit_test_cli_usage_LDADD = $(cli_test_libs)
tests_unit_test_cli_rules_SOURCES = %D%/test_cli_rules.c $(cli_run)
tests_unit_test_cli_rules_LDADD = $(cli_test_libs)
tests_unit_test_cli_check_SOURCES = %D%/test_cli_check.c $(cli_run)
tests_unit_test_cli_check_LDADD = $(cli_test_libs)
tests_unit_test_cli_sweep_SOURCES = %D%/test_cli_sweep.c $(cli_run)
tests_unit_test_cli_sweep_LDADD = $(cli_test_libs)
tests_unit_test_cli_status_SOURCES = %D%/test_cli_status.c $(cli_run)
tests_unit_test_cli_status_LDADD = $(cli_test_libs)
unit_tests += tests/unit/test_cli_history
tests_unit_test_cli_history_SOURCES = %D%/test_cli_history.c $(cli_run)
tests_unit_test_cli_history_LDADD = $(cli_test_libs)
TESTS += tests/unit/test_caagate
dist_check_SCRIPTS += tests/unit/test_caagate
EXTRA_DIST += tests/data/cli
