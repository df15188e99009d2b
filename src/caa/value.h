/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * The value of issue, issuewild, issuemail and issuevmc: the ABNF of RFC 8659
 * section 4.2, exactly.
 */

#ifndef CAA_VALUE_H
#define CAA_VALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct caa_span {
	const char *text; /* no final NUL */
	size_t len;
};

struct caa_parameter {
	struct caa_span tag;
	struct caa_span value; /* may be empty */
};

struct caa_value {
	struct caa_span issuer; /* empty: nobody may issue */
	struct caa_parameter *parameters;
	size_t n_parameters;
};

/*
 * Octets to issuer and parameters, which point into them.  True, and the
 * caller calls caa_value_fini; or false and *out empty: the value does not
 * match the grammar and counts as one with an empty issuer.
 * *offset_out (may be NULL) tells where matching ended.
 */
bool caa_value_parse(const uint8_t *value, size_t len, struct caa_value *out,
    size_t *offset_out);
void caa_value_fini(struct caa_value *);

#endif
