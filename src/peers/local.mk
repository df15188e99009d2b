# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/codec.c \
	%D%/judge.c \
	%D%/looks.c %D%/looks.h \
	%D%/peers.c %D%/peers.h \
	%D%/smime_verdict.c %D%/smime_verdict.h
