# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/engine.c %D%/engine.h \
	%D%/internal.h %D%/thread.c \
	%D%/history_store.c %D%/history_store.h \
	%D%/hold.c %D%/hold.h \
	%D%/jobs.c %D%/jobs.h \
	%D%/kept.c %D%/kept.h \
	%D%/lease.c %D%/lease.h \
	%D%/ledger.c %D%/ledger.h \
	%D%/history_prune.c %D%/history_prune.h \
	%D%/prune.c %D%/prune.h \
	%D%/recheck.c %D%/recheck.h \
	%D%/run.c \
	%D%/seen.c %D%/seen.h \
	%D%/selectors.c %D%/selectors.h \
	%D%/selectors_kept.c %D%/selectors_kept.h \
	%D%/sweep.c %D%/sweep.h \
	%D%/task.c %D%/task.h \
	%D%/told.c %D%/told.h \
	%D%/upkeep.c %D%/upkeep.h \
	%D%/uses.c %D%/uses.h \
	%D%/verify.c %D%/verify.h \
	%D%/verify_peers.c %D%/verify_peers.h \
	%D%/world.c %D%/world.h
