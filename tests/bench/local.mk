# SPDX-License-Identifier: BSD-2-Clause
# Built by `make check', run by hand.
check_PROGRAMS += tests/bench/caa_bench
tests_bench_caa_bench_SOURCES = %D%/caa_bench.c
tests_bench_caa_bench_LDADD = $(core_libs)

# tests/bench/policy-bench: the policy server against one that does nothing.
check_PROGRAMS += tests/bench/fill_store tests/bench/null_policyd \
	tests/bench/policyload
tests_bench_fill_store_SOURCES = %D%/fill_store.c
tests_bench_fill_store_LDADD = $(core_libs)
# as they came: no warnings asked for
tests_bench_null_policyd_SOURCES = %D%/null_policyd.c
tests_bench_null_policyd_CFLAGS = -pthread $(HARDENING_CFLAGS) $(SANITIZER_CFLAGS)
tests_bench_policyload_SOURCES = %D%/policyload.c
tests_bench_policyload_CFLAGS = -pthread $(HARDENING_CFLAGS) $(SANITIZER_CFLAGS)
dist_check_SCRIPTS += tests/bench/policy-bench
check_PROGRAMS += tests/bench/ca_bench
tests_bench_ca_bench_SOURCES = %D%/ca_bench.c
tests_bench_ca_bench_LDADD = $(core_libs)

# Figures and ratios; see HACKING.md.
bench: all $(check_PROGRAMS)
	@tests/bench/caa_bench
	@tests/bench/ca_bench $(srcdir)/conf/caa-identifiers.csv
	@$(AM_TESTS_ENVIRONMENT) $(srcdir)/tests/bench/policy-bench
.PHONY: bench
