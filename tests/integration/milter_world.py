# SPDX-License-Identifier: BSD-2-Clause
"""A milter, the people who write S/MIME, and MTAs that ask the milter."""

from cryptography.hazmat.primitives.asymmetric import rsa

from lab import net
from lab.caagate import SOURCE
from lab.mta import client_context
from lab.smime import Cms
from scenarios.messages import PEOPLE

TLS = """
smtpd_tls_security_level = may
smtpd_tls_ask_ccert = yes
smtpd_tls_chain_files = {leaf.combined}
smtpd_tls_CAfile = {roots}
"""


def published(name):
    return (SOURCE / "conf" / name).read_text()


class People:
    """Leaf of each name in PEOPLE, made when it is asked for."""

    def __init__(self, cas):
        self._cas = cas
        self._leaves = {}

    def address(self, name):
        return PEOPLE[name][1]

    def __getitem__(self, name):
        if name not in self._leaves:
            ca, address, kind = PEOPLE[name]
            own = ca == "self"
            self._leaves[name] = self._cas["alpha" if own else ca].issue(
                address, purpose="mail", signed_by="self" if own else None,
                key=rsa.generate_private_key(65537, 2048)
                if kind == "rsa" else None)
        return self._leaves[name]


class World:
    """One milter, of one MTA or more."""

    def __init__(self, lab, scene, resolver, sink, **groups):
        """groups: settings of the milter, over those of the scene."""
        self.lab, self.scene, self.sink = lab, scene, sink
        self.mta = None
        self.tap = lab.tap(resolver)
        self.people = People(scene.cas)
        folder = lab.safe_folder("smime")
        self.cms = Cms(folder)
        settings = {k: v for k, v in scene.groups(
            probe=groups.pop("probe", None)).items() if k != "domains"}
        self.milter = lab.milter(self.tap.server, **{**settings, **groups})
        self._set(deadline="20s")

    def _set(self, **keys):
        own = self.milter.settings.setdefault("milter", {})
        for key, value in keys.items():
            own.setdefault(key, value)

    def made(self, case, mark):
        return f"X-Mark: {mark}\r\n".encode() + case.make(self.cms,
                                                          self.people)

    def client_of(self, case):
        """TLS of the client, where the case has it use that."""
        if not case.by_tls:
            return None
        return client_context(self.scene.cas[case.by_tls].issue(
            "client.test", purpose="client"))

    def postfix(self, submission=None, tcp=False, main=""):
        """One with the published lines, and the milter: both started.  Where
        there is a submission service the milter is its own."""
        lines = published("postfix/milter-main.cf") * (submission is None)
        if tcp:
            self.milter.listen = f"inet:127.0.0.1:{net.free_port()}"
            lines = lines.replace("unix:caagate/milter", self.milter.listen)
        postfix = self.lab.postfix(self.sink, lines + TLS.format(
            leaf=self.leaf(), roots=self.scene.roots) + main, submission)
        if not tcp:
            folder = postfix.spool / "caagate"
            folder.mkdir()
            self.milter.listen = f"unix:{folder}/milter"
            self._set(socket_group="postfix")
        self.milter.start()
        self.mta = postfix.start()
        return self.mta

    def sendmail(self, tcp=False, replace=("", "")):
        """replace: in the published line."""
        lines = published("sendmail/caagate.mc").replace(*replace)
        if tcp:
            self.milter.listen = f"inet:127.0.0.1:{net.free_port()}"
        lines = lines.replace("local:/run/caagate/milter.sock",
                              self.milter.sendmail_endpoint)
        self.milter.start()
        self.mta = self.lab.sendmail(self.sink, self.leaf(),
                                     self.scene.roots, lines).start()
        return self.mta

    def leaf(self):
        """Of the MTA."""
        return self.scene.cas["alpha"].issue("mx.lab.test")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        if self.mta is not None:
            self.mta.stop()
        self.milter.stop()
