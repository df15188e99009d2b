/* SPDX-License-Identifier: BSD-2-Clause */
/* Readers of the store for threads that come and go. */

#include "milter/readers.h"

#include <pthread.h>
#include <stdlib.h>

#include "base/mem.h"
#include "store/store.h"

struct readers {
	struct store *store;
	pthread_mutex_t lock;
	pthread_cond_t given;
	struct store_reader *idle[READERS_MAX];
	size_t n_idle, n_made;
};

struct readers *
readers_new(struct store *store)
{
	struct readers *r = mem_zalloc(sizeof(*r));

	r->store = store;
	(void)pthread_mutex_init(&r->lock, NULL);
	(void)pthread_cond_init(&r->given, NULL);
	return r;
}

void
readers_free(struct readers **rp)
{
	struct readers *r = *rp;

	if (r == NULL)
		return;
	*rp = NULL;
	for (size_t i = 0; i < r->n_idle; i++)
		store_reader_free(&r->idle[i]);
	(void)pthread_cond_destroy(&r->given);
	(void)pthread_mutex_destroy(&r->lock);
	free(r);
}

/* One more, where there is room for it. */
static struct store_reader *
readers_make(struct readers *r)
{
	struct store_reader *reader = NULL;

	if (r->n_made < READERS_MAX &&
	    store_reader_new(r->store, &reader, NULL) == 0)
		r->n_made++;
	return reader;
}

struct store_reader *
readers_take(struct readers *r)
{
	struct store_reader *reader = NULL;

	(void)pthread_mutex_lock(&r->lock);
	while (r->n_idle == 0 && (reader = readers_make(r)) == NULL &&
	       r->n_made > 0)
		(void)pthread_cond_wait(&r->given, &r->lock);
	if (reader == NULL && r->n_idle > 0)
		reader = r->idle[--r->n_idle];
	(void)pthread_mutex_unlock(&r->lock);
	return reader;
}

void
readers_give(struct readers *r, struct store_reader *reader)
{
	if (reader == NULL)
		return;
	(void)pthread_mutex_lock(&r->lock);
	r->idle[r->n_idle++] = reader;
	(void)pthread_cond_signal(&r->given);
	(void)pthread_mutex_unlock(&r->lock);
}
