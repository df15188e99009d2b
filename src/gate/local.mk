# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/domains.h \
	%D%/gate.h \
	%D%/status.h
