/* SPDX-License-Identifier: BSD-2-Clause */
/* The parameters accounturi and validationmethods: RFC 8657. */

#ifndef CAA_BINDING_H
#define CAA_BINDING_H

#include <stdbool.h>

#include "caa/set.h"

/* Find both in the value of an entry and say what they come to. */
void caa_entry_bind(struct caa_entry *);

/* scheme ":" and characters of RFC 3986, each `%' with two digits. */
bool caa_is_uri(const struct caa_span *);

/* [*(label ",") label]: an empty list is one, with no method in it. */
bool caa_is_method_list(const struct caa_span *);

/* Is the label in the list, in any case? */
bool caa_method_list_has(const struct caa_span *list, const char *method);

#endif
