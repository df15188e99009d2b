# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_peers
tests_unit_test_peers_SOURCES = %D%/test_peers.c \
	%D%/rules_world.c %D%/rules_world.h
tests_unit_test_peers_LDADD = tests/support/libsupport.a $(unit_libs)
