/* SPDX-License-Identifier: BSD-2-Clause */
/* The options of `caagate check`: what may stand together, and what is said of
 * a domain. */

#include <arpa/inet.h>
#include <stdlib.h>
#include <string.h>

#include "base/error.h"
#include "base/mem.h"
#include "cli/check.h"
#include "cli/cli.h"
#include "dns/name.h"
#include "probe/result.h"
#include "settings/settings.h"
#include "verify/about.h"

#define FIELD(field) offsetof(struct check_options, field)

const struct cli_option check_options_table[CHECK_OPTIONS] = {
    {"no-probe", 0, CLI_FLAG, FIELD(no_probe), NULL,
	"ask the DNS only, look at no server"},
    {"profile", 0, CLI_TEXT, FIELD(profile), "PROFILE",
	"judge by standard, strict or bulk, whatever the settings say"},
    {"strict", 0, CLI_FLAG, FIELD(strict), NULL, "exit 1 on warnings"},
    {"all", 0, CLI_FLAG, FIELD(all), NULL, "list what passed too"},
    {"json-lines", 0, CLI_FLAG, FIELD(json_lines), NULL,
	"print one line of JSON a finding"},
    {"egress", 0, CLI_LIST, FIELD(egress), "IP",
	"mail leaves from this address; again for more"},
    {"selector", 0, CLI_LIST, FIELD(selectors), "NAME",
	"a DKIM selector that signs; again for more"},
    {"service", 0, CLI_LIST, FIELD(services), "URL",
	"look at this too, as imaps://imap.example.org; again for more"},
    {"helo", 0, CLI_TEXT, FIELD(helo), "NAME",
	"the EHLO name of the outgoing server"},
    {"save", 0, CLI_TEXT, FIELD(save), "FILE", "keep what was seen"},
    {"evidence", 0, CLI_TEXT, FIELD(evidence), "FILE",
	"judge what --save kept, and ask nobody"},
    {"file", 0, CLI_TEXT, FIELD(file), "LIST",
	"check the domains in this file, one a line; -: standard input"},
    {"jobs", 0, CLI_TEXT, FIELD(jobs_text), "N",
	"domains in flight at once (50)"},
    {"out", 0, CLI_TEXT, FIELD(out), "FILE",
	"write a line of JSON a domain to this new file"},
    {"resume", 0, CLI_TEXT, FIELD(resume), "FILE",
	"go on where FILE, which --out or --resume wrote, ends"},
};

static int
settle_profile(const struct cli *cli, struct check_options *o)
{
	o->wanted = PROFILES;
	if (o->profile == NULL)
		return CLI_GOOD;
	for (unsigned p = 0; p < PROFILES; p++) {
		o->wanted = (enum gate_profile)p;
		if (strcmp(gate_profile_text(o->wanted), o->profile) == 0)
			return CLI_GOOD;
	}
	return cli_fail(cli, CLI_USAGE,
	    "--profile: found %s, wanted standard, strict or bulk", o->profile);
}

static int
settle_jobs(const struct cli *cli, struct check_options *o)
{
	char *end;
	long n;

	o->jobs = o->file != NULL ? CHECK_JOBS : 1;
	if (o->jobs_text == NULL)
		return CLI_GOOD;
	n = strtol(o->jobs_text, &end, 10);
	if (o->jobs_text[0] == '\0' || *end != '\0' || n < 1 ||
	    n > CHECK_JOBS_MAX)
		return cli_fail(cli, CLI_USAGE,
		    "--jobs: found %s, wanted 1 to %d", o->jobs_text,
		    CHECK_JOBS_MAX);
	o->jobs = (unsigned)n;
	return CLI_GOOD;
}

static int
settle_egress(const struct cli *cli, const struct check_options *o)
{
	for (size_t i = 0; i < o->egress.n; i++) {
		const char *text = o->egress.list[i];
		struct in6_addr address;

		if (inet_pton(AF_INET, text, &address) != 1 &&
		    inet_pton(AF_INET6, text, &address) != 1)
			return cli_fail(cli, CLI_USAGE,
			    "--egress: found %s, wanted an IPv4 or IPv6 "
			    "address",
			    text);
	}
	return CLI_GOOD;
}

static int
settle_names(const struct cli *cli, const struct check_options *o)
{
	char name[DNS_NAME_SIZE];
	struct error err;

	for (size_t i = 0; i < o->selectors.n; i++)
		if (dns_name_canonical(o->selectors.list[i], name, &err) == -1)
			return cli_fail(
			    cli, CLI_USAGE, "--selector: %s", err.text);
	if (o->helo != NULL && dns_name_canonical(o->helo, name, &err) == -1)
		return cli_fail(cli, CLI_USAGE, "--helo: %s", err.text);
	return CLI_GOOD;
}

static int
settle_services(const struct cli *cli, const struct check_options *o)
{
	struct probe_target target;
	char host[DNS_NAME_SIZE];
	struct error err;

	for (size_t i = 0; i < o->services.n; i++)
		if (probe_target_parse(
			o->services.list[i], host, &target, &err) == -1)
			return cli_fail(
			    cli, CLI_USAGE, "--service: %s", err.text);
	return CLI_GOOD;
}

/* What must not stand together: two options and why. */
static int
settle_together(const struct cli *cli, const struct check_options *o)
{
	const bool about = o->egress.n > 0 || o->selectors.n > 0 ||
			   o->services.n > 0 || o->helo != NULL;
	const struct {
		bool is;
		const char *said;
	} bad[] = {
	    {o->evidence != NULL && o->file != NULL,
		"--evidence and --file exclude each other: saved evidence is "
		"of one domain"},
	    {o->evidence != NULL && o->save != NULL,
		"--evidence and --save exclude each other"},
	    {o->evidence != NULL && (about || o->no_probe),
		"--evidence asks nobody, so --egress, --selector, --service, "
		"--helo and --no-probe are for the run that saves it"},
	    {o->evidence != NULL && cli->common.now != NULL,
		"--evidence and --now exclude each other: the time is that of "
		"the evidence"},
	    {o->save != NULL && (o->file != NULL || cli->operands.n != 1),
		"--save keeps what was seen of one domain"},
	    {o->file != NULL && cli->operands.n > 0,
		"--file and DOMAIN exclude each other"},
	    {o->file == NULL && (o->out != NULL || o->resume != NULL),
		"--out and --resume are for the results of --file LIST"},
	    {o->out != NULL && o->resume != NULL,
		"--out and --resume exclude each other: --resume begins a new "
		"file, too"},
	    {o->json_lines && (o->out != NULL || o->resume != NULL),
		"--json-lines is for standard output: --out and --resume "
		"write one line a domain"},
	    {o->json_lines && cli->common.json,
		"--json and --json-lines exclude each other"},
	    {o->file == NULL && o->evidence == NULL && cli->operands.n == 0,
		"which domain? caagate check DOMAIN... or --file LIST"},
	};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (bad[i].is)
			return cli_fail(cli, CLI_USAGE, "%s", bad[i].said);
	return CLI_GOOD;
}

int
check_options_settle(struct cli *cli, struct check_options *o)
{
	int code = settle_together(cli, o);

	if (code == CLI_GOOD)
		code = settle_profile(cli, o);
	if (code == CLI_GOOD)
		code = settle_jobs(cli, o);
	if (code == CLI_GOOD)
		code = settle_egress(cli, o);
	if (code == CLI_GOOD)
		code = settle_names(cli, o);
	if (code == CLI_GOOD)
		code = settle_services(cli, o);
	return code;
}

static bool
is_selector(const struct evidence_about *about, const char *name)
{
	for (size_t i = 0; i < about->n_selectors; i++)
		if (!about->selectors[i].seen &&
		    strcmp(about->selectors[i].name, name) == 0)
			return true;
	return false;
}

static void
add_new(struct evidence_strings *strings, const char *text)
{
	for (size_t i = 0; i < strings->n; i++)
		if (strcmp(strings->list[i], text) == 0)
			return;
	about_add(strings, text);
}

void
check_options_about(const struct cli *cli, const struct check_options *o,
    const char *domain, struct evidence_about *out)
{
	char name[DNS_NAME_SIZE];

	settings_about(cli->settings, domain, out);
	if (o->no_probe)
		out->probe = false;
	for (size_t i = 0; i < o->egress.n; i++)
		add_new(&out->egress, o->egress.list[i]);
	for (size_t i = 0; i < o->services.n; i++)
		add_new(&out->services, o->services.list[i]);
	for (size_t i = 0; i < o->selectors.n; i++)
		if (dns_name_canonical(o->selectors.list[i], name, NULL) == 0 &&
		    !is_selector(out, name))
			about_add_selector(out, name, NULL, 0);
	if (o->helo == NULL || dns_name_canonical(o->helo, name, NULL) == -1)
		return;
	free(out->helo);
	out->helo = mem_strdup(name);
}
