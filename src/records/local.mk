# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/dkim.c %D%/dkim.h \
	%D%/dkim_tags.c %D%/dkim_tags.h \
	%D%/dmarc.c %D%/dmarc.h \
	%D%/dmarc_uri.c %D%/dmarc_uri.h \
	%D%/dmarc_walk.c %D%/dmarc_walk.h \
	%D%/mta_sts_fields.c %D%/mta_sts_fields.h \
	%D%/mta_sts_pattern.c \
	%D%/mta_sts_policy.c %D%/mta_sts_policy.h \
	%D%/mta_sts_record.c %D%/mta_sts_record.h \
	%D%/spf.c %D%/spf.h \
	%D%/spf_check.c %D%/spf_walk.c %D%/spf_walk.h \
	%D%/spf_identity.c %D%/spf_identity.h \
	%D%/spf_macro.c \
	%D%/spf_network.c %D%/spf_network.h \
	%D%/tls_rpt.c %D%/tls_rpt.h \
	%D%/tlsa.c %D%/tlsa.h
