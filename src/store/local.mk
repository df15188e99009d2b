# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/internal.h \
	%D%/open.c \
	%D%/store.c %D%/store.h
