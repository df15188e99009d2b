# SPDX-License-Identifier: BSD-2-Clause
"""A private Sendmail, from its unpacked Debian packages: as packages they and
Postfix exclude each other."""

import functools
import os
import pathlib
import shutil

from . import net
from .caagate import SOURCE
from .mta import Mta
from .process import LabError, Process, run

CONFIG_MC = """\
divert(0)dnl
VERSIONID(`caagate lab')dnl
OSTYPE(`linux')dnl
define(`confDOMAIN_NAME', `mx.lab.test')dnl
define(`confPID_FILE', `{folder}/sendmail.pid')dnl
define(`QUEUE_DIR', `{folder}/mqueue')dnl
define(`STATUS_FILE', `{folder}/statistics')dnl
define(`HELP_FILE', `{folder}/help')dnl
define(`ALIAS_FILE', `')dnl
define(`confSERVICE_SWITCH_FILE', `{folder}/service.switch')dnl
define(`confCONTROL_SOCKET_NAME', `')dnl
define(`confTO_IDENT', `0')dnl
define(`confTO_COMMAND', `60s')dnl
define(`confDONT_PROBE_INTERFACES', `True')dnl
define(`confSERVER_CERT', `{folder}/chain.pem')dnl
define(`confSERVER_KEY', `{folder}/key.pem')dnl
define(`confCACERT', `{folder}/roots.pem')dnl
define(`confCACERT_PATH', `{folder}/certs')dnl
define(`confTLS_SRV_OPTIONS', `')dnl
define(`SMART_HOST', `relay:[127.0.0.1]')dnl
define(`RELAY_MAILER_ARGS', `TCP $h {sink_port}')dnl
dnl Whatever else the machine is busy with.
define(`confQUEUE_LA', `10000')dnl
define(`confREFUSE_LA', `10000')dnl
define(`confMAX_HEADERS_LENGTH', `1000000')dnl
FEATURE(`nocanonify')dnl
FEATURE(`accept_unresolvable_domains')dnl
FEATURE(`accept_unqualified_senders')dnl
FEATURE(`no_default_msa')dnl
DAEMON_OPTIONS(`Name=MTA, Addr=127.0.0.1, Port={port}')dnl
{extra}
MAILER(`smtp')dnl
"""


def root():
    """Where runtests unpacked the packages."""
    return pathlib.Path(os.environ.get(
        "CAAGATE_SENDMAIL", SOURCE / "runtests.d" / "sendmail"))


# Before it reads its configuration it asks the machine for its name, and
# where that has no dot the DNS, for a minute and more.
NAMED = ["unshare", "--uts", "sh", "-c", 'hostname mx.lab.test && exec "$@"',
         "sh"]


def command(*args):
    return [*NAMED, root() / "usr/libexec/sendmail/sendmail", *args]


@functools.cache
def missing():
    """A sentence, or None where Sendmail runs."""
    if not (root() / "usr/libexec/sendmail/sendmail").exists():
        return f"no Sendmail in {root()} (runtests fetches it)"
    done = run(*command("-d0.1", "-bt", "-C/dev/null"), check=False)
    if "Version 8." not in done.stdout:
        return f"Sendmail does not run: {done.stderr.strip()}"
    if "MILTER" not in done.stdout or "STARTTLS" not in done.stdout:
        return "this Sendmail has no MILTER or no STARTTLS"
    return None


class Sendmail(Mta):
    """A daemon with its own configuration and queue; all mail goes to the
    sink."""

    def __init__(self, folder, sink, leaf, roots, extra=""):
        """leaf: of the server; roots: file of the CAs whose clients are
        known; extra: lines of sendmail.mc."""
        super().__init__(net.free_port())
        self.folder = folder
        self.process = None
        (folder / "mqueue").mkdir(mode=0o700)
        (folder / "certs").mkdir()
        (folder / "service.switch").write_text(
            "hosts files\naliases files\npasswd files\n")
        # It does without TLS where others may read the key, or write to a
        # folder above it: no sticky bit helps /tmp.
        for source, name in ((leaf.key, "key.pem"), (leaf.chain, "chain.pem"),
                             (roots, "roots.pem")):
            shutil.copy(source, folder / name)
            (folder / name).chmod(0o600)
        mc = folder / "sendmail.mc"
        mc.write_text(CONFIG_MC.format(
            folder=folder, sink_port=sink.port, port=self.port,
            extra=extra))
        self.config = folder / "sendmail.cf"
        self.config.write_text(self._made_of(mc))

    @staticmethod
    def _made_of(mc):
        cf = root() / "usr/share/sendmail/cf"
        done = run("m4", f"-D_CF_DIR_={cf}/", cf / "m4/cf.m4", mc)
        if done.stderr:
            raise LabError(f"m4 of {mc}: {done.stderr}")
        return done.stdout

    def start(self):
        self.process = Process(
            self.folder, "sendmail",
            command("-bD", f"-C{self.config}", "-X",
                    self.folder / "traffic"))
        self.process.wait_for("a connection",
                              lambda: net.answers("127.0.0.1", self.port))
        return self

    def stop(self):
        if self.process is not None:
            self.process.stop()
            self.process = None

    def queued(self):
        """Files of the queue: the envelopes of what is not delivered."""
        return sorted(p.name for p in (self.folder / "mqueue").iterdir()
                      if p.name[:2] in ("qf", "hf"))
