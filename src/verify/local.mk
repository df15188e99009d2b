# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/climb.h \
	%D%/dane.c %D%/dane.h \
	%D%/dane_verdict.c %D%/dane_verdict.h \
	%D%/plan_peers.c \
	%D%/sts_verdict.c %D%/sts_verdict.h \
	%D%/dkim_zone.c %D%/dkim_zone.h \
	%D%/mx_hosts.c %D%/mx_hosts.h \
	%D%/mx_unseen.c %D%/mx_unseen.h \
	%D%/tlsa_match.c %D%/tlsa_match.h \
	%D%/where.c %D%/where.h \
	%D%/about.c %D%/about.h \
	%D%/evidence.c %D%/evidence.h %D%/evidence_key.h \
	%D%/evidence_json.h %D%/evidence_save.c \
	%D%/evidence_load.c %D%/evidence_load.h \
	%D%/evidence_load_about.c \
	%D%/evidence_load_answer.c %D%/evidence_load_probe.c \
	%D%/finding.c %D%/finding.h \
	%D%/gather.c %D%/gather.h \
	%D%/judge.c %D%/judge.h %D%/run.h \
	%D%/member.c %D%/member.h %D%/member_put.c \
	%D%/mend.c %D%/mend.h \
	%D%/plan.c %D%/plan.h \
	%D%/rules.tbl \
	%D%/rules_caa.c %D%/rules_caa.h %D%/rules_climb.c \
	%D%/alike.c %D%/alike.h \
	%D%/tls_verdict.c %D%/tls_verdict.h \
	%D%/txt.c %D%/txt.h \
	%D%/plan_sts.c %D%/rules_sts.c %D%/rules_sts.h \
	%D%/rules_sts_delegation.c %D%/rules_sts_history.c \
	%D%/rules_sts_host.c %D%/rules_sts_mx.c \
	%D%/rules_sts_policy.c %D%/rules_sts_record.c \
	%D%/rules_sts_terms.c \
	%D%/plan_rpt.c %D%/rules_rpt.c %D%/rules_rpt.h \
	%D%/rules_rpt_delivery.c %D%/rules_rpt_dkim.c \
	%D%/auth.c %D%/auth.h \
	%D%/mend_auth.c %D%/mend_auth.h \
	%D%/spf_mend.c %D%/spf_mend.h %D%/spf_mend_text.c \
	%D%/plan_spf.c %D%/rules_spf.c %D%/rules_spf.h \
	%D%/rules_spf_egress.c %D%/rules_spf_end.c \
	%D%/rules_spf_limits.c %D%/rules_spf_mend.c \
	%D%/rules_spf_targets.c \
	%D%/plan_dkim.c %D%/rules_dkim.c %D%/rules_dkim.h %D%/rules_dkim_key.c \
	%D%/dmarc_reports.c %D%/dmarc_reports.h \
	%D%/plan_dmarc.c %D%/rules_dmarc.c %D%/rules_dmarc.h \
	%D%/rules_dmarc_reports.c %D%/rules_dmarc_tags.c \
	%D%/rules_dmarc_signers.c \
	%D%/plan_dane.c %D%/rules_dane.c %D%/rules_dane.h \
	%D%/rules_dane_absent.c %D%/rules_dane_match.c %D%/rules_dane_keys.c \
	%D%/rules_dane_rollover.c \
	%D%/plan_mx.c %D%/rules_mx.c %D%/rules_mx.h %D%/rules_mx_host.c %D%/rules_mx_cert.c

# CAA against live certificates
src_libcaagate_a_SOURCES += \
	%D%/caa_fix.c %D%/caa_fix.h \
	%D%/challenge.h \
	%D%/hosts.c %D%/hosts.h \
	%D%/iodef.c %D%/iodef.h \
	%D%/live.c %D%/live.h \
	%D%/live_dane.c \
	%D%/live_fix.c \
	%D%/live_issuance.c %D%/live_issuance.h \
	%D%/live_issuer.c %D%/live_issuer.h \
	%D%/live_say.c \
	%D%/live_verdict.c %D%/live_verdict.h \
	%D%/plan_live.c %D%/rules_live.c %D%/rules_live.h \
	%D%/rules_bindings.c \
	%D%/rules_iodef.c \
	%D%/rules_live_challenge.c \
	%D%/rules_live_reach.c \
	%D%/rules_live_renewal.c \
	%D%/rules_live_unused.c \
	%D%/rules_tags.c

# what was seen before
src_libcaagate_a_SOURCES += \
	%D%/history_json.h %D%/history_load.c %D%/history_save.c \
	%D%/history_words.c %D%/history_words.h \
	%D%/remember.c %D%/remember.h
