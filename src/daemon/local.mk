# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/acceptor.c %D%/acceptor.h \
	%D%/complaint.c %D%/complaint.h \
	%D%/figures.c %D%/figures.h \
	%D%/http.c %D%/http.h \
	%D%/http_request.c %D%/http_request.h \
	%D%/listener.c %D%/listener.h %D%/listener_parts.h \
	%D%/listener_name.c \
	%D%/loop.c %D%/loop.h \
	%D%/manager.c %D%/manager.h \
	%D%/monitor.c %D%/monitor.h \
	%D%/options.c %D%/options.h \
	%D%/peer.c %D%/peer.h \
	%D%/privileges.c %D%/privileges.h \
	%D%/pulse.c %D%/pulse.h \
	%D%/storekeeper.c %D%/storekeeper.h
