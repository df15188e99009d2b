# SPDX-License-Identifier: BSD-2-Clause
# policyd/: a library, and a main.c of a few lines.
noinst_LIBRARIES += policyd/libpolicyd.a
policyd_libpolicyd_a_SOURCES = \
	%D%/acceptor.c %D%/acceptor.h \
	%D%/connection.c %D%/connection.h \
	%D%/listener.c %D%/listener.h \
	%D%/logline.c %D%/logline.h \
	%D%/options.c %D%/options.h \
	%D%/peer.c %D%/peer.h \
	%D%/privileges.c %D%/privileges.h \
	%D%/program.c %D%/program.h \
	%D%/reply.c %D%/reply.h \
	%D%/request.c %D%/request.h \
	%D%/sender.c %D%/sender.h \
	%D%/server.c %D%/server.h \
	%D%/service.c %D%/service.h

sbin_PROGRAMS += policyd/caagate-policyd
policyd_caagate_policyd_SOURCES = %D%/main.c
policyd_caagate_policyd_LDADD = policyd/libpolicyd.a $(core_libs)
