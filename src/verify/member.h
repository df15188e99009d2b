/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Inside verify: members of JSON that anybody may have written.  Each is
 * bounded; what is wrong is told with its path: `answers[3].ttl: found text,
 * wanted 0 to 4294967295`.
 */

#ifndef VERIFY_MEMBER_H
#define VERIFY_MEMBER_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct error;

#define MEMBER_PATH_SIZE 128
#define MEMBER_TIME_MOST INT64_C(253402300799) /* the year 9999 */
#define MEMBER_BASE64 "_base64" /* behind the name of octets in base64 */
#define MEMBER_TEXT_MAX 4096    /* octets of a text that has no other bound */

struct member_reader {
	struct error *err;
	char path[MEMBER_PATH_SIZE]; /* a longer one is cut */
	size_t len;
};

/* `PATH.NAME: SENTENCE`; name NULL: the value at PATH itself.  -1. */
int member_fail(struct member_reader *, const char *name, const char *format,
    ...) __attribute__((format(printf, 3, 4)));

/* Into `.NAME`, or `.NAME[AT]`, and back to where it was. */
size_t member_enter(struct member_reader *, const char *name, size_t at);
void member_leave(struct member_reader *, size_t back);

/* Is the value an object, and has it only these members?  known ends in NULL.
 * 0 or -1. */
int member_check_object(
    struct member_reader *, const json_t *value, const char *const *known);

/*
 * The members of an object.  Where one is not there, *out stays as it is and
 * the return value is 0.  -1: it is of another type or out of bounds.
 */
int member_bool(
    struct member_reader *, const json_t *object, const char *name, bool *out);
int member_integer(struct member_reader *, const json_t *object,
    const char *name, int64_t least, int64_t most, int64_t *out);

/* Lent; null gives NULL. */
int member_text(struct member_reader *, const json_t *object, const char *name,
    const char **out);

/* Its items are texts or objects: see member_check_object. */
int member_list(struct member_reader *, const json_t *object, const char *name,
    size_t most, const json_t **out);

/* Seconds since 1970, as such or as `2026-12-01T00:00:00Z`. */
int member_time(struct member_reader *, const json_t *object, const char *name,
    int64_t *out);

/* Octets from the text NAME, or from NAME_base64: the caller frees; a NUL
 * follows them.  null gives NULL. */
int member_octets(struct member_reader *, const json_t *object,
    const char *name, size_t most, char **out, size_t *len_out);

/* Base64 (RFC 4648 section 4, padded) to octets; -1 where it is none. */
int member_from_base64(const char *text, char **out, size_t *len_out);

/* The other way: what the functions above read back as the same. */
json_t *member_base64(const void *data, size_t len);
void
member_put_text(json_t *object, const char *name, const char *text_or_null);
void member_put_octets(
    json_t *object, const char *name, const void *data, size_t len);
void member_put_time(json_t *object, const char *name, int64_t when);

#endif
