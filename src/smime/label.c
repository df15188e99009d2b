/* SPDX-License-Identifier: BSD-2-Clause */
/* What a Content-Type promises, and the words for what is found. */

#include <string.h>

#include "base/buf.h"
#include "smime/media.h"
#include "smime/smime.h"

bool
smime_says_so(const char *content_type)
{
	char type[MEDIA_TYPE_SIZE];
	struct buf protocol = BUF_INIT;
	bool is;

	if (content_type == NULL)
		return false;
	media_type(content_type, strlen(content_type), type);
	if (media_is_smime(type))
		return true;
	if (strcmp(type, "multipart/signed") != 0)
		return false;
	(void)media_parameter(
	    content_type, strlen(content_type), "protocol", &protocol);
	media_type(buf_text(&protocol), protocol.len, type);
	is = media_is_smime(type);
	buf_fini(&protocol);
	return is;
}

bool
smime_may_hold(const char *content_type)
{
	char type[MEDIA_TYPE_SIZE];
	struct buf name = BUF_INIT;
	bool is;

	if (content_type == NULL)
		return false;
	media_type(content_type, strlen(content_type), type);
	if (media_is_smime(type) || strncmp(type, "multipart/", 10) == 0 ||
	    strncmp(type, "message/", 8) == 0 ||
	    strcmp(type, "application/octet-stream") == 0)
		return true;
	(void)media_parameter(
	    content_type, strlen(content_type), "name", &name);
	is = media_is_smime_name(&name);
	buf_fini(&name);
	return is;
}

const char *
smime_kind_text(enum smime_kind kind)
{
	switch (kind) {
	case SMIME_SIGNED_DETACHED:
		return "signed";
	case SMIME_SIGNED_OPAQUE:
		return "signed-opaque";
	case SMIME_ENVELOPED:
		return "enveloped";
	case SMIME_AUTH_ENVELOPED:
		return "auth-enveloped";
	case SMIME_CERTS_ONLY:
		return "certs-only";
	case SMIME_COMPRESSED:
		return "compressed";
	case SMIME_UNREADABLE:
		break;
	}
	return "unreadable";
}

const char *
smime_signature_text(enum smime_signature signature)
{
	switch (signature) {
	case SMIME_SIGNATURE_VALID:
		return "valid";
	case SMIME_SIGNATURE_INVALID:
		return "invalid";
	case SMIME_SIGNATURE_NOT_CHECKED:
		break;
	}
	return "not-checked";
}

const char *
smime_recipient_kind_text(enum smime_recipient_kind kind)
{
	switch (kind) {
	case SMIME_RECIPIENT_TRANSPORT:
		return "key-transport";
	case SMIME_RECIPIENT_AGREEMENT:
		return "key-agreement";
	case SMIME_RECIPIENT_KEY:
		return "shared-key";
	case SMIME_RECIPIENT_PASSWORD:
		return "password";
	case SMIME_RECIPIENT_OTHER:
		break;
	}
	return "other";
}
