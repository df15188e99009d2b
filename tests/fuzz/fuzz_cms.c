/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Octets as a CMS object.  The first says how many of those that follow are
 * what a detached signature signs.
 */

#include <assert.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

#include "smime/cms.h"
#include "smime/smime.h"
#include "smime/view.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int
as_file(const uint8_t *data, size_t size)
{
	static int fd = -1;

	if (fd == -1)
		fd = memfd_create("object", MFD_CLOEXEC);
	if (fd == -1 || ftruncate(fd, 0) == -1 ||
	    pwrite(fd, data, size, 0) != (ssize_t)size)
		abort();
	return fd;
}

/* All of the content can be read, and again from its start. */
static void
check_content(struct view *object, const struct cms_content *content)
{
	struct view *v = cms_content_view(object, content);
	uint8_t octets[100], first = 0;
	size_t n, total = 0;

	while ((n = view_read(v, octets, sizeof(octets))) > 0) {
		assert(n <= sizeof(octets));
		if (total == 0)
			first = octets[0];
		total += n;
	}
	view_seek(v, 0);
	n = view_read(v, octets, 1);
	assert((n == 1) == (total > 0));
	assert(n == 0 || octets[0] == first);
	view_free(&v);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* a message of one part, so that smime_message_free frees it */
	struct smime_message *m = calloc(1, sizeof(*m));
	struct view_budget budget = {.left = INT64_MAX};
	struct view *file, *object, *detached;
	size_t keep_left = CMS_KEPT_MAX, most = CMS_KEPT_MAX;
	struct cms_content content;
	int64_t start;

	if (m == NULL || size == 0 || (size_t)data[0] + 1 > size) {
		free(m);
		return 0;
	}
	m->parts = calloc(1, sizeof(*m->parts));
	if (m->parts == NULL)
		abort();
	m->n_parts = 1;
	start = data[0] + 1;
	file = view_file(as_file(data, size), &budget);
	object = view_range(file, start, (int64_t)size);
	detached = view_range(file, 1, start);
	cms_read(&(struct cms_query){.object = object,
		     .detached = start > 1 ? detached : NULL,
		     .keep_left = &keep_left},
	    &m->parts[0], &content);
	assert(keep_left <= most);
	if (content.found)
		check_content(object, &content);
	view_free(&detached);
	view_free(&object);
	view_free(&file);
	smime_message_free(&m);
	return 0;
}
