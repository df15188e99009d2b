/* SPDX-License-Identifier: BSD-2-Clause */
/* Inside settings: what a text may be (check.c), and what is said of each
 * domain (facts.c). */

#ifndef SETTINGS_SETTINGS_PARTS_H
#define SETTINGS_SETTINGS_PARTS_H

#include <stdint.h>

#include "base/settings.h"
#include "verify/finding.h"

struct buf;
struct settings;
struct settings_domain;

setting_check settings_check_account;  /* an URI */
setting_check settings_check_address;  /* numeric */
setting_check settings_check_folder;   /* an absolute path */
setting_check settings_check_host;     /* a domain name */
setting_check settings_check_http;     /* `127.0.0.1:10052`, `unix:PATH` */
setting_check settings_check_method;   /* `dns-01`, as in RFC 8657 */
setting_check settings_check_mode;     /* `0660` */
setting_check settings_check_network;  /* `10.0.0.0/8` */
setting_check settings_check_profile;  /* `strict` */
setting_check settings_check_require;  /* `mta-sts` */
setting_check settings_check_selector; /* `s1`, `s1=/path/to/key.pem` */
setting_check settings_check_service;  /* `imaps://imap.example.org` */
setting_check settings_check_sha256;   /* 64 hexadecimal digits */

/* The nth rule (from 0) that fails where what the word names is not there, or
 * is not good; RULES after the last, and where it is no such word. */
enum rule_id settings_required_rule(const char *word, size_t nth);

/* The public key of a PEM file, which holds it or the private key of it, as
 * SubjectPublicKeyInfo put after what *out holds. */
int settings_read_key(const char *path, struct buf *out, struct error *err);

void settings_make_facts(struct settings *);
int settings_add_facts(
    struct settings *, const struct settings_domain *, struct error *err);
void settings_free_facts(struct settings *);

#endif
