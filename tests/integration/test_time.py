# SPDX-License-Identifier: BSD-2-Clause
"""What is known of a domain over time: restarts, grace, refreshes."""

import signal
import time

import pytest

from lab.caagate import Clock
from lab.process import wait_until
from world import CRITICAL, LE, MX

HOUR = 3600
DAY = 24 * HOUR


def test_a_restart_answers_warm(policyd, tap):
    daemon = policyd(["critical.test", "good.test"])
    before = [daemon.ask("a@critical.test"), daemon.ask("a@good.test")]
    assert daemon.stop() == 0
    tap.forget()
    tap.misbehave("drop")
    daemon.start()
    assert [daemon.ask("a@critical.test"), daemon.ask("a@good.test")] == before
    assert tap.count() == 0


def test_a_killed_daemon_answers_warm_too(policyd, tap):
    daemon = policyd(["critical.test"])
    assert daemon.ask("a@critical.test").startswith("REJECT")
    daemon.stop(signal.SIGKILL)
    tap.misbehave("drop")
    daemon.start()
    assert daemon.ask("a@critical.test").startswith("REJECT")


@pytest.fixture
def moody(lab):
    """moody(records) gives the zone moody.test these records."""
    def publish(*records):
        lab.zone("moody.test", ["$TTL 5", *MX, *records])
        lab.publish()
    publish(LE)
    return publish


@pytest.fixture
def aged(policyd):
    """A daemon for moody.test whose clock the test moves."""
    if not Clock.available():
        pytest.skip("package missing: faketime")

    def start(**gate):
        return policyd(["moody.test", "good.test"], clock=True, gate=gate)
    return start


def later(daemon, tap, seconds, domain="moody.test"):
    """Time passes and the domain is verified again behind a request."""
    tap.forget()
    daemon.clock.advance(seconds)
    answer = daemon.ask(f"a@{domain}")
    wait_until("a refresh", lambda: tap.count(domain, "MX"))
    time.sleep(0.3)
    return answer


def test_a_stale_answer_is_given_at_once_and_renewed(aged, moody, tap):
    daemon = aged()
    assert daemon.ask("a@moody.test") == "DUNNO"
    tap.delay = 20
    tap.misbehave("slow")
    start = time.monotonic()
    assert later(daemon, tap, 2 * HOUR) == "DUNNO"
    assert time.monotonic() - start < tap.delay


def test_a_fresh_answer_is_not_renewed(aged, moody, tap):
    daemon = aged()
    daemon.ask("a@good.test")
    tap.forget()
    daemon.clock.advance(30)
    daemon.ask("a@good.test")
    time.sleep(0.3)
    assert tap.count() == 0


def test_a_good_domain_that_breaks_has_seven_days(aged, moody, tap):
    daemon = aged(confirmations=1)
    assert daemon.ask("a@moody.test") == "DUNNO"
    moody(LE, CRITICAL)
    later(daemon, tap, HOUR)
    assert daemon.ask("a@moody.test") == "DUNNO"
    later(daemon, tap, 6 * DAY)
    assert daemon.ask("a@moody.test") == "DUNNO"
    later(daemon, tap, DAY)
    assert daemon.ask_until("a@moody.test", "REJECT 5.7.1")


def test_without_grace_it_is_refused_when_seen(aged, moody, tap):
    daemon = aged(confirmations=1, grace={"H3": "0s"})
    assert daemon.ask("a@moody.test") == "DUNNO"
    moody(LE, CRITICAL)
    assert later(daemon, tap, HOUR) == "DUNNO"
    assert "CAA-08" in daemon.ask_until("a@moody.test", "REJECT")


def test_a_fault_counts_when_it_is_confirmed(aged, moody, tap):
    daemon = aged(confirmations=3, confirm_interval="5m", grace={"H3": "0s"})
    assert daemon.ask("a@moody.test") == "DUNNO"
    moody(LE, CRITICAL)
    for minutes in (60, 6):
        later(daemon, tap, minutes * 60)
        assert daemon.ask("a@moody.test") == "DUNNO"
    later(daemon, tap, 6 * 60)
    assert daemon.ask_until("a@moody.test", "REJECT")


def test_a_domain_that_is_mended_passes_soon(aged, moody, tap):
    moody(LE, CRITICAL)
    daemon = aged()
    assert daemon.ask("a@moody.test").startswith("REJECT")
    moody(LE)
    later(daemon, tap, 61)
    assert daemon.ask_until("a@moody.test", "DUNNO")


@pytest.mark.parametrize("records, word", [((LE,), "DUNNO"),
                                           ((LE, CRITICAL), "REJECT")])
def test_dns_trouble_keeps_the_last_verdict_for_a_day(aged, moody, tap,
                                                      records, word):
    moody(*records)
    daemon = aged(on_unknown="defer")
    assert daemon.ask("a@moody.test").startswith(word)
    tap.misbehave("servfail")
    later(daemon, tap, 2 * HOUR)
    assert daemon.ask("a@moody.test").startswith(word)
    later(daemon, tap, 25 * HOUR)
    assert daemon.ask_until("a@moody.test", "DEFER_IF_PERMIT 4.7.1")
