/* SPDX-License-Identifier: BSD-2-Clause */
/* The milter protocol, version 6, as an MTA has to know it. */

#ifndef BENCH_MILTERLOAD_PROTOCOL_H
#define BENCH_MILTERLOAD_PROTOCOL_H

#define PROTOCOL_VERSION 6

/* What the MTA may leave out (NO_), and what is not replied to (SILENT_). */
#define PROTOCOL_NO_CONNECT 0x000001u
#define PROTOCOL_NO_HELO 0x000002u
#define PROTOCOL_NO_MAIL 0x000004u
#define PROTOCOL_NO_RCPT 0x000008u
#define PROTOCOL_NO_BODY 0x000010u
#define PROTOCOL_NO_FIELDS 0x000020u
#define PROTOCOL_NO_EOH 0x000040u
#define PROTOCOL_SILENT_FIELD 0x000080u
#define PROTOCOL_NO_DATA 0x000200u
#define PROTOCOL_SKIP 0x000400u
#define PROTOCOL_SILENT_CONNECT 0x001000u
#define PROTOCOL_SILENT_HELO 0x002000u
#define PROTOCOL_SILENT_MAIL 0x004000u
#define PROTOCOL_SILENT_RCPT 0x008000u
#define PROTOCOL_SILENT_DATA 0x010000u
#define PROTOCOL_SILENT_EOH 0x040000u
#define PROTOCOL_SILENT_BODY 0x080000u
#define PROTOCOL_LEADING_SPACE 0x100000u
#define PROTOCOL_ALL 0x1fffffu

#define ACTION_ADD_FIELD 0x001u
#define ACTION_BODY 0x002u
#define ACTION_ADD_RCPT 0x004u
#define ACTION_DELETE_RCPT 0x008u
#define ACTION_CHANGE_FIELD 0x010u
#define ACTION_QUARANTINE 0x020u
#define ACTION_CHANGE_SENDER 0x040u
#define ACTION_ADD_RCPT_WITH 0x080u
#define ACTIONS_ALL 0x1ffu

#define PROTOCOL_CHUNK 65535u          /* of a body, as an MTA sends it */
#define PROTOCOL_PACKET_MAX (1u << 20) /* believed of a milter */

/* Where macros are sent, as SMFIM_*: the message's end before the header's. */
enum stage {
	STAGE_CONNECT,
	STAGE_HELO,
	STAGE_MAIL,
	STAGE_RCPT,
	STAGE_DATA,
	STAGE_EOM,
	STAGE_EOH,
	STAGES,
};

#define STAGE_LETTERS "CHMRDEN"  /* of the command line */
#define STAGE_COMMANDS "CHMRTEN" /* of the protocol */

#endif
