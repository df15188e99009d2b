/* SPDX-License-Identifier: BSD-2-Clause */
/* From evidence to a stored status: judge, merge with what was known, write. */

#ifndef ENGINE_VERIFY_H
#define ENGINE_VERIFY_H

struct error;
struct evidence;
struct settings;
struct store;
struct store_reader;

/* 0, or -1 and *err where the status could not be written. */
int verify_and_store(const struct evidence *, const struct settings *,
    struct store *, struct store_reader *, struct error *err);

#endif
