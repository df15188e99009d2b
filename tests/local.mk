# SPDX-License-Identifier: BSD-2-Clause
# tests/: what `make check` runs, and what runtests adds to it.
AM_TESTS_ENVIRONMENT = \
	CAAGATE_SRCDIR='$(abs_top_srcdir)'; export CAAGATE_SRCDIR; \
	CAAGATE_BUILDDIR='$(abs_top_builddir)'; export CAAGATE_BUILDDIR;

TESTS += tests/layers
dist_check_SCRIPTS += tests/layers
EXTRA_DIST += tests/evidence tests/peers

include %D%/support/local.mk
include %D%/unit/local.mk
include %D%/vectors/local.mk
include %D%/fuzz/local.mk
include %D%/integration/local.mk
include %D%/bench/local.mk
