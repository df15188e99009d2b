/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Is a store's file sound?  LMDB believes what stands in a page, and a page of
 * junk may take the program with it when it is written to.  So the pages are
 * read here as octets, bounds first.  The layout is that of LMDB's data version
 * 1 (lmdb.h, MDB_VERSION_MISMATCH), of machines with addresses of 64 bits.
 */

#include "store/internal.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/error.h"
#include "base/mem.h"

#define EXAMINE_DEPTH 64 /* levels, of a tree of trees */
#define EXAMINE_PAGE_LEAST 512
#define EXAMINE_PAGE_MOST 65536

#define META_MAGIC 0xBEEFC0DEU
#define META_SIZE_MAX (UINT64_C(1) << 47) /* twice what store.size can be */

enum page_flags {
	PAGE_BRANCH = 1,
	PAGE_LEAF = 2,
	PAGE_OVERFLOW = 4,
	PAGE_META = 8
};
enum node_flags { NODE_BIG = 1, NODE_TREE = 2 };

struct page_head {
	uint64_t number;
	uint16_t pad, flags;
	uint16_t lower, upper; /* together the length of an overflow */
};

struct node_head {
	uint16_t low, high; /* of the value's length, or of a page's number */
	uint16_t flags;     /* of a branch: more of that number */
	uint16_t key_len;
};

struct tree {
	uint32_t page_size; /* in the first of the meta page's two */
	uint16_t flags, depth;
	uint64_t branches, leaves, overflows, entries;
	uint64_t root; /* UINT64_MAX: empty */
};

struct meta_page {
	struct page_head head;
	uint32_t magic, version;
	uint64_t address, map_size;
	struct tree unused, top;
	uint64_t last_page;
	uint64_t txn;
};

struct examiner {
	int fd;
	size_t page_size;
	uint64_t last_page;
	uint64_t looked; /* a sound file has no page twice */
	uint8_t *levels[EXAMINE_DEPTH];
	struct error *err;
};

static int examine_page(struct examiner *, uint64_t number, unsigned level);

static int
examine_bad(struct examiner *x, uint64_t number, const char *what)
{
	return error_set(
	    x->err, "page %llu %s", (unsigned long long)number, what);
}

static int
examine_read(struct examiner *x, uint64_t number, void *out, size_t len)
{
	uint8_t *at = out;
	size_t done = 0;

	while (done < len) {
		ssize_t n = pread(x->fd, at + done, len - done,
		    (off_t)(number * x->page_size + done));

		if (n == -1 && errno == EINTR)
			continue;
		if (n == -1)
			return examine_bad(x, number, strerror(errno));
		if (n == 0)
			return examine_bad(x, number, "is cut off");
		done += (size_t)n;
	}
	return 0;
}

static int
examine_overflow(struct examiner *x, uint64_t number, uint64_t len)
{
	uint64_t pages =
	    (sizeof(struct page_head) - 1 + len) / x->page_size + 1;
	struct page_head head;
	uint8_t last;

	if (number < 2 || number > x->last_page ||
	    pages > x->last_page - number + 1)
		return examine_bad(x, number, "is beyond the end");
	if (examine_read(x, number, &head, sizeof(head)) == -1)
		return -1;
	if (head.number != number || head.flags != PAGE_OVERFLOW ||
	    (head.lower | (uint64_t)head.upper << 16) != pages)
		return examine_bad(x, number, "is no long value");
	return examine_read(x, number + pages - 1, &last, sizeof(last));
}

static int
examine_tree(struct examiner *x, const struct tree *tree, unsigned level)
{
	return tree->root == UINT64_MAX ? 0
					: examine_page(x, tree->root, level);
}

/* What follows the key of a leaf's node: `left` octets of the page. */
static int
examine_value(struct examiner *x, uint64_t page, const struct node_head *node,
    const uint8_t *value, size_t left, unsigned level)
{
	uint64_t len = node->low | (uint64_t)node->high << 16;
	uint64_t number;
	struct tree tree;

	if ((node->flags & NODE_BIG) != 0) {
		if (left < sizeof(number))
			return examine_bad(x, page, "has a node too long");
		memcpy(&number, value, sizeof(number));
		return examine_overflow(x, number, len);
	}
	if (len > left)
		return examine_bad(x, page, "has a node too long");
	if ((node->flags & NODE_TREE) == 0)
		return 0;
	if (len != sizeof(tree))
		return examine_bad(x, page, "has a tree that is none");
	memcpy(&tree, value, sizeof(tree));
	return examine_tree(x, &tree, level + 1);
}

static int
examine_node(struct examiner *x, uint64_t page, const struct page_head *head,
    unsigned level, size_t at)
{
	const uint8_t *octets = x->levels[level];
	struct node_head node;
	size_t left;

	if (at < head->upper || at > x->page_size - sizeof(node))
		return examine_bad(x, page, "has a node outside of it");
	memcpy(&node, octets + at, sizeof(node));
	left = x->page_size - at - sizeof(node);
	if (node.key_len > left)
		return examine_bad(x, page, "has a node too long");
	if (head->flags == PAGE_BRANCH)
		return examine_page(x,
		    node.low | (uint64_t)node.high << 16 |
			(uint64_t)node.flags << 32,
		    level + 1);
	return examine_value(x, page, &node,
	    octets + at + sizeof(node) + node.key_len, left - node.key_len,
	    level);
}

static int
examine_nodes(struct examiner *x, uint64_t page, unsigned level)
{
	struct page_head head;

	memcpy(&head, x->levels[level], sizeof(head));
	if (head.number != page)
		return examine_bad(x, page, "is another one");
	if ((head.flags != PAGE_BRANCH && head.flags != PAGE_LEAF) ||
	    head.lower < sizeof(head) || head.lower > head.upper ||
	    head.upper > x->page_size || head.lower % 2 != 0)
		return examine_bad(x, page, "is no page of a tree");
	for (size_t i = sizeof(head); i < head.lower; i += 2) {
		uint16_t at;

		memcpy(&at, x->levels[level] + i, sizeof(at));
		if (examine_node(x, page, &head, level, at) == -1)
			return -1;
	}
	return 0;
}

static int
examine_page(struct examiner *x, uint64_t number, unsigned level)
{
	if (number < 2 || number > x->last_page)
		return examine_bad(x, number, "is beyond the end");
	if (level >= EXAMINE_DEPTH || x->looked++ > x->last_page)
		return examine_bad(x, number, "stands below itself");
	if (x->levels[level] == NULL)
		x->levels[level] = mem_zalloc(x->page_size);
	if (examine_read(x, number, x->levels[level], x->page_size) == -1)
		return -1;
	return examine_nodes(x, number, level);
}

/* Of the two meta pages the one that was written last. */
static int
examine_meta(struct examiner *x, struct meta_page *out)
{
	struct meta_page second;

	if (examine_read(x, 0, out, sizeof(*out)) == -1 ||
	    examine_read(x, 1, &second, sizeof(second)) == -1)
		return -1;
	if (second.txn > out->txn)
		*out = second;
	x->last_page = out->last_page;
	return 0;
}

static bool
examine_is_meta(
    const struct examiner *x, const struct meta_page *m, uint64_t number)
{
	return m->head.number == number && m->head.flags == PAGE_META &&
	       m->magic == META_MAGIC && m->map_size <= META_SIZE_MAX &&
	       m->last_page < m->map_size / x->page_size;
}

bool
store_head_is_sound(int fd, size_t page_size)
{
	struct examiner x = {.fd = fd, .page_size = page_size};
	struct meta_page pages[2];

	if (sizeof(void *) != sizeof(uint64_t)) /* another layout */
		return true;
	for (uint64_t i = 0; i < 2; i++)
		if (examine_read(&x, i, &pages[i], sizeof(pages[i])) == -1 ||
		    !examine_is_meta(&x, &pages[i], i))
			return false;
	return true;
}

int
store_examine(int fd, size_t page_size, struct error *err)
{
	struct examiner x = {.fd = fd, .page_size = page_size, .err = err};
	struct meta_page meta;
	int ret;

	if (sizeof(void *) != sizeof(uint64_t)) /* another layout */
		return 0;
	if (page_size < EXAMINE_PAGE_LEAST || page_size > EXAMINE_PAGE_MOST)
		return error_set(err, "pages of %zu octets", page_size);
	ret = examine_meta(&x, &meta);
	if (ret == 0)
		ret = examine_tree(&x, &meta.unused, 0);
	if (ret == 0)
		ret = examine_tree(&x, &meta.top, 0);
	for (size_t i = 0; i < EXAMINE_DEPTH; i++)
		free(x.levels[i]);
	return ret;
}
