# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/climb.h \
	%D%/evaluate.h \
	%D%/lexer.c %D%/lexer.h \
	%D%/presentation.c \
	%D%/property.c %D%/property.h \
	%D%/set.h \
	%D%/value.h
