# SPDX-License-Identifier: BSD-2-Clause
policyd_libs = policyd/libpolicyd.a $(unit_libs)
unit_tests += tests/unit/test_http tests/unit/test_listener \
	tests/unit/test_manager tests/unit/test_metrics tests/unit/test_reply \
	tests/unit/test_request tests/unit/test_server \
	tests/unit/test_service
tests_unit_test_listener_SOURCES = %D%/test_listener.c
tests_unit_test_listener_LDADD = $(policyd_libs)
tests_unit_test_reply_SOURCES = %D%/test_reply.c
tests_unit_test_reply_LDADD = $(policyd_libs)
tests_unit_test_request_SOURCES = %D%/test_request.c
tests_unit_test_request_LDADD = $(policyd_libs)
tests_unit_test_server_SOURCES = %D%/test_server.c
tests_unit_test_server_LDADD = $(policyd_libs)
tests_unit_test_service_SOURCES = %D%/test_service.c
tests_unit_test_service_LDADD = $(policyd_libs)
tests_unit_test_http_SOURCES = %D%/test_http.c
tests_unit_test_http_LDADD = $(policyd_libs)
tests_unit_test_manager_SOURCES = %D%/test_manager.c
tests_unit_test_manager_LDADD = $(policyd_libs)
tests_unit_test_metrics_SOURCES = %D%/test_metrics.c
tests_unit_test_metrics_LDADD = $(policyd_libs)
