# SPDX-License-Identifier: BSD-2-Clause
engine_world = %D%/engine_world.c %D%/engine_world.h
unit_tests += tests/unit/test_engine
tests_unit_test_engine_SOURCES = %D%/test_engine.c $(engine_world)
tests_unit_test_engine_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_upkeep
tests_unit_test_upkeep_SOURCES = %D%/test_upkeep.c
tests_unit_test_upkeep_LDADD = $(unit_libs)
unit_tests += tests/unit/test_history_prune
tests_unit_test_history_prune_SOURCES = %D%/test_history_prune.c
tests_unit_test_history_prune_LDADD = $(unit_libs)
unit_tests += tests/unit/test_engine_peers
tests_unit_test_engine_peers_SOURCES = %D%/test_engine_peers.c \
	$(engine_world) $(evidence_certs)
tests_unit_test_engine_peers_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_told
tests_unit_test_told_SOURCES = %D%/test_told.c
tests_unit_test_told_LDADD = $(unit_libs)
unit_tests += tests/unit/test_selectors
tests_unit_test_selectors_SOURCES = %D%/test_selectors.c
tests_unit_test_selectors_LDADD = $(unit_libs)
