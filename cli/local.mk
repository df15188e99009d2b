# SPDX-License-Identifier: BSD-2-Clause
noinst_LIBRARIES += cli/libcli.a
cli_libcli_a_SOURCES =
cli_libcli_a_SOURCES += cli/vectors.c cli/vectors.h cli/vectors_run.c \
	cli/vectors_world.c
# The verbs and their frame.
cli_libcli_a_SOURCES += %D%/ca.c %D%/ca.h %D%/ca_import.c %D%/ca_lookup.c \
	%D%/ca_print.c %D%/ca_print.h \
	%D%/check.c %D%/check.h %D%/check_json.c %D%/check_judge.c \
	%D%/check_fixes.c %D%/check_options.c %D%/check_page.h %D%/check_rank.c \
	%D%/check_run.c %D%/check_run.h \
	%D%/check_say.c %D%/check_say.h %D%/check_sentence.c %D%/check_fold.c %D%/check_group.c %D%/check_text.c \
	%D%/cli.c %D%/cli.h \
	%D%/eval.c \
	%D%/explain.c %D%/explain.h %D%/explain_json.c \
	%D%/explain_model.c %D%/explain_rest.c %D%/explain_text.c \
	%D%/explain_who.c \
	%D%/help.c \
	%D%/history.c \
	%D%/issuer.c %D%/issuer.h \
	%D%/judge.c %D%/judge.h %D%/judge_kind.c %D%/judge_names.c %D%/judge_print.c \
	%D%/judge_mail.c %D%/judge_mail.h %D%/judge_mail_json.c \
	%D%/judge_mail_text.c \
	%D%/lint.c %D%/lint.h %D%/lint_print.c \
	%D%/options.c %D%/options.h \
	%D%/owners.c %D%/owners.h \
	%D%/print.c %D%/print.h \
	%D%/rules.c %D%/rules.h %D%/rules_mdoc.c %D%/rules_print.c \
	%D%/say.c %D%/say.h \
	%D%/selftest.c %D%/selftest.h %D%/selftest_resolver.c \
	%D%/recheck.c \
	%D%/status.c %D%/status.h %D%/status_json.c %D%/status_shadow.c \
	%D%/status_text.c \
	%D%/store.c %D%/store.h \
	%D%/sweep.c %D%/sweep.h %D%/sweep_list.c %D%/sweep_names.c \
	%D%/sweep_progress.c %D%/sweep_resume.c \
	%D%/trace.c %D%/trace.h \
	%D%/verbs.h \
	%D%/waive.c %D%/waive.h %D%/waive_list.c \
	%D%/world.c \
	%D%/wrap.c %D%/wrap.h

bin_PROGRAMS += cli/caagate
cli_caagate_SOURCES = %D%/main.c
cli_caagate_LDADD = cli/libcli.a $(core_libs)
