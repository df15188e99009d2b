# SPDX-License-Identifier: BSD-2-Clause
"""A domain's life while real mail flows, as the log alone tells it."""

import re

import pytest

from lab.caagate import Clock, program
from lab.process import run, wait_until
from test_postfix import snippet
from world import CRITICAL, LE, MX

MINUTE = 60
HOUR = 60 * MINUTE
DOMAIN = "story.test"
FIELDS = re.compile(r'(\w+)=("(?:[^"\\]|\\.)*"|\S+)')


def fields(line):
    return {k: v.strip('"') for k, v in FIELDS.findall(line)}


class Story:
    """Postfix, the policy server with a clock of its own, and one domain."""

    def __init__(self, lab, resolver, sink, **gate):
        self.lab = lab
        self.sink = sink
        self.publish(LE)
        self.policyd = lab.policyd(
            lab.tap(resolver).server, [DOMAIN], clock=True,
            gate={"confirmations": 3, "confirm_interval": "5m",
                  "grace": {"H3": "2h"}, **gate})
        self.postfix = lab.postfix(sink, snippet("recipient-main.cf"))
        folder = self.postfix.spool / "caagate"
        folder.mkdir(parents=True)
        self.policyd.listen = [f"unix:{folder}/policy"]
        self.policyd.settings["policy"] = {"socket_group": "postfix"}
        self.policyd.start()
        self.postfix.start()

    def publish(self, *records):
        self.lab.zone(DOMAIN, ["$TTL 5", *MX, *records])
        self.lab.publish()

    def later(self, seconds):
        self.policyd.clock.advance(seconds)

    def mail(self):
        """A whole message: Postfix's answer; what is taken arrives."""
        reply, mark = self.postfix.send(f"a@{DOMAIN}")
        if reply.startswith("250"):
            self.sink.wait(mark)
        return reply

    def caagate(self, *words):
        return run(program("caagate"), *words, "--config", self.policyd.conf,
                   env=self.policyd.clock.environment()).stdout

    def lines(self):
        return [line.partition(": ")[2].partition(": ")[2]
                for line in self.policyd.log().splitlines()
                if f"domain={DOMAIN} " in line]

    def changes(self):
        return [fields(line) for line in self.lines()
                if line.startswith("status=")]

    def wait_change(self, n):
        """The nth change."""
        return wait_until(f"{n} changes",
                          lambda: len(self.changes()) >= n)

    def wait_confirmed(self, n):
        wait_until(f"{n} confirmations", lambda: f"{n} of 3 confirmations"
                   in self.caagate("status", DOMAIN))


@pytest.fixture
def story(lab, resolver, sink):
    if not Clock.available():
        pytest.skip("package missing: faketime")
    return lambda **gate: Story(lab, resolver, sink, **gate)


def live(s):
    """Good, broken, in its grace, refused, waived, mended, good: what
    Postfix answered meanwhile."""
    answers = [s.mail()]
    s.publish(LE, CRITICAL)
    s.later(HOUR)
    answers.append(s.mail())
    s.wait_change(2)
    for n in (2, 3):
        s.later(6 * MINUTE)
        answers.append(s.mail())
        s.wait_confirmed(n)
    s.later(2 * HOUR)
    s.wait_change(3)
    answers.append(s.mail())
    s.caagate("waive", DOMAIN, "--rule", "CAA-08", "--for", "24h",
              "--reason", "the registrar mends it")
    answers.append(s.mail())
    s.wait_change(4)
    s.publish(LE)
    s.later(2 * MINUTE)
    answers.append(s.mail())
    s.wait_change(5)
    answers.append(s.mail())
    return answers


# What the log has to tell: a change, or a decision.
TOLD = [
    {"status": "good", "was": "nothing", "rule": "-"},
    {"action": "dunno", "would": "dunno", "state": "waited"},
    {"action": "dunno", "would": "dunno", "state": "stale"},
    {"status": "pending", "was": "good", "rule": "CAA-08",
     "subject": DOMAIN, "confirmed": "1/3", "will": "reject"},
    {"action": "dunno", "would": "dunno", "rule": "CAA-08"},
    {"action": "dunno", "would": "dunno", "rule": "CAA-08"},
    {"status": "refused", "was": "pending", "rule": "CAA-08",
     "confirmed": "3/3", "will": "reject"},
    {"action": "reject", "would": "reject", "rule": "CAA-08"},
    {"action": "dunno", "would": "waived", "waived": "CAA-08"},
    {"status": "waived", "was": "refused", "rule": "CAA-08",
     "waived": "CAA-08", "reason": "the registrar mends it"},
    {"action": "dunno", "would": "waived", "state": "stale"},
    {"status": "good", "was": "waived", "rule": "-"},
    {"action": "dunno", "would": "dunno", "rule": "SPF-01", "state": "fresh"},
]


def tells(line, wanted):
    return all(line.get(k) == v for k, v in wanted.items())


def in_order(lines):
    """As they came; a waiver may be told just before or just after the mail
    that it lets pass."""
    told = [fields(line) for line in lines]
    at = [i for i, t in enumerate(told) if t.get("status") == "waived"]
    if at and "waived" not in told[at[0] - 1]:
        told.insert(at[0] + 1, told.pop(at[0]))
    return told


def test_the_log_alone_tells_the_story(story):
    s = story()
    answers = live(s)
    assert [a[:3] for a in answers] == ["250"] * 4 + ["554"] + ["250"] * 3
    # a line is written after its answer
    wait_until("all lines", lambda: len(s.lines()) >= len(TOLD))
    found = in_order(s.lines())
    assert len(found) == len(TOLD), s.policyd.log()
    for line, wanted in zip(found, TOLD):
        assert tells(line, wanted), (line, wanted)


def test_the_same_story_unenforced_changes_no_mail(story):
    s = story(enforce=False)
    answers = live(s)
    assert [a[:3] for a in answers] == ["250"] * 8
    assert [c["status"] for c in s.changes()] == [
        t["status"] for t in TOLD if "status" in t]
    assert {c["enforce"] for c in s.changes()} == {"no"}


def test_a_recheck_by_hand_and_a_restart_are_told_once(story):
    s = story()
    s.mail()
    s.publish(LE, CRITICAL)
    s.later(HOUR)
    s.mail()
    s.wait_change(2)
    s.policyd.stop()
    s.policyd.start()
    s.publish(LE)
    s.later(2 * MINUTE)
    s.caagate("recheck", DOMAIN)
    s.wait_change(3)
    assert s.mail().startswith("250")
    assert [c["status"] for c in s.changes()] == ["good", "pending", "good"]


def test_a_waiver_ends_by_itself(story):
    s = story()
    s.publish(LE, CRITICAL)
    assert s.mail().startswith("554")
    s.caagate("waive", DOMAIN, "--for", "8h", "--reason", "over the night")
    assert s.mail().startswith("250")
    s.wait_change(2)
    assert "over the night" in s.caagate("waive", "--list")
    s.later(8 * HOUR)
    s.wait_change(3)
    assert s.mail().startswith("554")
    assert [(c["status"], c["waived"]) for c in s.changes()] == [
        ("refused", "-"), ("waived", "all"), ("refused", "-")]
