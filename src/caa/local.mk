# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/binding.c %D%/binding.h \
	%D%/climb.c %D%/climb.h \
	%D%/evaluate.c %D%/evaluate.h \
	%D%/lexer.c %D%/lexer.h \
	%D%/lint.c %D%/lint.h \
	%D%/lint_mend.c \
	%D%/lint_parameters.c \
	%D%/lint_parts.h \
	%D%/lint_repair.c \
	%D%/lint_value.c \
	%D%/presentation.c \
	%D%/property.c %D%/property.h \
	%D%/set.c %D%/set.h \
	%D%/value.c %D%/value.h
