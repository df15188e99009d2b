# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/answer.c %D%/answer.h \
	%D%/memory.c %D%/memory.h \
	%D%/message.c %D%/message.h \
	%D%/name.c %D%/name.h \
	%D%/question.c %D%/question_judge.c \
	%D%/question_parts.h %D%/question_zones.c %D%/question.h \
	%D%/rdata.c %D%/rdata.h \
	%D%/resolver.c %D%/resolver.h \
	%D%/servers.c %D%/servers.h \
	%D%/standins.c %D%/standins.h \
	%D%/trail.c %D%/trail.h \
	%D%/upstream.c %D%/upstream.h \
	%D%/window.c %D%/window.h \
	%D%/wire.c %D%/wire.h \
	%D%/zone.c %D%/zone.h \
	%D%/zone_data.h \
	%D%/zone_load.c \
	%D%/zone_text.c %D%/zone_text.h
