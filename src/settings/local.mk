# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/settings.c %D%/settings.h %D%/settings.tbl
