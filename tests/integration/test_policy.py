# SPDX-License-Identifier: BSD-2-Clause
"""What caagate-policyd answers, asked as smtpd asks."""

import re
import signal
import time

import pytest

ALL = {"name": "*"}


def test_a_good_domain_passes(policyd):
    assert policyd(["good.test"]).ask("a@good.test") == "DUNNO"


def test_an_unsigned_good_domain_passes(policyd):
    assert policyd(["unsigned.test"]).ask("a@unsigned.test") == "DUNNO"


@pytest.mark.parametrize("domain, word, rule", [
    ("critical.test", "REJECT 5.7.1 ", "CAA-08"),
    ("malformed.test", "REJECT 5.7.1 ", "CAA-04"),
    ("bogus.test", "DEFER_IF_PERMIT 4.7.1 ", "CAA-22"),
    ("expired.test", "DEFER_IF_PERMIT 4.7.1 ", "CAA-22"),
    ("twomx.test", "REJECT 5.7.1 ", "CAA-08")])
def test_a_broken_domain_is_refused_at_first_sight(policyd, domain, word,
                                                   rule):
    daemon = policyd([domain])
    action = daemon.ask(f"a@{domain}")
    assert action.startswith(word)
    assert rule in action
    assert "https://help.example/caa" in action
    assert len(action) <= 400 and action.isascii() and action.isprintable()
    daemon.process.wait_log(re.compile(rf"domain={domain}.*{rule}|"
                                       rf"{rule}.*domain={domain}"))


def test_bogus_is_seen_without_extended_errors_too(lab, policyd):
    bare = lab.resolver(ede=False)
    daemon = policyd(["bogus.test"], resolver={"servers": [bare.server]})
    action = daemon.ask("a@bogus.test")
    lab.forget_resolver(bare)
    assert action.startswith("DEFER_IF_PERMIT 4.7.1 ")
    assert "CAA-22" in action


def test_the_mx_host_at_fault_is_named(policyd):
    assert "mx2.twomx.test" in policyd(["twomx.test"]).ask("a@twomx.test")


def test_a_third_partys_mx_host_is_not_held_against_a_domain(policyd):
    assert policyd(["hosted.test"]).ask("a@hosted.test") == "DUNNO"


def test_an_mx_host_below_another_of_our_domains_is(policyd):
    daemon = policyd(["hosted.test", "provider.test"])
    assert "CAA-08" in daemon.ask("a@hosted.test")


def test_a_domain_outside_the_table_costs_no_query(policyd, tap):
    daemon = policyd(["good.test"])
    assert daemon.ask("a@critical.test") == "DUNNO"
    assert daemon.ask("a@sub.good.test") == "DUNNO"
    assert tap.count() == 0


def test_a_star_gates_every_domain(policyd):
    daemon = policyd(["good.test", ALL])
    assert daemon.ask("a@critical.test").startswith("REJECT")


def test_servfail_passes_by_default_and_is_logged(policyd, tap):
    tap.misbehave("servfail", "good.test")
    daemon = policyd(["good.test"])
    assert daemon.ask("a@good.test") == "DUNNO"
    daemon.process.wait_log(re.compile(r"domain=good\.test.*unknown|"
                                       r"unknown.*domain=good\.test"))


@pytest.mark.parametrize("mode", ["servfail", "refused", "garbage"])
def test_dns_trouble_defers_where_the_operator_says_so(policyd, tap, mode):
    tap.misbehave(mode, "good.test")
    daemon = policyd(["good.test"], gate={"on_unknown": "defer"},
                     resolver={"timeout": "1s", "tries": 1})
    action = daemon.ask("a@good.test")
    assert action.startswith("DEFER_IF_PERMIT 4.7.1 ")


def test_a_silent_resolver_is_unknown_before_the_deadline(policyd, tap):
    tap.misbehave("drop")
    daemon = policyd(["good.test"], policy={"deadline": "2s"},
                     resolver={"timeout": "30s", "tries": 1})
    start = time.monotonic()
    assert daemon.ask("a@good.test") == "DUNNO"
    assert 1 < time.monotonic() - start < 30


def test_a_slow_domain_does_not_delay_others(policyd, tap):
    tap.misbehave("drop", "critical.test")
    daemon = policyd(["good.test", "critical.test"],
                     policy={"deadline": "60s"},
                     resolver={"timeout": "60s", "tries": 1})
    with daemon.session() as slow:
        slow.send(sender="a@critical.test", recipient="r@sink.test")
        assert daemon.ask("a@good.test") == "DUNNO"
        assert slow.is_waiting()
    daemon.stop(signal.SIGKILL)     # it would wait for its answer


def test_unenforced_faults_pass_and_are_logged(policyd):
    daemon = policyd(["critical.test"], gate={"enforce": False})
    assert daemon.ask("a@critical.test") == "DUNNO"
    daemon.process.wait_log(re.compile(r"would=reject"))


def test_a_domain_may_be_enforced_apart_from_the_rest(policyd):
    daemon = policyd([{"name": "critical.test", "enforce": "true"},
                      "malformed.test"], gate={"enforce": False})
    assert daemon.ask("a@critical.test").startswith("REJECT")
    assert daemon.ask("a@malformed.test") == "DUNNO"


def test_many_recipients_are_one_verification(policyd, tap):
    daemon = policyd(["critical.test"])
    with daemon.session() as session:
        first = session.ask("a@critical.test", "r0@sink.test")
        asked = tap.count()
        for i in range(1, 20):
            assert session.ask("a@critical.test", f"r{i}@sink.test") == first
    assert asked > 0
    assert tap.count() == asked


def test_questions_at_the_same_time_are_one_verification(policyd, tap):
    daemon = policyd(["good.test"])
    sessions = [daemon.session() for _ in range(30)]
    for session in sessions:
        session.send(sender="a@good.test", recipient="r@sink.test")
    assert [s.receive() for s in sessions] == ["DUNNO"] * 30
    assert tap.count("good.test", "MX") == 1
    for session in sessions:
        session.close()


@pytest.mark.parametrize("sender", [
    "", "nodomain", "x@[192.0.2.1]", "x@[IPv6:2001:db8::1]", "@", "a@",
    "a@.", "a@-.test", "a@" + "x" * 300, "a@b..test", "postmaster",
    "postmaster@critical.test"])
def test_senders_that_are_not_gated_pass(policyd, sender):
    assert policyd(["critical.test"]).ask(sender) == "DUNNO"


@pytest.mark.parametrize("sender", [
    "a@critical.test", "A@CRITICAL.Test", "a@b@critical.test",
    "a b@critical.test", "a@critical.test."])
def test_senders_as_they_come_are_gated(policyd, sender):
    assert policyd(["critical.test"]).ask(sender).startswith("REJECT")


def test_a_u_label_is_its_a_label(policyd):
    daemon = policyd(["bücher.test"])
    for sender in ("ü@bücher.test", "a@BÜCHER.test", "a@xn--bcher-kva.test"):
        assert daemon.ask(sender).startswith("REJECT"), sender


def test_unknown_attributes_in_any_order_are_fine(policyd):
    daemon = policyd(["critical.test"])
    with daemon.session() as session:
        session.socket.sendall(b"new_attribute=1\nsender=a@critical.test\n"
                               b"empty=\nrequest=smtpd_access_policy\n\n")
        assert session.receive().startswith("REJECT")
        assert session.ask("a@critical.test").startswith("REJECT")
