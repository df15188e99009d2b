# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/answer.c %D%/answer.h \
	%D%/name.c %D%/name.h \
	%D%/resolver.h \
	%D%/trail.c %D%/trail.h \
	%D%/zone.c %D%/zone.h \
	%D%/zone_data.h \
	%D%/zone_load.c \
	%D%/zone_text.c %D%/zone_text.h
