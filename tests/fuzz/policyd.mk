# SPDX-License-Identifier: BSD-2-Clause
fuzz_targets += tests/fuzz/fuzz_policy_request
tests_fuzz_fuzz_policy_request_SOURCES = %D%/fuzz_policy_request.c $(fuzz_main)
tests_fuzz_fuzz_policy_request_LDADD = policyd/libpolicyd.a $(core_libs)
tests_fuzz_fuzz_policy_request_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)

fuzz_targets += tests/fuzz/fuzz_http
tests_fuzz_fuzz_http_SOURCES = %D%/fuzz_http.c $(fuzz_main)
tests_fuzz_fuzz_http_LDADD = policyd/libpolicyd.a $(core_libs)
tests_fuzz_fuzz_http_LDFLAGS = $(AM_LDFLAGS) $(FUZZING_LDFLAGS)
