# SPDX-License-Identifier: BSD-2-Clause
"""One call gives servers, zones and certificates; close() ends them all."""

import os
import pathlib
import shutil
import tempfile

from . import net
from .ca import CertificateAuthority
from .caagate import SOURCE, Clock, Policyd, program
from .dns_servers import Authority, Resolver
from .dns_tap import DnsTap
from .mail import MxPostfix, Postfix, Sink
from .mail_hosts import MailHosts
from .milter import Milter
from .sendmail import Sendmail
from .web import Nginx
from .zones import Zone, ZoneFiles

PROGRAMS = {
    "postfix": "postfix", "smtp-sink": "postfix", "unbound": "unbound",
    "unbound-control": "unbound", "nsd": "nsd", "ldns-keygen": "ldnsutils",
    "ldns-signzone": "ldnsutils", "openssl": "openssl",
    "nginx": "nginx-light", "curl": "curl",
}


def missing_requirements():
    """A sentence, or None where the lab can run."""
    if os.geteuid() != 0:
        return "not root: Postfix and port 53 of the lab need it"
    absent = sorted({package for name, package in PROGRAMS.items()
                     if shutil.which(name) is None})
    if absent:
        return f"packages missing: {' '.join(absent)}"
    for name in ("caagate-policyd", "caagate-milter", "caagate"):
        if not program(name).exists():
            return f"{program(name)} is not built (set CAAGATE_BUILDDIR)"
    return None


class Lab:
    def __init__(self):
        # Short, for sockets in it; open, for the users of Postfix.
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="cg-"))
        self.folder.chmod(0o755)
        self.network = net.Network()
        self._stop = []
        self._folders = 0
        self._safe = None
        self.authority = Authority(self._folder("nsd"),
                                   self.network.address(), None)
        self.files = ZoneFiles(self.authority.folder, self.authority.address)
        self.authority.files = self.files
        self._resolvers = []
        self.zone("", signed=True)
        self.zone("test", signed=True)
        self.zone("example", signed=True)
        self.zone("lab.test", [f"ns IN A {self.authority.address}"])
        self._stop.append(self.authority.stop)

    def _folder(self, name):
        self._folders += 1
        folder = self.folder / f"{name}{self._folders}"
        folder.mkdir()
        return folder

    def safe_folder(self, name):
        """One that only root could have written to: Sendmail looks at each
        folder above its files and the milters' sockets."""
        if self._safe is None:
            self._safe = pathlib.Path(tempfile.mkdtemp(prefix="cg-",
                                                       dir="/run"))
            self._safe.chmod(0o755)
        self._folders += 1
        folder = self._safe / f"{name}{self._folders}"
        folder.mkdir()
        return folder

    def zone(self, name, records=(), signed=False, **kw):
        """Add or replace a zone; publish() makes it seen."""
        return self.files.add(Zone(name, records, signed, **kw))

    def publish(self):
        self.authority.publish()
        for resolver in self._resolvers:
            resolver.flush()

    def resolver(self, **kw):
        """A validating resolver, started."""
        if self.authority.process is None:
            self.authority.publish()
        resolver = Resolver(self._folder("unbound"), self.network.address(),
                            self.authority.address, self.files.anchor(), **kw)
        self._stop.append(resolver.stop)
        resolver.start()
        self._resolvers.append(resolver)
        return resolver

    def forget_resolver(self, resolver):
        resolver.stop()
        self._resolvers.remove(resolver)

    def tap(self, resolver=None, at=None):
        """A server that counts and misbehaves, before this resolver; at: an
        (address, port) in place of one of the lab's own."""
        upstream = (resolver.address, 53) if resolver else None
        tap = DnsTap(*(at or (self.network.address(), 53)), upstream)
        tap.start()
        self._stop.append(tap.stop)
        return tap

    def policyd(self, server, domains, listen=None, clock=False, **groups):
        """caagate-policyd that enforces and logs to its own file; with
        clock=True its .clock may be advanced."""
        folder = self._folder("policyd")
        names = [d if isinstance(d, dict) else {"name": d} for d in domains]
        settings = {
            "resolver": {"servers": [server], **groups.pop("resolver", {})},
            "store": {"path": folder / "store", **groups.pop("store", {})},
            "ca": {"table": SOURCE / "conf" / "caa-identifiers.csv",
                   **groups.pop("ca", {})},
            "gate": {"profile": "strict", "enforce": True,
                     "help_url": "https://help.example/caa",
                     **groups.pop("gate", {})},
            "log": {"to": "stderr", "level": "info", **groups.pop("log", {})},
            "domains": names, **groups,
        }
        policyd = Policyd(folder, settings, listen,
                          Clock(folder / "clock") if clock else None)
        self._stop.append(policyd.stop)
        return policyd

    def milter(self, server, listen=None, **groups):
        """caagate-milter, not started yet; listens on a UNIX socket in a
        folder of its own, or where it is told."""
        folder = self.safe_folder("milter")
        settings = {
            "resolver": {"servers": [server], **groups.pop("resolver", {})},
            "store": {"path": folder / "store", **groups.pop("store", {})},
            "ca": {"table": SOURCE / "conf" / "caa-identifiers.csv",
                   **groups.pop("ca", {})},
            "log": {"to": "stderr", "level": "info", **groups.pop("log", {})},
            **groups,
        }
        milter = Milter(folder, settings, listen)
        self._stop.append(milter.stop)
        return milter

    def sink(self):
        sink = Sink(self._folder("sink"))
        self._stop.append(sink.stop)
        return sink

    def postfix(self, sink, main="", submission=None):
        """An instance of Postfix, not started yet."""
        postfix = Postfix(self._folder("postfix"), sink, main, submission)
        self._stop.append(postfix.stop)
        return postfix

    def sendmail(self, sink, leaf, roots, extra=""):
        """An instance of Sendmail, not started yet."""
        sendmail = Sendmail(self.safe_folder("sendmail"), sink, leaf, roots,
                            extra)
        self._stop.append(sendmail.stop)
        return sendmail

    def ca(self, name="Lab", identifiers=()):
        return CertificateAuthority(self._folder("ca"), name, identifiers)

    def mail_hosts(self):
        """Servers of our own, not started yet."""
        hosts = MailHosts()
        self._stop.append(hosts.stop)
        return hosts

    def nginx(self):
        """An instance with an address of its own, not started yet."""
        nginx = Nginx(self._folder("nginx"), self.network.address(443))
        self._stop.append(nginx.stop)
        return nginx

    def mx_postfix(self):
        """A Postfix that takes mail on port 25, not started yet."""
        postfix = MxPostfix(self._folder("mxpostfix"))
        self._stop.append(postfix.stop)
        return postfix

    def close(self):
        """Stop what was started, the last first, and remove the files."""
        while self._stop:
            self._stop.pop()()
        for folder in filter(None, (self.folder, self._safe)):
            if os.environ.get("CAAGATE_KEEP_LAB"):
                print(f"kept: {folder}")
            else:
                shutil.rmtree(folder, ignore_errors=True)
