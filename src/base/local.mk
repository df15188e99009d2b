# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/buf.c %D%/buf.h \
	%D%/clock.c %D%/clock.h \
	%D%/cursor.h \
	%D%/endpoint.c %D%/endpoint.h \
	%D%/error.c %D%/error.h \
	%D%/file.c %D%/file.h \
	%D%/log.c %D%/log.h \
	%D%/map.c %D%/map.h \
	%D%/mem.c %D%/mem.h \
	%D%/pool.c %D%/pool.h \
	%D%/settings.c %D%/settings.h %D%/settings_sample.c \
	%D%/settings_value.c %D%/settings_value.h \
	%D%/text.c %D%/text.h
