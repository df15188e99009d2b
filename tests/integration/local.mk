# SPDX-License-Identifier: BSD-2-Clause
# Real Postfix, Unbound and NSD: run by runtests, as root; not by make check.
EXTRA_DIST += \
	%D%/conftest.py %D%/world.py %D%/pytest.ini \
	%D%/lab/__init__.py %D%/lab/ca.py %D%/lab/caagate.py \
	%D%/lab/dns_servers.py %D%/lab/dns_tap.py %D%/lab/lab.py \
	%D%/lab/mail.py %D%/lab/net.py %D%/lab/process.py %D%/lab/zones.py \
	%D%/test_cli.py %D%/test_daemon.py %D%/test_lab.py \
	%D%/test_policy.py %D%/test_postfix.py %D%/test_time.py
EXTRA_DIST += tests/support/setup.sh tests/support/count.sh
EXTRA_DIST += conf/examples/good.example.zone \
	conf/examples/broken.example.zone conf/postfix/recipient-main.cf \
	conf/postfix/submission-main.cf conf/postfix/submission-master.cf \
	conf/postfix/tcp-main.cf
