# SPDX-License-Identifier: BSD-2-Clause
"""What was seen before, and what is judged by it: a domain over days, by a
clock that the test moves."""

import json
import time

import pytest

from lab.ca import write_roots, write_table
from lab.caagate import (Clock, caagate, caagate_json, program,
                         settings_text)
from lab.mail_hosts import MailHosts
from lab.process import run, wait_until
from milter_wire import CONNECT, Wire, packet, text

HOUR = 3600
DAY = 24 * HOUR
DOMAIN = "past.test"
MX = f"mx.{DOMAIN}"
POLICY_HOST = f"mta-sts.{DOMAIN}"
ALPHA, BETA = "alpha-past.example", "beta-past.example"


class Past:
    """One domain with an MX host and a policy host of its own."""

    def __init__(self, lab):
        self.lab = lab
        self.alpha = lab.ca("Past Alpha", [ALPHA])
        self.beta = lab.ca("Past Beta", [BETA])
        self.mail, self.web = lab.mail_hosts(), lab.nginx()
        self.address = lab.network.address(
            *(port for port, _ in MailHosts.PORTS.values()))
        self.present(self.alpha.issue(MX))
        self.web.serve(POLICY_HOST, self.alpha.issue(POLICY_HOST), b"")
        self.serve("enforce", 604800)
        self.publish()
        self.mail.start()
        self.web.start()
        self.roots = self.web.folder / "roots.pem"
        self.table = self.web.folder / "table.csv"
        write_roots(self.roots, [self.alpha, self.beta])
        write_table(self.table, [self.alpha, self.beta])

    def present(self, leaf):
        """The certificate of the MX host from now on."""
        self.mail.serve(self.address, "smtp", MX, leaf)

    def serve(self, mode, max_age):
        path = self.web.folder / POLICY_HOST / ".well-known" / "mta-sts.txt"
        path.write_text(f"version: STSv1\nmode: {mode}\nmx: {MX}\n"
                        f"max_age: {max_age}\n")

    def publish(self, identifier="1", authorised=ALPHA, sts=True):
        records = ["$TTL 1", "@ MX 10 mx", f"mx A {self.address}",
                   f'@ CAA 0 issue "{authorised}"',
                   '@ TXT "v=spf1 mx -all"']
        if sts:
            records += [f"mta-sts A {self.web.address}",
                        f'_mta-sts TXT "v=STSv1; id={identifier}"']
        self.lab.zone(DOMAIN, records)
        self.lab.publish()
        time.sleep(1.1)     # the resolver's cache

    def groups(self):
        return {"probe": {"allow": ["127.0.0.0/8"], "ca_file": self.roots,
                          "timeout": "4s", "every": "0s"},
                "ca": {"table": self.table}}


@pytest.fixture(scope="module")
def past(lab, resolver):
    return Past(lab)


@pytest.fixture
def daemon(past, policyd):
    if not Clock.available():
        pytest.skip("package missing: faketime")
    past.publish()
    past.serve("enforce", 604800)
    past.present(past.alpha.issue(MX))
    daemon = policyd([DOMAIN], clock=True, **past.groups())
    assert daemon.ask(f"a@{DOMAIN}") == "DUNNO"
    return daemon


def checked(daemon):
    """When the status that is stored was made."""
    _, known = caagate_json("status", DOMAIN, "--config", daemon.conf)
    return known["checked"]


def later(daemon, seconds):
    """Time passes, and the domain is verified again behind a request."""
    before = checked(daemon)
    daemon.clock.advance(seconds)
    daemon.ask(f"a@{DOMAIN}")
    wait_until("a verification", lambda: checked(daemon) != before)


def finding(daemon, rule):
    """What the stored status says of the rule: its sentence, or None."""
    _, known = caagate_json("status", DOMAIN, "--config", daemon.conf)
    return next((f["text"] for f in known["findings"] if f["id"] == rule),
                None)


def verdict(daemon, resolver):
    """CAA-17 of the MX host, by `caagate check` and the daemon's store."""
    now = int(time.time()) + daemon.clock.ahead
    _, report = caagate_json("check", DOMAIN, "--config", daemon.conf,
                             "--now", f"@{now}", resolver=resolver.server)
    return next(f["args"]["verdict"] for f in report["findings"]
                if f["id"] == "CAA-17" and f["subject"] == MX)


def seen(daemon, kind, name):
    code, report = caagate_json("history", DOMAIN, "--config", daemon.conf)
    assert code == 0
    return next(s["items"] for s in report["history"]
                if s["kind"] == kind and s["name"] == name)


def test_what_was_seen_is_kept_with_its_times(daemon, past):
    later(daemon, 2 * HOUR)
    past.publish(authorised=BETA)
    later(daemon, 2 * HOUR)
    first, second = seen(daemon, "caa", DOMAIN)
    assert first["records"] == [f'0 issue "{ALPHA}"']
    assert second["records"] == [f'0 issue "{BETA}"']
    assert first["first"] < first["last"] < second["first"]
    assert [i["records"] for i in seen(daemon, "caa", MX)] == [[]]
    (certificate,) = seen(daemon, "certificates", MX)
    assert certificate["identifiers"] == [ALPHA]
    (policy,) = seen(daemon, "mta-sts", DOMAIN)
    assert policy["id"] == "1" and policy["mode"] == "enforce"
    text = caagate("history", DOMAIN, "--config", daemon.conf).stdout
    assert f"{DOMAIN}: CAA records" in text
    assert f'0 issue "{BETA}"' in text and "Past Alpha Sub" in text


def test_a_policy_that_changes_under_its_id_is_told(daemon, past):
    past.serve("enforce", 86400)
    later(daemon, HOUR)
    assert finding(daemon, "STS-15") is None    # the id may follow
    later(daemon, 3 * HOUR)
    assert "the id, 1, did not" in finding(daemon, "STS-15")
    past.publish(identifier="2")
    later(daemon, HOUR)
    assert finding(daemon, "STS-15") is None


def test_a_policy_that_vanishes_while_it_is_kept_is_told(daemon, past):
    past.publish(sts=False)
    later(daemon, HOUR)
    assert "senders may keep the policy" in finding(daemon, "STS-16")
    later(daemon, 8 * DAY)
    assert finding(daemon, "STS-16") is None


def test_a_certificate_is_judged_by_the_records_of_its_issuance(
        daemon, past, resolver):
    """It was issued in three days, and the CA may have looked 56 hours
    before: so the records are watched from then until two days after."""
    leaf = past.beta.issue(MX, days=90, left=93)
    for _ in range(11):
        later(daemon, 7 * HOUR)
    past.present(leaf)
    later(daemon, HOUR)
    assert "do not authorise now: renewal will fail" in finding(
        daemon, "CAA-17")
    assert verdict(daemon, resolver) == "inconsistent-now"
    for _ in range(7):
        later(daemon, 7 * HOUR)
    assert "did not authorise it then, as seen from" in finding(
        daemon, "CAA-17")
    assert verdict(daemon, resolver) == "inconsistent-at-issuance"


def refused(milter, clock):
    """Mail to the domain is, as the manual has it without further settings."""
    milter.clock = clock
    milter.start()
    with Wire(milter) as wire:
        wire.negotiate()
        wire.send(CONNECT, packet("H", text("client.test")))
        wire.message(recipients=(f"r@{DOMAIN}",))
        assert wire.receive()[0] in "cs"
        wire.send(packet("E"))
        _, (command, reply) = wire.until_final()
    assert command == "y" and reply.startswith(b"550"), milter.process.log()
    assert "tls=inconsistent-at-issuance" in milter.process.log()
    assert milter.stop() == 0


def test_other_peoples_certificates_are_judged_by_what_was_seen(
        lab, past, resolver, tmp_path):
    """The same for mail to the domain, by an engine that is started anew for
    each: the store alone remembers."""
    if not Clock.available():
        pytest.skip("package missing: faketime")
    past.publish()
    past.present(past.alpha.issue(MX))
    clock, conf = Clock(tmp_path / "clock"), tmp_path / "c.conf"
    groups = past.groups()
    groups["probe"]["every_other"] = "0s"
    conf.write_text(settings_text(groups))
    (tmp_path / "store").mkdir()

    def look():
        clock.advance(7 * HOUR)
        done = run(program("peerlook"), tmp_path / "store", resolver.server,
                   conf, DOMAIN, env=clock.environment(), timeout=90)
        (host,) = json.loads(done.stdout.splitlines()[0])["hosts"]
        return host["host_verdict"], host["domain_verdict"]

    leaf = past.beta.issue(MX, days=90, left=93)
    for _ in range(11):
        assert look() == ("consistent", "consistent")
    past.present(leaf)
    assert look() == ("inconsistent-now", "inconsistent-now")
    for _ in range(7):
        last = look()
    assert last == ("inconsistent-at-issuance", "inconsistent-at-issuance")
    refused(lab.milter(resolver.server, **groups, milter={"block": [DOMAIN]},
                       store={"path": tmp_path / "store"}), clock)
    past.publish(authorised=BETA)
    assert look() == ("consistent", "consistent")


def test_saved_evidence_is_judged_the_same_again(daemon, past, resolver,
                                                 tmp_path):
    past.serve("enforce", 86400)
    later(daemon, HOUR)
    later(daemon, 3 * HOUR)
    saved = tmp_path / "evidence.json"
    now = int(time.time()) + daemon.clock.ahead
    options = ("--config", daemon.conf, "--now", f"@{now}", "--all")
    _, first = caagate_json("check", DOMAIN, *options, "--save", saved,
                            resolver=resolver.server)
    _, again = caagate_json("check", "--evidence", saved, "--config",
                            daemon.conf, resolver="none")
    assert any(f["id"] == "STS-15" and f["result"] == "fail"
               for f in first["findings"])
    assert again == first


def test_without_a_store_to_read_there_is_no_history(past, resolver,
                                                     tmp_path):
    conf = tmp_path / "c.conf"
    conf.write_text(f'store: {{ path = "{tmp_path}/none"; }};\n'
                    f'ca: {{ table = "{past.table}"; }};\n')
    done = caagate("check", DOMAIN, "--no-probe", "--config", conf, "--json",
                   resolver=resolver.server)
    assert done.stderr == "" and '"CAA-18"' in done.stdout
    assert not (tmp_path / "none").exists()
