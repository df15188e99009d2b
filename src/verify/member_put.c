/* SPDX-License-Identifier: BSD-2-Clause */
/* Members of JSON as they are written. */

#include "verify/member.h"

#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/mem.h"
#include "base/text.h"

json_t *
member_base64(const void *data, size_t len)
{
	unsigned char *text = mem_zalloc((len + 2) / 3 * 4 + 1);
	json_t *value;

	(void)EVP_EncodeBlock(text, data, (int)len);
	value = json_string((const char *)text);
	free(text);
	return value;
}

void
member_put_text(json_t *object, const char *name, const char *text)
{
	(void)json_object_set_new(
	    object, name, text != NULL ? json_string(text) : json_null());
}

void
member_put_octets(
    json_t *object, const char *name, const void *data, size_t len)
{
	bool readable = len == 0 || (memchr(data, '\0', len) == NULL &&
					text_utf8_prefix(data, len) == len);
	char *coded;

	if (readable) {
		(void)json_object_set_new(
		    object, name, json_stringn(len > 0 ? data : "", len));
		return;
	}
	coded = mem_printf("%s" MEMBER_BASE64, name);
	(void)json_object_set_new(object, coded, member_base64(data, len));
	free(coded);
}

void
member_put_time(json_t *object, const char *name, int64_t when)
{
	char text[CLOCK_TEXT_SIZE];

	if (when < 0 || when > MEMBER_TIME_MOST)
		(void)json_object_set_new(object, name, json_integer(when));
	else
		member_put_text(object, name, clock_format(when, text));
}
