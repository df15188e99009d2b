/* SPDX-License-Identifier: BSD-2-Clause */
/* Words for what the history has of a certificate's signer. */

#ifndef VERIFY_HISTORY_WORDS_H
#define VERIFY_HISTORY_WORDS_H

#include "history/value.h"

const char *history_issuer_text(enum history_issuer); /* `identified` */
int history_issuer_from_text(const char *, enum history_issuer *out); /* -1 */

#endif
