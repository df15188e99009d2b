# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_name tests/unit/test_answer
tests_unit_test_name_SOURCES = %D%/test_name.c
tests_unit_test_name_LDADD = $(unit_libs)
tests_unit_test_answer_SOURCES = %D%/test_answer.c
tests_unit_test_answer_LDADD = $(unit_libs)
unit_tests += tests/unit/test_zone
tests_unit_test_zone_SOURCES = %D%/test_zone.c
tests_unit_test_zone_LDADD = $(unit_libs)
unit_tests += tests/unit/test_servers tests/unit/test_message \
	tests/unit/test_resolver tests/unit/test_resolver_queries \
	tests/unit/test_resolver_zones
resolver_world = %D%/resolver_world.c %D%/resolver_world.h \
	%D%/resolver_script.c
tests_unit_test_servers_SOURCES = %D%/test_servers.c
tests_unit_test_servers_LDADD = $(unit_libs)
tests_unit_test_message_SOURCES = %D%/test_message.c
tests_unit_test_message_LDADD = $(unit_libs)
tests_unit_test_resolver_SOURCES = %D%/test_resolver.c $(resolver_world)
tests_unit_test_resolver_LDADD = tests/support/libsupport.a $(unit_libs)
tests_unit_test_resolver_queries_SOURCES = %D%/test_resolver_queries.c \
	$(resolver_world)
tests_unit_test_resolver_queries_LDADD = $(tests_unit_test_resolver_LDADD)
tests_unit_test_resolver_zones_SOURCES = %D%/test_resolver_zones.c \
	$(resolver_world)
tests_unit_test_resolver_zones_LDADD = $(tests_unit_test_resolver_LDADD)
unit_tests += tests/unit/test_rdata
tests_unit_test_rdata_SOURCES = %D%/test_rdata.c
tests_unit_test_rdata_LDADD = $(unit_libs)
unit_tests += tests/unit/test_memory
tests_unit_test_memory_SOURCES = %D%/test_memory.c
tests_unit_test_memory_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_window
tests_unit_test_window_SOURCES = %D%/test_window.c
tests_unit_test_window_LDADD = tests/support/libsupport.a $(unit_libs)
unit_tests += tests/unit/test_wire
tests_unit_test_wire_SOURCES = %D%/test_wire.c
tests_unit_test_wire_LDADD = $(unit_libs)
