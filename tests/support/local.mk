# SPDX-License-Identifier: BSD-2-Clause
check_LIBRARIES += tests/support/libsupport.a
tests_support_libsupport_a_SOURCES = %D%/fakedns.c %D%/fakedns.h
