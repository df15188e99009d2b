# SPDX-License-Identifier: BSD-2-Clause
vectorsdir = $(pkgdatadir)/vectors
dist_vectors_DATA = %D%/caa-vectors.json %D%/caa-rdata-vectors.json \
	%D%/README.md

if HAVE_CMOCKA
check_PROGRAMS += tests/vectors/test_vectors tests/vectors/test_vectors_dns
TESTS += tests/vectors/test_vectors tests/vectors/test_vectors_dns
tests_vectors_test_vectors_SOURCES = %D%/test_vectors.c
tests_vectors_test_vectors_LDADD = cli/libcli.a $(unit_libs)
tests_vectors_test_vectors_dns_SOURCES = %D%/test_vectors_dns.c
tests_vectors_test_vectors_dns_LDADD = cli/libcli.a \
	tests/support/libsupport.a $(unit_libs)
endif
