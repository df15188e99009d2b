# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/aside.c \
	%D%/change.c \
	%D%/examine.c \
	%D%/folder.c \
	%D%/foreign.c \
	%D%/format.c \
	%D%/guard.c %D%/guard.h \
	%D%/internal.h \
	%D%/lasting.c \
	%D%/open.c %D%/open_reading.c \
	%D%/spare.c \
	%D%/store.c %D%/store.h \
	%D%/txn.c \
	%D%/usage.c
