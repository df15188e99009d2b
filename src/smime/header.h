/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside smime: the fields of a header that matter, unfolded. */

#ifndef SMIME_HEADER_H
#define SMIME_HEADER_H

#include "base/buf.h"

enum header_field {
	HEADER_CONTENT_TYPE,
	HEADER_ENCODING,
	HEADER_DISPOSITION,
	HEADER_FROM,
	HEADER_SENDER,
	HEADER_TO, /* and Cc, Bcc */
	HEADER_DKIM,
	HEADER_OTHER,
};

/* The value without its line ends; NULs are spaces; at most SMIME_FIELD_MAX. */
typedef void
header_field_cb(void *arg, enum header_field, const char *value, size_t len);

struct header {
	enum header_field current;
	struct buf value;
	header_field_cb *field;
	void *arg;
};

void header_line(struct header *, const char *line, size_t len);
void header_end(struct header *); /* and ready for another */
void header_fini(struct header *);

#endif
