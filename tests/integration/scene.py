# SPDX-License-Identifier: BSD-2-Clause
"""The servers, zones and settings of all scenarios, set up once a run."""

import base64
import os

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from lab.ca import association, private_pem, write_roots, write_table
from lab.caagate import settings_text
from lab.mail_hosts import MailHosts
from lab.process import LabError, run
from scenarios import (ALPHA, BETA, EGRESS, HOSTILE, Host, PARTNERS,
                       SCENARIOS, SWEPT, txt)

# kind -> (CA, arguments of issue())
CERTIFICATES = {
    "good": ("alpha", {}),
    "expired": ("alpha", {"left": -5}),
    "soon": ("alpha", {"left": 5}),
    "renewing": ("alpha", {"left": 20}),
    "incomplete": ("alpha", {"complete": False}),
    "self-signed": ("alpha", {"signed_by": "self"}),
    "private": ("private", {}),
    "forbidden": ("beta", {}),
    "forbidden-soon": ("beta", {"left": 20}),
    "wildcard": ("alpha", {}),
    "other-name": ("alpha", {}),
    "many-names": ("alpha", {}),
    "some-names": ("alpha", {}),
}

MAIL_PORTS = [port for port, _ in MailHosts.PORTS.values()]
MORE_NAMES = {"many-names": 10000, "some-names": 1500}


class Keys:
    """DKIM keys: made once, named by what they are for."""

    SIZES = {"good": 2048, "other": 2048, "1024": 1024}

    def __init__(self, folder):
        keys = {name: rsa.generate_private_key(65537, size)
                for name, size in self.SIZES.items()}
        self.file = folder / "dkim.pem"
        self.file.write_bytes(private_pem(keys["good"]))
        self.p = {name: base64.b64encode(key.public_key().public_bytes(
            serialization.Encoding.DER,
            serialization.PublicFormat.SubjectPublicKeyInfo)).decode()
            for name, key in keys.items()}
        self.p["512"] = self._weak(folder / "weak.pem", folder / "weak.der")

    @staticmethod
    def _weak(key, public):
        """Of 512 bits, which Python's library makes no more."""
        run("openssl", "genpkey", "-algorithm", "RSA", "-pkeyopt",
            "rsa_keygen_bits:512", "-out", key)
        run("openssl", "pkey", "-in", key, "-pubout", "-outform", "DER",
            "-out", public)
        return base64.b64encode(public.read_bytes()).decode()


class Scene:
    """Everything that the scenarios need of a Lab."""

    def __init__(self, lab, scenarios=SCENARIOS + HOSTILE + SWEPT
                 + PARTNERS):
        self.lab = lab
        self.folder = lab.folder / "scene"
        self.folder.mkdir()
        self.cas = {"alpha": lab.ca("Alpha", [ALPHA]),
                    "beta": lab.ca("Beta", [BETA]),
                    "private": lab.ca("Private")}
        self.keys = Keys(self.folder)
        self.mail = lab.mail_hosts()
        self.web = lab.nginx()
        self.postfix = lab.mx_postfix()
        self.good_mx = self._address()
        self.leaves = {}        # (domain, host) -> Leaf
        self.addresses = {}     # (domain, host) -> [address]
        for scenario in scenarios:
            self.add(scenario)
        lab.publish()
        self.mail.start()
        self.web.start()
        self.postfix.start()
        self._write_files(scenarios)

    def _address(self):
        return self.lab.network.address(*MAIL_PORTS)

    def leaf(self, kind, domain, *names):
        ca, arguments = CERTIFICATES[kind]
        if kind == "wildcard":
            names = (f"*.{domain}",)
        if kind == "other-name":
            names = ("other.example",)
        if kind in MORE_NAMES:
            names += tuple(f"n{i}.{domain}" for i in range(MORE_NAMES[kind]))
        return self.cas[ca].issue(*names, **arguments)

    def add(self, scenario):
        lines = []
        for name, host in scenario.hosts.items():
            lines += self._host(scenario, name, host)
        if scenario.policy is not None:
            self._policy(scenario)
        for part in scenario.parts().values():
            lines += part
        for host, *numbers, what in scenario.tlsa:
            lines.append(self._tlsa(scenario, host, numbers, what))
        if scenario.served:
            self._zone(scenario.domain, self._filled(scenario, lines),
                       signed=scenario.signed, fault=scenario.fault)
        for name, records, keywords in scenario.zones:
            self._zone(name.replace("DOMAIN", scenario.domain),
                       self._filled(scenario, records), **keywords)

    def _zone(self, name, records, **keywords):
        if name in self.lab.files.zones:
            raise LabError(f"the zone {name} is there already")
        self.lab.zone(name, records, **keywords)

    def _filled(self, scenario, lines):
        return [self.fill(scenario.domain, line) for line in lines]

    def fill(self, domain, text):
        """Text with its placeholders replaced."""
        for kind, p in self.keys.p.items():
            text = text.replace(f'"LONG-{kind}"', txt(p))
        return text.replace(
            "KEY", f'"v=DKIM1; k=rsa; p=" {txt(self.keys.p["good"])}').replace(
            "DOMAIN", domain).replace("WEB", self.web.address).replace(
            "A MX", f"A {self.good_mx}")

    def _host(self, scenario, name, host):
        if host.at:
            self.addresses[scenario.domain, name] = [host.at]
            return [f"{name} A {host.at}"]
        if host == Host():
            where = [self.good_mx]
        else:
            where = [self._address() for _ in ((1, 2) if host.second
                                               else (1,))]
        for address, cert in zip(where, (host.cert, host.second)):
            self._serve(scenario, name, host, address, cert)
        self.addresses[scenario.domain, name] = where
        return [f"{name} A {address}" for address in where]

    def _serve(self, scenario, name, host, address, cert):
        full = f"{name}.{scenario.domain}"
        leaf = self.leaf(cert, scenario.domain, full)
        self.leaves.setdefault((scenario.domain, name), leaf)
        if host.manner == "refused":
            return
        if host.manner == "postfix":
            self.postfix.serve(address, leaf)
            return
        for scheme in host.schemes:
            self.mail.serve(address, scheme, full, leaf, host.manner)

    def _policy(self, scenario):
        policy, name = scenario.policy, f"mta-sts.{scenario.domain}"
        body = policy.body
        if body is None:
            body = "".join(
                [f"version: STSv1\nmode: {policy.mode}\n"]
                + [f"mx: {host}.DOMAIN\n" for host, what
                   in scenario.hosts.items() if "smtp" in what.schemes]
                + [f"max_age: {policy.age}\n"])
        if isinstance(body, str):
            body = body.replace("DOMAIN", scenario.domain).encode("latin-1")
        self.web.serve(name, self.leaf(policy.cert, scenario.domain, name),
                       body, policy.media_type, policy.directives)

    def _tlsa(self, scenario, host, numbers, what):
        usage, selector, matching = numbers
        ca = self.cas["alpha"]
        certificate = {"leaf": self.leaves[scenario.domain, host].x509,
                       "sub": ca.sub, "root": ca.root,
                       "other": self.cas["beta"].sub}[what]
        data = association(certificate, selector, matching)
        return (f"_25._tcp.{host} TLSA {usage} {selector} {matching} {data}")

    def _write_files(self, scenarios):
        self.roots = self.folder / "roots.pem"
        self.table = self.folder / "table.csv"
        write_roots(self.roots, [self.cas["alpha"], self.cas["beta"]])
        write_table(self.table, self.cas.values())
        self.domains = [self._domain(s) for s in scenarios if s.listed]
        self.conf = self.settings("scene.conf")
        self.guarded = self.settings("guarded.conf",
                                     probe={"allow": []})

    def _domain(self, scenario):
        own = {"egress": [EGRESS],
               "selectors": ["s1"],
               **scenario.settings}
        own = {k: self._value(scenario.domain, v) for k, v in own.items()}
        return {"name": scenario.domain, **own}

    def _value(self, domain, value):
        if isinstance(value, (list, tuple)):
            return [self._value(domain, v) for v in value]
        return value.replace("DOMAIN", domain).replace(
            "KEYFILE", str(self.keys.file))

    def groups(self, probe=None, **groups):
        """Settings of the programs, as keywords of lab.policyd."""
        return {
            "probe": {"allow": ["127.0.0.0/8"], "ca_file": self.roots,
                      "timeout": "4s", "helo": "probe.lab.test",
                      **(probe or {})},
            "ca": {"table": self.table}, "domains": self.domains, **groups}

    def posttls_finger(self, domain, *options):
        """What Postfix says of a connection to the host's address, which is
        not to be looked up."""
        host, address = f"mx.{domain}", self.addresses[domain, "mx"][0]
        config = self.folder / "posttls-finger"
        config.mkdir(exist_ok=True)
        (config / "main.cf").write_text("compatibility_level = 3.6\n")
        done = run("timeout", "10", "posttls-finger", "-c", "-d", "sha256",
                   "-L", "summary,untrusted,certmatch", "-s", host, *options,
                   f"[{address}]", host, check=False,
                   env={**os.environ, "MAIL_CONFIG": str(config)})
        return done.stdout + done.stderr

    def settings(self, name, **keywords):
        path = self.folder / name
        path.write_text(settings_text(self.groups(**keywords)))
        return path
