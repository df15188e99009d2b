# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += cli/libcli.a
cli_libcli_a_SOURCES =
cli_libcli_a_SOURCES += cli/vectors.c cli/vectors.h cli/vectors_run.c \
	cli/vectors_world.c
# The verbs and their frame.
cli_libcli_a_SOURCES += %D%/ca.c %D%/ca.h %D%/ca_import.c %D%/ca_lookup.c \
	%D%/ca_print.c %D%/ca_print.h \
	%D%/check.c %D%/check.h %D%/check_print.c \
	%D%/cli.c %D%/cli.h \
	%D%/eval.c \
	%D%/explain.c %D%/explain.h %D%/explain_json.c \
	%D%/explain_model.c %D%/explain_rest.c %D%/explain_text.c \
	%D%/explain_who.c \
	%D%/help.c \
	%D%/issuer.c %D%/issuer.h \
	%D%/lint.c %D%/lint.h %D%/lint_print.c \
	%D%/options.c %D%/options.h \
	%D%/owners.c %D%/owners.h \
	%D%/print.c %D%/print.h \
	%D%/say.c %D%/say.h \
	%D%/selftest.c %D%/selftest.h %D%/selftest_resolver.c \
	%D%/trace.c %D%/trace.h \
	%D%/verbs.h \
	%D%/world.c

bin_PROGRAMS += cli/caagate
cli_caagate_SOURCES = %D%/main.c
cli_caagate_LDADD = cli/libcli.a $(core_libs)
