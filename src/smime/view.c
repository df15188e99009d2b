/* SPDX-License-Identifier: BSD-2-Clause */
/* Views: a file, a stretch of another view. */

#include "smime/view.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/mem.h"

#define VIEW_SKIP_SIZE 8192

struct view {
	const struct view_ops *ops;
	void *self;
	struct view_budget *budget;
	int64_t at; /* offset of the next octet */
};

struct view_file {
	int fd;
	int64_t at;
	struct view_budget *budget;
};

struct view_range {
	struct view *of;
	int64_t start, end, at;
};

struct view *
view_new_own(const struct view_ops *ops, void *self, struct view_budget *budget)
{
	struct view *v = mem_zalloc(sizeof(*v));

	v->ops = ops;
	v->self = self;
	v->budget = budget;
	return v;
}

struct view_budget *
view_budget(const struct view *v)
{
	return v->budget;
}

void
view_free(struct view **vp)
{
	struct view *v = *vp;

	*vp = NULL;
	if (v == NULL)
		return;
	v->ops->fini(v->self);
	free(v);
}

size_t
view_read(struct view *v, void *out, size_t size)
{
	size_t n = v->ops->read(v->self, out, size);

	v->at += (int64_t)n;
	return n;
}

static size_t
file_read_some(void *self, uint8_t *out, size_t size)
{
	struct view_file *f = self;
	ssize_t n;

	if (f->budget->left <= 0) {
		f->budget->exhausted = true;
		return 0;
	}
	do
		n = pread(f->fd, out, size, f->at);
	while (n == -1 && errno == EINTR);
	if (n == -1) {
		f->budget->failed = true;
		return 0;
	}
	f->at += n;
	f->budget->left -= n;
	return (size_t)n;
}

static void
file_restart(void *self)
{
	((struct view_file *)self)->at = 0;
}

static const struct view_ops file_ops = {
    .read = file_read_some, .restart = file_restart, .fini = free};

struct view *
view_file(int fd, struct view_budget *budget)
{
	struct view_file *f = mem_zalloc(sizeof(*f));

	f->fd = fd;
	f->budget = budget;
	return view_new_own(&file_ops, f, budget);
}

static size_t
range_read(void *self, uint8_t *out, size_t size)
{
	struct view_range *r = self;
	size_t n;

	if (r->at >= r->end)
		return 0;
	if ((int64_t)size > r->end - r->at)
		size = (size_t)(r->end - r->at);
	n = view_read(r->of, out, size);
	r->at += (int64_t)n;
	return n;
}

static void
range_seek(struct view_range *r, int64_t offset)
{
	r->at = offset < r->end - r->start ? r->start + offset : r->end;
	view_seek(r->of, r->at);
}

static void
range_restart(void *self)
{
	range_seek(self, 0);
}

static const struct view_ops range_ops = {
    .read = range_read, .restart = range_restart, .fini = free};

struct view *
view_range(struct view *of, int64_t start, int64_t end)
{
	struct view_range *r = mem_zalloc(sizeof(*r));
	struct view *v;

	r->of = of;
	r->start = start;
	r->end = end > start ? end : start;
	v = view_new_own(&range_ops, r, of->budget);
	range_restart(r);
	return v;
}

static void
view_skip_to(struct view *v, int64_t offset)
{
	uint8_t waste[VIEW_SKIP_SIZE];

	while (v->at < offset) {
		int64_t gap = offset - v->at;
		size_t want =
		    gap < VIEW_SKIP_SIZE ? (size_t)gap : VIEW_SKIP_SIZE;

		if (view_read(v, waste, want) == 0)
			return;
	}
}

void
view_seek(struct view *v, int64_t offset)
{
	if (v->ops == &file_ops) {
		((struct view_file *)v->self)->at = offset;
		v->at = offset;
	} else if (v->ops == &range_ops) {
		range_seek(v->self, offset);
		v->at = offset;
	} else {
		/* what it stands on may have been moved by another */
		v->ops->restart(v->self);
		v->at = 0;
		view_skip_to(v, offset);
	}
}
