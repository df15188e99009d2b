# SPDX-License-Identifier: BSD-2-Clause
# The sample as it stands in the tree is for the prefix /usr/local; installed
# it names the folders of this build.
confdir = $(sysconfdir)/caagate
nodist_conf_DATA = conf/caagate.conf.sample
EXTRA_DIST += conf/caagate.conf
CLEANFILES += conf/caagate.conf.sample

name_our_folders = $(SED) \
	-e 's|/usr/local/share/caagate|$(pkgdatadir)|' \
	-e 's|/usr/local/sbin|$(sbindir)|' \
	-e 's|/usr/local/var/lib/caagate|$(localstatedir)/lib/caagate|'

conf/caagate.conf.sample: conf/caagate.conf Makefile
	$(AM_V_GEN)$(MKDIR_P) conf && \
	    $(name_our_folders) $(srcdir)/conf/caagate.conf > $@

# What systemd takes: in the tree as for /usr/local too.
systemd_files = systemd/caagate-policyd.service systemd/caagate-policyd.socket \
	systemd/caagate-milter.service \
	sysusers.d/caagate.conf tmpfiles.d/caagate.conf
EXTRA_DIST += $(systemd_files:%=conf/%)
CLEANFILES += $(systemd_files:%=conf/installed/%)
if SYSTEMD
nodist_systemdsystemunit_DATA = conf/installed/systemd/caagate-policyd.service \
	conf/installed/systemd/caagate-policyd.socket \
	conf/installed/systemd/caagate-milter.service
nodist_sysusers_DATA = conf/installed/sysusers.d/caagate.conf
nodist_tmpfiles_DATA = conf/installed/tmpfiles.d/caagate.conf
endif

$(systemd_files:%=conf/installed/%): Makefile
	$(AM_V_GEN)$(MKDIR_P) $(@D) && \
	    $(name_our_folders) $(srcdir)/$(@:conf/installed/%=conf/%) > $@

conf/installed/systemd/caagate-policyd.service: conf/systemd/caagate-policyd.service
conf/installed/systemd/caagate-policyd.socket: conf/systemd/caagate-policyd.socket
conf/installed/systemd/caagate-milter.service: conf/systemd/caagate-milter.service
conf/installed/sysusers.d/caagate.conf: conf/sysusers.d/caagate.conf
conf/installed/tmpfiles.d/caagate.conf: conf/tmpfiles.d/caagate.conf

examplesdir = $(docdir)/examples
dist_examples_DATA = %D%/examples/good.example.zone \
	%D%/examples/broken.example.zone

dist_pkgdata_DATA += \
	conf/caa-identifiers.csv \
	conf/LICENSE-CDLA-Permissive-2.0.md
