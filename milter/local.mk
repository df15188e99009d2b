# SPDX-License-Identifier: BSD-2-Clause
# milter/: a library, and a main.c of a few lines.
noinst_LIBRARIES += milter/libmilterlib.a
milter_libmilterlib_a_SOURCES = \
	%D%/address.c %D%/address.h \
	%D%/asking.c %D%/asking.h \
	%D%/authres.c %D%/authres.h \
	%D%/authres_read.c %D%/authres_read.h \
	%D%/callbacks.c %D%/callbacks.h \
	%D%/clerk.c %D%/clerk.h %D%/clerk_parts.h \
	%D%/clerk_calls.c \
	%D%/clerk_selectors.c \
	%D%/client.c %D%/client.h \
	%D%/counters.c %D%/counters.h \
	%D%/field.c %D%/field.h \
	%D%/finish.c %D%/finish.h \
	%D%/gate_from.c %D%/gate_from.h \
	%D%/head.c %D%/head.h \
	%D%/issuer_names.c %D%/issuer_names.h \
	%D%/learn.c %D%/learn.h \
	%D%/logline.c %D%/logline.h \
	%D%/macros.c %D%/macros.h \
	%D%/metrics.c %D%/metrics.h \
	%D%/milter.c %D%/milter.h \
	%D%/mta.c %D%/mta.h \
	%D%/negotiate.c %D%/negotiate.h \
	%D%/pages.c %D%/pages.h \
	%D%/program.c %D%/program.h %D%/program_parts.h \
	%D%/program_life.c \
	%D%/readers.c %D%/readers.h \
	%D%/recipients.c %D%/recipients.h \
	%D%/reply.c %D%/reply.h \
	%D%/report.c %D%/report.h \
	%D%/report_client.c %D%/report_client.h \
	%D%/report_servers.c %D%/report_servers.h \
	%D%/report_smime.c %D%/report_smime.h %D%/report_smime_parts.h \
	%D%/report_smime_encrypted.c \
	%D%/session.c %D%/session.h \
	%D%/socket.c %D%/socket.h \
	%D%/spool.c %D%/spool.h \
	%D%/terms.c %D%/terms.h

sbin_PROGRAMS += milter/caagate-milter
milter_caagate_milter_SOURCES = %D%/main.c
milter_caagate_milter_LDADD = milter/libmilterlib.a $(core_libs) $(MILTER_LIBS)
