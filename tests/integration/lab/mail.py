# SPDX-License-Identifier: BSD-2-Clause
"""A private Postfix, and the sink behind it."""

import os
import re
import shutil

from . import net
from .mta import Mta
from .process import Process, run, wait_until

MAIN_CF = """\
compatibility_level = 3.6
queue_directory = {folder}/spool
data_directory = {folder}/data
mail_owner = postfix
myhostname = mx.lab.test
mydomain = lab.test
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject_unauth_destination
default_transport = smtp:[127.0.0.1]:{sink_port}
relay_transport = $default_transport
disable_dns_lookups = yes
smtp_host_lookup = native
smtputf8_enable = yes
smtpd_peername_lookup = no
biff = no
maillog_file = {folder}/maillog
maillog_file_prefixes = {folder}
multi_instance_enable = no
default_database_type = hash
"""

MASTER_CF = """\
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

# Chrooted, as Debian's master.cf has it.
SUBMISSION = "127.0.0.1:{port} inet n - y - - smtpd\n"


class Sink:
    """smtp-sink: takes all mail, one file a message."""

    def __init__(self, folder):
        self.folder = folder / "mails"
        self.folder.mkdir()
        shutil.chown(self.folder, "nobody")
        self.port = net.free_port()
        self.process = Process(
            folder, "sink", ["smtp-sink", "-u", "nobody", "-d",
                             f"{self.folder}/m.", f"127.0.0.1:{self.port}",
                             "64"])
        self.process.wait_for("a connection",
                              lambda: net.answers("127.0.0.1", self.port))

    def find(self, mark):
        """The message with this text in it, or None."""
        for path in self.folder.iterdir():
            text = path.read_text(errors="replace")
            if mark in text:
                return text
        return None

    def wait(self, mark, seconds=15):
        return wait_until(f"mail {mark} in the sink",
                          lambda: self.find(mark), seconds)

    def stop(self):
        self.process.stop()


class Postfix(Mta):
    """An instance of its own: configuration, queue, log and port."""

    def __init__(self, folder, sink, main="", submission=None):
        """main: text added to main.cf; submission: -o lines of a second
        smtpd, on submission_port."""
        super().__init__(net.free_port())
        self.folder = folder
        self.submission_port = net.free_port()
        self.config = folder / "etc"
        self.spool = folder / "spool"
        self.maillog = folder / "maillog"
        self.process = None
        for name in ("etc", "spool", "data"):
            (folder / name).mkdir()
        shutil.chown(folder / "data", "postfix")
        sink_port = sink.port if sink else 9
        (self.config / "main.cf").write_text(
            MAIN_CF.format(folder=folder, sink_port=sink_port) + main)
        master = MASTER_CF.format(port=self.port)
        self._ports = [self.port]
        if submission is not None:
            self._ports.append(self.submission_port)
            master += SUBMISSION.format(port=self.submission_port)
            master += submission
        (self.config / "master.cf").write_text(master)

    def start(self, *listens):
        """Until it listens there, or on its ports."""
        # Not `postfix start`: its master would be no child of ours.
        env = {"PATH": os.environ["PATH"], "MAIL_CONFIG": str(self.config)}
        run("postfix", "-c", self.config, "check", env=env)
        self.process = Process(
            self.folder, "postfix",
            [f"{postconf('daemon_directory')}/master", "-s", "-c",
             self.config], env=env)
        for where in listens or [("127.0.0.1", p) for p in self._ports]:
            self.process.wait_for("a connection",
                                  lambda w=where: net.answers(*w), 30)
        return self

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None

    def log(self):
        return self.maillog.read_text(errors="replace") \
            if self.maillog.exists() else ""

    def wait_log(self, pattern, seconds=45):
        return wait_until(f"{pattern!r} in the mail log",
                          lambda: re.search(pattern, self.log()), seconds)


# On 127.x.y.z, which inet_interfaces of MAIN_CF does not name.
MX_SMTPD = """\
{address}:25 inet n - n - - smtpd
    -o smtpd_tls_security_level={level}
    -o smtpd_tls_chain_files={leaf.combined}
"""


class MxPostfix(Postfix):
    """smtpd on port 25 of several addresses, each with a certificate."""

    def __init__(self, folder):
        super().__init__(folder, None)
        self._listens = []

    def serve(self, address, leaf, level="may"):
        with open(self.config / "master.cf", "a", encoding="ascii") as out:
            out.write(MX_SMTPD.format(address=address, leaf=leaf,
                                      level=level))
        self._listens.append((address, 25))

    def start(self, *_):
        return super().start(*self._listens)


def postconf(name):
    """A parameter of Postfix as it was built."""
    return run("postconf", "-dh", name).stdout.strip()
