/* SPDX-License-Identifier: BSD-2-Clause */
/* A growing buffer of octets; text in it is always followed by a NUL. */

#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stddef.h>
#include <stdint.h>

struct buf {
	char *data; /* NULL while nothing was ever put; else data[len] is NUL */
	size_t len; /* octets, without the NUL */
	size_t size;
};

#define BUF_INIT           \
	{                  \
		NULL, 0, 0 \
	}

void buf_put(struct buf *, const void *data, size_t len);
void buf_puts(struct buf *, const char *text);
void buf_putc(struct buf *, char c);
void buf_u8(struct buf *, uint8_t); /* integers are big-endian */
void buf_u16(struct buf *, uint16_t);
void buf_u32(struct buf *, uint32_t);
void buf_u64(struct buf *, uint64_t);
void buf_printf(struct buf *, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

/* Drop the first len octets (at most what is there). */
void buf_consume(struct buf *, size_t len);

/* The text so far, "" if none; lent until the next call. */
const char *buf_text(const struct buf *);

/* Hand the text over to the caller, who frees it; the buffer is empty then. */
char *buf_steal(struct buf *);

void buf_clear(struct buf *); /* empty, memory kept */
void buf_fini(struct buf *);  /* empty, memory freed */

#endif
