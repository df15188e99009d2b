# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_mta_sts tests/unit/test_tls_rpt
tests_unit_test_mta_sts_SOURCES = %D%/test_mta_sts.c
tests_unit_test_mta_sts_LDADD = $(unit_libs)
tests_unit_test_tls_rpt_SOURCES = %D%/test_tls_rpt.c
tests_unit_test_tls_rpt_LDADD = $(unit_libs)
unit_tests += tests/unit/test_tlsa
tests_unit_test_tlsa_SOURCES = %D%/test_tlsa.c
tests_unit_test_tlsa_LDADD = $(unit_libs)

unit_tests += tests/unit/test_spf tests/unit/test_spf_walk
tests_unit_test_spf_SOURCES = %D%/test_spf.c
tests_unit_test_spf_LDADD = $(unit_libs)
tests_unit_test_spf_walk_SOURCES = %D%/test_spf_walk.c $(unit_dns_world)
tests_unit_test_spf_walk_LDADD = $(unit_libs)
unit_tests += tests/unit/test_dmarc
tests_unit_test_dmarc_SOURCES = %D%/test_dmarc.c $(unit_dns_world)
tests_unit_test_dmarc_LDADD = $(unit_libs)
unit_dns_world = tests/unit/dns_world.c tests/unit/dns_world.h
unit_tests += tests/unit/test_dkim
tests_unit_test_dkim_SOURCES = %D%/test_dkim.c
tests_unit_test_dkim_LDADD = $(unit_libs)
