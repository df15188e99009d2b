/* SPDX-License-Identifier: BSD-2-Clause */
/* The macros that an MTA tells, and where. */

#include <stdlib.h>
#include <string.h>

#include "base/mem.h"
#include "load.h"
#include "milterload.h"

struct macro {
	char *name, *value;
	unsigned stages; /* 0: at none */
};

struct macros {
	struct macro *list;
	size_t n;
};

/* Where Postfix and Sendmail send them; others go to MAIL. */
static const struct {
	const char *name, *stages;
} usual[] = {
    {"j", "C"},
    {"_", "C"},
    {"v", "C"},
    {"{daemon_name}", "C"},
    {"{daemon_addr}", "C"},
    {"{daemon_port}", "C"},
    {"{if_name}", "C"},
    {"{if_addr}", "C"},
    {"{client_name}", "C"},
    {"{client_addr}", "C"},
    {"{client_port}", "C"},
    {"{client_ptr}", "C"},
    {"{client_resolve}", "C"},
    {"{client_connections}", "C"},
    {"{tls_version}", "HM"},
    {"{cipher}", "HM"},
    {"{cipher_bits}", "HM"},
    {"{cert_subject}", "HM"},
    {"{cert_issuer}", "HM"},
    {"{cn_subject}", "HM"},
    {"{cn_issuer}", "HM"},
    {"{verify}", "HM"},
    {"{cert_md5}", "HM"},
    {"{cert_fp}", "HM"},
    {"{tls_sni}", "HM"},
    {"{alg_bits}", "HM"},
    {"i", "MRDNE"},
    {"{auth_type}", "M"},
    {"{auth_authen}", "M"},
    {"{auth_author}", "M"},
    {"{auth_ssf}", "M"},
    {"{mail_addr}", "M"},
    {"{mail_host}", "M"},
    {"{mail_mailer}", "M"},
    {"{rcpt_addr}", "R"},
    {"{rcpt_host}", "R"},
    {"{rcpt_mailer}", "R"},
    {"{msg_id}", "E"},
};

static unsigned
macros_stages(const char *letters, size_t n)
{
	unsigned stages = 0;

	for (size_t i = 0; i < n; i++)
		stages |=
		    1u << (strchr(STAGE_LETTERS, letters[i]) - STAGE_LETTERS);
	return stages;
}

static unsigned
macros_usual_stages(const char *name)
{
	for (size_t i = 0; i < sizeof(usual) / sizeof(usual[0]); i++)
		if (strcmp(usual[i].name, name) == 0)
			return macros_stages(
			    usual[i].stages, strlen(usual[i].stages));
	return 1u << STAGE_MAIL;
}

static struct macro *
macros_find(const struct macros *m, const char *name)
{
	for (size_t i = 0; i < m->n; i++)
		if (strcmp(m->list[i].name, name) == 0)
			return &m->list[i];
	return NULL;
}

bool
macros_has(const struct macros *m, const char *name)
{
	return macros_find(m, name) != NULL;
}

static void
macros_set(
    struct macros *m, const char *name, const char *value, unsigned stages)
{
	struct macro *macro = macros_find(m, name);

	if (macro == NULL) {
		m->list = mem_resize(m->list, m->n + 1, sizeof(*m->list));
		macro = &m->list[m->n++];
		macro->name = mem_strdup(name);
		macro->value = NULL;
	}
	free(macro->value);
	macro->value = mem_strdup(value);
	macro->stages = stages;
}

void
macros_define(struct macros *m, const char *name, const char *value)
{
	macros_set(m, name, value, macros_usual_stages(name));
}

struct macros *
macros_new(void)
{
	struct macros *m = mem_zalloc(sizeof(*m));

	macros_define(m, "j", "mx.example.net");
	macros_define(m, "{daemon_name}", "milterload");
	macros_define(m, "v", "milterload");
	macros_define(m, "i", "\1i");
	macros_define(m, "{rcpt_addr}", "\1r");
	macros_define(m, "{rcpt_host}", "\1h");
	macros_define(m, "{rcpt_mailer}", "smtp");
	return m;
}

void
macros_free(struct macros **mp)
{
	struct macros *m = *mp;

	for (size_t i = 0; i < m->n; i++) {
		free(m->list[i].name);
		free(m->list[i].value);
	}
	free(m->list);
	free(m);
	*mp = NULL;
}

/* [STAGES:]NAME[=VALUE] */
void
macros_take(struct macros *m, const char *definition)
{
	const char *value = strchr(definition, '=');
	size_t letters = strspn(definition, STAGE_LETTERS);
	bool placed = letters > 0 && definition[letters] == ':';
	const char *from = definition + (placed ? letters + 1 : 0);
	char *name = mem_strndup(from, strcspn(from, "="));

	if (name[0] == '\0')
		load_die(EX_USAGE, "-D needs a macro name");
	if (value == NULL && macros_has(m, name))
		macros_set(m, name, "", 0);
	else if (value != NULL)
		macros_set(m, name, value + 1,
		    placed ? macros_stages(definition, letters)
			   : macros_usual_stages(name));
	free(name);
}

/* Names between spaces or commas; one letter stands with braces or without. */
static bool
macros_is_named(const char *list, const char *name)
{
	static const char between[] = " ,\t\n";
	size_t n = strlen(name);

	for (list += strspn(list, between); *list != '\0';
	     list += strspn(list, between)) {
		size_t len = strcspn(list, between);

		if (len == n && strncmp(list, name, n) == 0)
			return true;
		if (n == 1 && len == 3 && list[0] == '{' &&
		    list[1] == name[0] && list[2] == '}')
			return true;
		list += len;
	}
	return false;
}

/* NULL where there is no such value at that stage. */
static const char *
macros_value_of_message(const struct client *c, char kind, enum stage stage)
{
	const char *rcpt, *at;

	if (stage < STAGE_MAIL)
		return NULL;
	if (kind == 'i')
		return c->queue_id;
	if (stage != STAGE_RCPT)
		return NULL;
	rcpt = c->load->options.rcpts[c->at];
	at = kind == 'h' ? strrchr(rcpt, '@') : NULL;
	return at != NULL ? at + 1 : rcpt;
}

/* The milter's own list, where it gave one, replaces what is usual. */
static bool
macros_is_sent(
    const struct client *c, const struct macro *macro, enum stage stage)
{
	const char *list = c->macros[stage];

	if (list == NULL || c->load->options.all_macros)
		return (macro->stages & 1u << stage) != 0;
	return macro->stages != 0 && macros_is_named(list, macro->name);
}

void
macros_put(const struct client *c, enum stage stage, struct buf *out)
{
	const struct macros *m = c->load->macros;

	for (const struct macro *macro = m->list; macro < m->list + m->n;
	     macro++) {
		const char *value = macro->value;

		if (!macros_is_sent(c, macro, stage))
			continue;
		if (value[0] == MACRO_OF_MESSAGE)
			value = macros_value_of_message(c, value[1], stage);
		if (value == NULL)
			continue;
		buf_put(out, macro->name, strlen(macro->name) + 1);
		buf_put(out, value, strlen(value) + 1);
	}
}
