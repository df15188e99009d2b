# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/codec.c %D%/codec.h \
	%D%/history.c %D%/history.h \
	%D%/observe.c \
	%D%/value.c %D%/value.h
