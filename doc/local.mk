# SPDX-License-Identifier: BSD-2-Clause
dist_man_MANS += doc/caagate.1 doc/caagate.conf.5 doc/caagate-milter.8 \
	doc/caagate-policyd.8 doc/caagate-rules.7
dist_doc_DATA += doc/ca-table.md doc/design.md doc/guide-enforcing.md \
	doc/guide-milter.md
