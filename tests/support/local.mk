# SPDX-License-Identifier: BSD-2-Clause
check_LIBRARIES += tests/support/libsupport.a
tests_support_libsupport_a_SOURCES = %D%/fakedns.c %D%/fakedns.h \
	%D%/certs.c %D%/certs.h %D%/tlsd.c %D%/tlsd.h \
	%D%/peers_json.c %D%/peers_json.h
check_PROGRAMS += tests/support/peerlook
tests_support_peerlook_SOURCES = %D%/peerlook.c
tests_support_peerlook_LDADD = tests/support/libsupport.a $(core_libs)
EXTRA_DIST += tests/support/libmilter.tsan
