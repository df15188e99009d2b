# SPDX-License-Identifier: BSD-2-Clause
# The sample as it stands in the tree is for the prefix /usr/local; installed
# it names the folders of this build.
confdir = $(sysconfdir)/caagate
nodist_conf_DATA = conf/caagate.conf.sample
EXTRA_DIST += conf/caagate.conf
CLEANFILES += conf/caagate.conf.sample

conf/caagate.conf.sample: conf/caagate.conf Makefile
	$(AM_V_GEN)$(MKDIR_P) conf && $(SED) \
	    -e 's|/usr/local/share/caagate|$(pkgdatadir)|' \
	    -e 's|/usr/local/var/lib/caagate|$(localstatedir)/lib/caagate|' \
	    $(srcdir)/conf/caagate.conf > $@

examplesdir = $(docdir)/examples
dist_examples_DATA = %D%/examples/good.example.zone \
	%D%/examples/broken.example.zone

dist_pkgdata_DATA += \
	conf/caa-identifiers.csv \
	conf/LICENSE-CDLA-Permissive-2.0.md
