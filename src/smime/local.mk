# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/address.c %D%/address.h \
	%D%/cms.c %D%/cms.h %D%/cms_parts.h \
	%D%/cms_certs.c \
	%D%/cms_enveloped.c \
	%D%/cms_id.c \
	%D%/cms_signed.c \
	%D%/cms_verify.c \
	%D%/decode.c \
	%D%/der.c %D%/der.h \
	%D%/digests.c %D%/digests.h \
	%D%/header.c %D%/header.h \
	%D%/label.c \
	%D%/lines.c %D%/lines.h \
	%D%/media.c %D%/media.h \
	%D%/smime.c %D%/smime.h \
	%D%/view.c %D%/view.h \
	%D%/walk.c %D%/walk.h
