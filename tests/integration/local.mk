# SPDX-License-Identifier: BSD-2-Clause
# Real Postfix, Sendmail, nginx, Unbound and NSD: run by runtests, as root; not
# by make check.
EXTRA_DIST += \
	%D%/conftest.py %D%/milter_world.py %D%/pytest.ini %D%/scene.py \
	%D%/world.py \
	%D%/scenarios/__init__.py %D%/scenarios/model.py \
	%D%/scenarios/authorities.py %D%/scenarios/dane.py \
	%D%/scenarios/hosts.py %D%/scenarios/hostile.py \
	%D%/scenarios/messages.py %D%/scenarios/milter.py \
	%D%/scenarios/policies.py \
	%D%/scenarios/senders.py \
	%D%/lab/__init__.py %D%/lab/ca.py %D%/lab/caagate.py \
	%D%/lab/damage.py %D%/lab/disk.py \
	%D%/lab/dns_servers.py %D%/lab/dns_tap.py %D%/lab/lab.py \
	%D%/lab/authres.py %D%/lab/mail.py %D%/lab/mail_hosts.py \
	%D%/lab/milter.py %D%/lab/milter_spy.py %D%/lab/mta.py \
	%D%/lab/net.py %D%/lab/process.py %D%/lab/sendmail.py \
	%D%/lab/smime.py %D%/lab/syslog.py %D%/lab/web.py %D%/lab/zones.py \
	%D%/milter_front.py %D%/milter_wire.py \
	%D%/test_check.py %D%/test_cli.py %D%/test_daemon.py \
	%D%/test_faults.py %D%/test_front.py %D%/test_gate.py \
	%D%/test_history.py %D%/test_hostile.py %D%/test_lab.py \
	%D%/test_learned.py \
	%D%/test_load.py %D%/test_macros.py %D%/test_milter.py \
	%D%/test_milter_faults.py %D%/test_milter_mta.py \
	%D%/test_milter_mta_faults.py %D%/test_milter_says.py \
	%D%/test_milter_wire.py %D%/test_peers.py %D%/test_policy.py \
	%D%/test_postfix.py %D%/test_recipients.py %D%/test_scene.py \
	%D%/test_story.py %D%/test_sweep.py %D%/test_time.py \
	%D%/test_valgrind.py
EXTRA_DIST += tests/support/setup.sh tests/support/count.sh
EXTRA_DIST += conf/examples/good.example.zone \
	conf/examples/broken.example.zone conf/postfix/client-main.cf \
	conf/postfix/recipient-main.cf \
	conf/postfix/submission-main.cf conf/postfix/submission-master.cf \
	conf/postfix/tcp-main.cf conf/postfix/milter-main.cf \
	conf/postfix/milter-submission-master.cf \
	conf/sendmail/caagate.mc
