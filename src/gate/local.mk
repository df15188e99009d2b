# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/domains.c %D%/domains.h \
	%D%/gate.c %D%/gate.h \
	%D%/merge.c \
	%D%/shadow.c %D%/shadow.h \
	%D%/standing.c %D%/standing.h \
	%D%/status.c %D%/status.h \
	%D%/waiver.c %D%/waiver.h
