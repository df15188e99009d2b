# SPDX-License-Identifier: BSD-2-Clause
# Built by `make check', run by hand.
check_PROGRAMS += tests/bench/caa_bench
tests_bench_caa_bench_SOURCES = %D%/caa_bench.c
tests_bench_caa_bench_LDADD = $(core_libs)

# What the load generators have in common.
load_sources = %D%/load.c %D%/load.h %D%/load_endpoint.c %D%/load_endpoint.h \
	%D%/load_latency.c %D%/load_latency.h

# tests/bench/policy-bench: the policy server against one that does nothing,
# and against other ones.
check_PROGRAMS += tests/bench/fill_store tests/bench/null_policyd \
	tests/bench/policyload tests/bench/stubdns
tests_bench_fill_store_SOURCES = %D%/fill_store.c
tests_bench_fill_store_LDADD = $(core_libs)
# as they came: no warnings asked for
tests_bench_null_policyd_SOURCES = %D%/null_policyd.c
tests_bench_null_policyd_CFLAGS = -pthread $(HARDENING_CFLAGS) $(SANITIZER_CFLAGS)
tests_bench_policyload_SOURCES = %D%/policyload.c %D%/policyload.h \
	%D%/policyload_client.c %D%/policyload_options.c \
	%D%/policyload_reply.c %D%/policyload_report.c \
	%D%/policyload_request.c %D%/policyload_run.c \
	%D%/load_process.c %D%/load_process.h $(load_sources)
tests_bench_policyload_LDADD = $(core_libs)
tests_bench_stubdns_SOURCES = %D%/stubdns.c
tests_bench_stubdns_CFLAGS = $(HARDENING_CFLAGS) $(SANITIZER_CFLAGS)
dist_check_SCRIPTS += tests/bench/policy-bench
EXTRA_DIST += %D%/bench_milter.py %D%/bench_milter_peers.py \
	%D%/bench_parts.py %D%/bench_peers.py %D%/bench_world.py

# tests/bench/milter-bench: the milter against one that does nothing.
check_PROGRAMS += tests/bench/milterload tests/bench/null_milter
tests_bench_milterload_SOURCES = %D%/milterload.c %D%/milterload.h \
	%D%/milterload_client.c %D%/milterload_figures.c \
	%D%/milterload_hear.c %D%/milterload_macros.c %D%/milterload_mail.c \
	%D%/milterload_negotiate.c %D%/milterload_options.c \
	%D%/milterload_protocol.h %D%/milterload_receive.c \
	%D%/milterload_run.c %D%/milterload_say.c \
	$(load_sources)
tests_bench_milterload_LDADD = $(core_libs)
tests_bench_null_milter_SOURCES = %D%/null_milter.c
tests_bench_null_milter_LDADD = $(MILTER_LIBS)
dist_check_SCRIPTS += tests/bench/milter-bench
check_PROGRAMS += tests/bench/ca_bench
tests_bench_ca_bench_SOURCES = %D%/ca_bench.c
tests_bench_ca_bench_LDADD = $(core_libs)

# Round trips of a cold check (needs root), and a sweep (needs unbound and
# dnsperf): by hand.
dist_check_SCRIPTS += tests/bench/roundtrip-bench tests/bench/sweep-bench \
	tests/bench/far_side.py
EXTRA_DIST += tests/bench/delayed_link.py

# Figures and ratios; see HACKING.md.
bench: all $(check_PROGRAMS)
	@tests/bench/caa_bench
	@tests/bench/ca_bench $(srcdir)/conf/caa-identifiers.csv
	@$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/bench/policy-bench
	@$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/bench/milter-bench
.PHONY: bench
