/* SPDX-License-Identifier: BSD-2-Clause */
/* Every host that a mail domain is about. */

#ifndef VERIFY_HOSTS_H
#define VERIFY_HOSTS_H

struct evidence;

typedef void hosts_cb(void *arg, const char *host);

/* The domain, its policy host, its MX hosts and the hosts of its services;
 * one may come twice. */
void hosts_each(const struct evidence *, hosts_cb *, void *arg);

#endif
