# SPDX-License-Identifier: BSD-2-Clause
src_libcaagate_a_SOURCES += \
	%D%/bag.c \
	%D%/ca_file.c %D%/ca_file.h \
	%D%/ca_set.c %D%/ca_set.h \
	%D%/chain.c %D%/chain.h \
	%D%/ca_table.c %D%/ca_table.h \
	%D%/ca_table_find.c \
	%D%/ca_table_parts.h \
	%D%/ca_table_settle.c \
	%D%/ccadb.c %D%/ccadb.h \
	%D%/ccadb_merge.c \
	%D%/ccadb_parts.h \
	%D%/csv.c %D%/csv.h \
	%D%/dn.c %D%/dn.h \
	%D%/dn_loose.c \
	%D%/dn_parts.h \
	%D%/dn_text.c \
	%D%/dn_x509.c \
	%D%/facts.c %D%/facts.h %D%/facts_parts.h \
	%D%/facts_match.c %D%/facts_names.c \
	%D%/identifiers.c %D%/identifiers.h \
	%D%/issuer.c %D%/issuer.h
