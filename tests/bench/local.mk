# SPDX-License-Identifier: BSD-2-Clause
# Built by `make check', run by hand.
check_PROGRAMS += tests/bench/caa_bench
tests_bench_caa_bench_SOURCES = %D%/caa_bench.c
tests_bench_caa_bench_LDADD = $(core_libs)
