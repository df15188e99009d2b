/* SPDX-License-Identifier: BSD-2-Clause */
/* What the operator says of a domain. */

#include "verify/about.h"

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"

const char *
evidence_scope_text(enum evidence_scope scope)
{
	switch (scope) {
	case EVIDENCE_ALL:
		return "all";
	case EVIDENCE_PEERS:
		return "peers";
	case EVIDENCE_CAA:
		return "caa";
	case EVIDENCE_SCOPES:
		break;
	}
	return "";
}

int
evidence_scope_from_text(const char *text, enum evidence_scope *out)
{
	for (int i = 0; i < EVIDENCE_SCOPES; i++)
		if (strcmp(text, evidence_scope_text((enum evidence_scope)i)) ==
		    0) {
			*out = (enum evidence_scope)i;
			return 0;
		}
	return -1;
}

void
about_init(struct evidence_about *about)
{
	*about = (struct evidence_about){.probe = true};
}

void
about_add(struct evidence_strings *strings, const char *text)
{
	strings->list =
	    mem_resize(strings->list, strings->n + 1, sizeof(char *));
	strings->list[strings->n++] = mem_strdup(text);
}

static struct evidence_selector *
about_find_selector(const struct evidence_about *about, const char *name)
{
	for (size_t i = 0; i < about->n_selectors; i++)
		if (strcmp(about->selectors[i].name, name) == 0)
			return &about->selectors[i];
	return NULL;
}

static struct evidence_selector *
about_new_selector(struct evidence_about *about, const char *name)
{
	struct evidence_selector *s;

	about->selectors = mem_resize(about->selectors, about->n_selectors + 1,
	    sizeof(about->selectors[0]));
	s = &about->selectors[about->n_selectors++];
	*s = (struct evidence_selector){.name = mem_strdup(name)};
	return s;
}

void
about_add_selector(struct evidence_about *about, const char *name,
    const uint8_t *spki, size_t spki_len)
{
	struct evidence_selector *s = about_find_selector(about, name);

	if (s == NULL || !s->seen)
		s = about_new_selector(about, name);
	s->seen = false;
	s->spki = spki != NULL ? mem_dup(spki, spki_len) : NULL;
	s->spki_len = spki_len;
}

void
about_add_seen_selector(struct evidence_about *about, const char *name)
{
	if (about_find_selector(about, name) == NULL)
		about_new_selector(about, name)->seen = true;
}

static void
about_copy_selectors(
    const struct evidence_about *from, struct evidence_about *out)
{
	for (size_t i = 0; i < from->n_selectors; i++) {
		const struct evidence_selector *s = &from->selectors[i];

		if (s->seen)
			about_add_seen_selector(out, s->name);
		else
			about_add_selector(out, s->name, s->spki, s->spki_len);
	}
}

static void
about_copy_strings(
    const struct evidence_strings *from, struct evidence_strings *out)
{
	for (size_t i = 0; i < from->n; i++)
		about_add(out, from->list[i]);
}

void
about_copy(const struct evidence_about *from, struct evidence_about *out)
{
	about_init(out);
	out->scope = from->scope;
	out->probe = from->probe;
	out->dane = from->dane;
	about_copy_strings(&from->services, &out->services);
	about_copy_strings(&from->egress, &out->egress);
	about_copy_strings(&from->accounts, &out->accounts);
	about_copy_strings(&from->methods, &out->methods);
	about_copy_selectors(from, out);
	about_copy_strings(&from->signers, &out->signers);
	out->helo = from->helo != NULL ? mem_strdup(from->helo) : NULL;
}

static void
about_fini_strings(struct evidence_strings *strings)
{
	for (size_t i = 0; i < strings->n; i++)
		free(strings->list[i]);
	free(strings->list);
}

void
about_fini(struct evidence_about *about)
{
	about_fini_strings(&about->services);
	about_fini_strings(&about->egress);
	about_fini_strings(&about->accounts);
	about_fini_strings(&about->methods);
	for (size_t i = 0; i < about->n_selectors; i++) {
		free(about->selectors[i].name);
		free(about->selectors[i].spki);
	}
	free(about->selectors);
	about_fini_strings(&about->signers);
	free(about->helo);
	*about = (struct evidence_about){.probe = false};
}
