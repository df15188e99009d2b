# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/evidence.c %D%/evidence.h \
	%D%/finding.c %D%/finding.h \
	%D%/gather.c %D%/gather.h \
	%D%/judge.c %D%/judge.h \
	%D%/rules.tbl \
	%D%/rules_caa.c %D%/rules_caa.h
