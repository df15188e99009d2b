# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/evidence.h \
	%D%/finding.h \
	%D%/gather.h \
	%D%/judge.h \
	%D%/rules.tbl
