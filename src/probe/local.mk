# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/guard.c %D%/guard.h %D%/guard_kind.c %D%/guard_parts.h \
	%D%/kept.c %D%/kept.h \
	%D%/lane.c \
	%D%/look.c %D%/look.h %D%/look_curl.c %D%/look_parts.h \
	%D%/recall.c %D%/recall.h \
	%D%/probe.c %D%/probe.h %D%/probe_parts.h %D%/prober.c \
	%D%/pump.c %D%/pump.h \
	%D%/reply.c %D%/reply.h \
	%D%/result.c %D%/result.h \
	%D%/table.c %D%/table.h \
	%D%/tls.c %D%/tls.h \
	%D%/turns.c %D%/turns.h %D%/turns_parts.h \
	%D%/verdict.c %D%/verdict.h \
	%D%/visit.c
