# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/answer.c %D%/answer.h \
	%D%/name.c %D%/name.h \
	%D%/resolver.h \
	%D%/zone.h
