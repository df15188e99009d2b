# SPDX-License-Identifier: BSD-2-Clause
"""What caagate-milter learns of signatures, and what caagate-policyd makes of
it: who may send warns the operator, and stops no mail."""

import json

import pytest

from lab.caagate import caagate, caagate_json
from lab.process import wait_until
from milter_wire import CONNECT, Wire, packet, text

EGRESS = "192.0.2.25"
KEY = '"v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo="'
DOMAINS = [
    {"name": "learned.test", "selectors": ["s1"], "egress": [EGRESS],
     "require": ["dkim"]},
    {"name": "poisoned.test"}, {"name": "lent.test"},
    {"name": "aligned.test"}, {"name": "quiet.test"}]


def records(spf):
    return ["@ MX 10 mx", f"mx A {EGRESS}", f'@ TXT "v=spf1 {spf}-all"',
            '_dmarc TXT "v=DMARC1; p=reject; adkim=r"',
            f"s1._domainkey TXT {KEY}"]


class Pair:
    """A milter and a policy server on one store."""

    def __init__(self, lab, resolver):
        for domain in DOMAINS:
            lab.zone(domain["name"], records(f"ip4:{EGRESS} "))
        lab.publish()
        server = lab.tap(resolver).server
        probe = {"enabled": False}
        self.resolver = resolver
        self.milter = lab.milter(server, domains=DOMAINS, probe=probe,
                                 milter={"authserv_id": "mx.test"}).start()
        self.policyd = lab.policyd(
            server, DOMAINS, probe=probe,
            store={"path": self.milter.folder / "store"}).start()

    def send(self, sender, *signatures, to="r@elsewhere.test", **client):
        """A message with signatures (d, s); client: macros of who sends it,
        who has logged in where nothing else is said."""
        client = client or {"auth_authen": "user"}
        macros = [w for k, v in client.items() for w in ("{%s}" % k, v)]
        fields = [("DKIM-Signature", f"v=1; a=ed25519-sha256; d={d}; s={s};"
                   "\n\th=from; bh=x; b=x") for d, s in signatures]
        with Wire(self.milter) as wire:
            wire.negotiate()
            wire.send(CONNECT, packet("H", text("client.test")),
                      packet("D", b"M" + text(*macros)))
            wire.message((to,), [("From", f"a@{sender}"), *fields])
            assert wire.receive()[0] in "cs"
            wire.send(packet("E"))
            assert wire.until_final()[1][0] == "c"

    def check(self, domain):
        """(exit status, findings by rule and subject), by what is stored."""
        code, report = caagate_json(
            "check", domain, "--config", self.policyd.conf,
            resolver=self.resolver.server)
        return code, {(f["id"], f["subject"]): f for f in report["findings"]}

    def learned(self, domain, rule, subject):
        """Wait until the rule speaks of what was learned."""
        def found():
            f = self.check(domain)[1].get((rule, subject))
            return f if f and f["result"] != "not-applicable" else None
        return wait_until(f"{rule} of {subject}", found)

    def about(self, domain):
        """(selectors, signers) that are told of the domain."""
        saved = self.policyd.folder / "saved.json"
        caagate("check", domain, "--config", self.policyd.conf, "--save",
                saved, resolver=self.resolver.server)
        about = json.loads(saved.read_text())["about"]
        return ({s["name"] for s in about["selectors"]},
                set(about.get("signers", [])))


@pytest.fixture(scope="module")
def pair(lab, resolver):
    return Pair(lab, resolver)


def test_a_bogus_signature_of_a_client_is_told_and_stops_no_mail(pair):
    bogus = "bogus._domainkey.learned.test"
    pair.send("learned.test", ("learned.test", "bogus"))
    assert pair.learned("learned.test", "DKIM-01", bogus)["severity"] == "warn"
    # a first look: there is no grace
    assert pair.policyd.ask("a@learned.test") == "DUNNO"
    code, known = caagate_json("status", "learned.test", "--config",
                               pair.policyd.conf)
    told = [f for f in known["findings"] if f["subject"] == bogus]
    assert [(f["id"], f["severity"], f["grace_until"]) for f in told] == [
        ("DKIM-01", "warn", None)], (code, known)
    assert "seen in mail" in told[0]["text"]
    page = caagate("check", "learned.test", "--config", pair.policyd.conf,
                   resolver=pair.resolver.server)
    assert page.returncode == 0
    assert f"warn DKIM-01 {bogus}" in page.stdout
    assert pair.check("learned.test")[1][
        "DKIM-01", "s1._domainkey.learned.test"]["result"] == "pass"


def test_a_flood_of_selectors_is_sixteen_questions(pair):
    for n in range(5):
        pair.send("poisoned.test", *(("poisoned.test", f"x{n}-{i}")
                                     for i in range(8)))
    pair.learned("poisoned.test", "DKIM-01", "x4-7._domainkey.poisoned.test")
    assert len(pair.about("poisoned.test")[0]) == 16
    assert pair.policyd.ask("a@poisoned.test") == "DUNNO"


def test_mail_that_others_alone_sign_is_told_and_stops_none(pair):
    pair.send("lent.test", ("esp.test", "k1"), ("list.test", "k2"))
    told = pair.learned("lent.test", "DKIM-07", "lent.test")
    assert (told["result"], told["severity"]) == ("fail", "warn")
    assert "d=lent.test" in told["text"] and "esp.test" in told["text"]
    assert pair.policyd.ask("a@lent.test") == "DUNNO"
    assert caagate("recheck", "lent.test", "--config", pair.policyd.conf,
                   resolver=pair.resolver.server).returncode in (0, 1)
    _, known = caagate_json("status", "lent.test", "--config",
                            pair.policyd.conf)
    assert "DKIM-07" in [f["id"] for f in known["findings"]]
    assert pair.policyd.ask("a@lent.test") == "DUNNO"


def test_a_signature_of_the_domain_beside_others_is_aligned(pair):
    pair.send("aligned.test", ("esp.test", "k1"), ("mail.aligned.test", "k2"))
    told = pair.learned("aligned.test", "DKIM-07", "aligned.test")
    assert told["result"] == "pass"
    assert pair.about("aligned.test") == (set(), {"mail.aligned.test"})


def test_nothing_is_learned_of_mail_that_is_not_ours_to_sign(pair):
    quiet = ("quiet.test", "s9"), ("esp.test", "k1")
    pair.send("quiet.test", *quiet, client_addr="192.0.2.1")
    pair.send("quiet.test", *quiet, client_addr="127.0.0.1",
              to="r@aligned.test")          # handed back, on its way in
    pair.send("quiet.test")                 # who signs comes after us
    pair.send("quiet.test", *(("esp.test", f"k{i}") for i in range(9)))
    pair.send("other.test", *quiet)
    # what comes after them has been stored when the last one has
    pair.send("quiet.test", ("quiet.test", "s8"),
              client_addr="127.0.0.1")
    pair.learned("quiet.test", "DKIM-01", "s8._domainkey.quiet.test")
    assert pair.about("quiet.test") == ({"s8"}, {"quiet.test"})
