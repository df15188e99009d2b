# SPDX-License-Identifier: BSD-2-Clause
unit_tests += tests/unit/test_ca_table tests/unit/test_ccadb \
	tests/unit/test_cli_ca tests/unit/test_csv tests/unit/test_dn \
	tests/unit/test_facts tests/unit/test_facts_names tests/unit/test_chain \
	tests/unit/test_issuer
certs = tests/support/certs.c tests/support/certs.h
tests_unit_test_ca_table_SOURCES = %D%/test_ca_table.c
tests_unit_test_ca_table_LDADD = $(unit_libs)
tests_unit_test_ccadb_SOURCES = %D%/test_ccadb.c
tests_unit_test_ccadb_LDADD = $(unit_libs)
tests_unit_test_cli_ca_SOURCES = %D%/test_cli_ca.c $(cli_run) $(certs)
tests_unit_test_cli_ca_LDADD = $(cli_test_libs)
tests_unit_test_csv_SOURCES = %D%/test_csv.c
tests_unit_test_csv_LDADD = $(unit_libs)
tests_unit_test_dn_SOURCES = %D%/test_dn.c
tests_unit_test_dn_LDADD = $(unit_libs)
tests_unit_test_facts_SOURCES = %D%/test_facts.c $(certs)
tests_unit_test_facts_LDADD = $(unit_libs)
tests_unit_test_facts_names_SOURCES = %D%/test_facts_names.c $(certs)
tests_unit_test_facts_names_LDADD = $(unit_libs)
evidence_certs = tests/support/evidence_certs.c tests/support/evidence_certs.h
tests_unit_test_chain_SOURCES = %D%/test_chain.c $(evidence_certs)
tests_unit_test_chain_LDADD = $(unit_libs)
tests_unit_test_issuer_SOURCES = %D%/test_issuer.c $(evidence_certs) $(certs)
tests_unit_test_issuer_LDADD = $(unit_libs)
