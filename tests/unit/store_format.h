/* SPDX-License-Identifier: BSD-2-Clause */
/* A store as another version of the program would leave it. */

#ifndef UNIT_STORE_FORMAT_H
#define UNIT_STORE_FORMAT_H

/* Give the store of this folder, which nobody has open, another format. */
void write_format(const char *folder, const char *version);

#endif
