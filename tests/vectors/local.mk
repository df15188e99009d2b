# SPDX-License-Identifier: BSD-2-Clause
vectorsdir = $(pkgdatadir)/vectors
dist_vectors_DATA = %D%/caa-vectors.json %D%/caa-rdata-vectors.json \
	%D%/README.md

if HAVE_CMOCKA
check_PROGRAMS += tests/vectors/test_vectors
TESTS += tests/vectors/test_vectors
tests_vectors_test_vectors_SOURCES = %D%/test_vectors.c
tests_vectors_test_vectors_LDADD = cli/libcli.a $(unit_libs)
endif
