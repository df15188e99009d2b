# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/engine.c %D%/engine.h \
	%D%/jobs.c %D%/jobs.h \
	%D%/verify.c %D%/verify.h \
	%D%/world.c %D%/world.h
