# SPDX-License-Identifier: BSD-2-Clause
# src/: one library; each folder lists its own files.
noinst_LIBRARIES += src/libcaagate.a
src_libcaagate_a_SOURCES =

include %D%/base/local.mk
include %D%/dns/local.mk
include %D%/caa/local.mk
include %D%/cert/local.mk
include %D%/records/local.mk
include %D%/probe/local.mk
include %D%/store/local.mk
include %D%/history/local.mk
include %D%/verify/local.mk
include %D%/smime/local.mk
include %D%/peers/local.mk
include %D%/gate/local.mk
include %D%/settings/local.mk
include %D%/engine/local.mk
include %D%/daemon/local.mk
