# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/check.c %D%/facts.c %D%/settings_parts.h \
	%D%/settings.c %D%/settings.h %D%/settings.tbl
