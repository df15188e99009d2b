/* SPDX-License-Identifier: BSD-2-Clause */
/* What the DKIM signatures of outgoing mail tell of their domain. */

#ifndef MILTER_LEARN_H
#define MILTER_LEARN_H

struct session;

/*
 * At the end of a message.  Anybody may write a signature into mail to us, so
 * what is learned from is mail of somebody who has logged in, or of this
 * machine to a domain that is not ours; that is from one domain of the table.
 * Of it are noted the selectors of its own signatures and the d= of those that
 * may be aligned with it; others' only where there are none of these.  Mail
 * without any says nothing: who signs may come after us.
 */
void learn(struct session *);

#endif
