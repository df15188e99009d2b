# SPDX-License-Identifier: BSD-2-Clause
# policyd/: a library, and a main.c of a few lines.
noinst_LIBRARIES += policyd/libpolicyd.a
policyd_libpolicyd_a_SOURCES = \
	%D%/changeline.c %D%/changeline.h \
	%D%/connection.c %D%/connection.h \
	%D%/counters.c %D%/counters.h \
	%D%/domain_json.c %D%/domain_json.h \
	%D%/logline.c %D%/logline.h \
	%D%/metrics.c %D%/metrics.h \
	%D%/pages.c %D%/pages.h \
	%D%/program.c %D%/program.h %D%/program_parts.h \
	%D%/program_adopt.c \
	%D%/program_load.c \
	%D%/reply.c %D%/reply.h \
	%D%/request.c %D%/request.h \
	%D%/sender.c %D%/sender.h \
	%D%/server.c %D%/server.h \
	%D%/service.c %D%/service.h

sbin_PROGRAMS += policyd/caagate-policyd
policyd_caagate_policyd_SOURCES = %D%/main.c
policyd_caagate_policyd_LDADD = policyd/libpolicyd.a $(core_libs)
