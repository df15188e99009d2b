# SPDX-License-Identifier: BSD-2-Clause
# Fuzz targets: libFuzzer programs with --enable-fuzzing, else plain programs
# that replay tests/fuzz/corpus/NAME in `make check`.
fuzz_targets =
if FUZZING
fuzz_main =
else
fuzz_main = tests/fuzz/replay.c
endif
include %D%/caa.mk
include %D%/dns.mk
include %D%/cert.mk
include %D%/records.mk
include %D%/probe.mk
include %D%/policyd.mk
include %D%/history.mk
include %D%/milter.mk
include %D%/verify.mk
include %D%/peers.mk
include %D%/smime.mk
include %D%/gate.mk
include %D%/engine.mk
check_PROGRAMS += $(fuzz_targets)
if !FUZZING
TESTS += $(fuzz_targets)
endif
EXTRA_DIST += tests/fuzz/replay.c tests/fuzz/corpus
