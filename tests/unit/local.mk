# SPDX-License-Identifier: BSD-2-Clause
# Unit tests mirror the tree: one list a folder, one program a module.
EXTRA_DIST += tests/unit/unit.h tests/unit/unit_file.h
if HAVE_CMOCKA
unit_tests =
unit_libs = $(core_libs) $(CMOCKA_LIBS)
include %D%/base.mk
include %D%/dns.mk
include %D%/caa.mk
include %D%/cert.mk
include %D%/records.mk
include %D%/store.mk
include %D%/history.mk
include %D%/verify.mk
include %D%/peers.mk
include %D%/smime.mk
include %D%/gate.mk
include %D%/settings.mk
include %D%/probe.mk
include %D%/engine.mk
include %D%/policyd.mk
include %D%/milter.mk
include %D%/cli.mk
check_PROGRAMS += $(unit_tests)
TESTS += $(unit_tests)
endif
