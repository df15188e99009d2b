# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += cli/libcli.a
cli_libcli_a_SOURCES =
cli_libcli_a_SOURCES += cli/vectors.c cli/vectors.h cli/vectors_run.c \
	cli/vectors_world.c
