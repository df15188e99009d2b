/* SPDX-License-Identifier: BSD-2-Clause */
/* Text for people in lines of a width. */

#ifndef CLI_WRAP_H
#define CLI_WRAP_H

#include <stddef.h>
#include <stdio.h>

#define WRAP_WIDTH 80 /* where nothing says better */

/* Columns of the terminal that out is; 0: it is none. */
size_t wrap_width(FILE *out);

/*
 * Octets of text that fit into `room` columns, broken at a blank; a word that
 * is longer stays whole.  *next_out is where the next line begins, NULL after
 * the last.
 */
size_t wrap_line(const char *text, size_t room, const char **next_out);

/* Put text where `column` columns stand already, further lines behind `indent`
 * blanks, and a line feed; width 0: one line. */
void wrap_put(
    FILE *out, const char *text, size_t column, size_t indent, size_t width);

#endif
