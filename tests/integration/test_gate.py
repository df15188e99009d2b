# SPDX-License-Identifier: BSD-2-Clause
"""What the policy server makes of domains whose servers it looked at."""

import re
import time

import pytest


@pytest.fixture
def gate(policyd, scene):
    """gate(**settings): a daemon for all scenarios, strict and enforcing."""
    def start(**settings):
        groups = scene.groups(probe=settings.pop("probe", None))
        return policyd(groups.pop("domains"), **groups, **settings)
    return start


@pytest.mark.parametrize("domain, word, rule", [
    ("sound.test", "DUNNO", None),
    ("good-postfix.test", "DUNNO", None),
    ("services.test", "DUNNO", None),
    ("sts-404.test", "DUNNO", None),
    ("dkim-missing.test", "REJECT 5.7.1 ", "DKIM-01"),
    ("spf-lookups.test", "REJECT 5.7.1 ", "SPF-03"),
    ("dmarc-unaligned.test", "REJECT 5.7.1 ", "SPF-06"),
    ("mx-null.test", "REJECT 5.7.1 ", "MX-02"),
    ("caa-forbidden-soon.test", "REJECT 5.7.1 ", "CAA-17"),
    ("mx-wrong-name.test", "DEFER_IF_PERMIT 4.7.1 ", "STS-13"),
    ("sts-mx-all.test", "DEFER_IF_PERMIT 4.7.1 ", "STS-12"),
    ("dane-mismatch.test", "DEFER_IF_PERMIT 4.7.1 ", "DANE-01")])
def test_a_living_domain_is_gated(gate, domain, word, rule):
    daemon = gate()
    action = daemon.ask(f"a@{domain}")
    assert action.startswith(word)
    assert rule is None or rule in action, action


def test_standard_stops_no_mail_for_the_way_back(gate):
    daemon = gate(gate={"profile": "standard"})
    for domain in ("mx-wrong-name.test", "sts-mx-all.test",
                   "dane-mismatch.test", "caa-forbidden-soon.test"):
        assert daemon.ask(f"a@{domain}") == "DUNNO"


def test_a_host_that_is_silent_holds_up_nobody(gate):
    daemon = gate(policy={"deadline": "2s"}, probe={"timeout": "20s"})
    start = time.monotonic()
    assert daemon.ask("a@mx-slow.test") == "DUNNO"
    assert daemon.ask("a@sound.test") == "DUNNO"
    assert time.monotonic() - start < 20


def test_a_host_is_looked_at_once_for_all_its_domains(gate, scene):
    daemon = gate(probe={"every": "1h"})
    scene.mail.forget()
    for domain in ("swept.test", "swept.test"):
        daemon.ask(f"a@{domain}")
    for host in ("mx", "mx2"):
        for address in scene.addresses["swept.test", host]:
            assert len(scene.mail.seen(address)) == 1


def test_what_is_guarded_is_not_visited(gate, scene):
    daemon = gate(probe={"allow": []})
    scene.mail.forget()
    before = len(scene.web.requests())
    assert daemon.ask("a@mx-expired.test") == "DUNNO"
    assert daemon.ask("a@mx-loopback.test") == "DUNNO"
    assert scene.mail.seen() == []
    assert len(scene.web.requests()) == before


def test_the_log_names_the_rule_and_the_domain(gate):
    daemon = gate()
    daemon.ask("a@mx-wrong-name.test")
    daemon.process.wait_log(re.compile(
        r"domain=mx-wrong-name\.test.*STS-13|STS-13.*mx-wrong-name\.test"))
