# SPDX-License-Identifier: BSD-2-Clause
"""Many domains in one run: what they share is asked once, and a run that was
interrupted goes on."""

import json
import os
import signal
import subprocess

import pytest

from lab.caagate import caagate, program
from lab.process import wait_until
from scenarios import SCENARIOS, SWEPT_DOMAINS


def listed(scene, domains, name):
    path = scene.folder / name
    path.write_text("# a comment\n\n" + "".join(f"{d}\n" for d in domains))
    return path


def lines(text):
    return [json.loads(line) for line in text.splitlines()]


def test_what_domains_share_is_asked_once(scene, tap):
    names = listed(scene, SWEPT_DOMAINS, "swept.list")
    scene.mail.forget()
    done = caagate("check", "--file", names, "--json", "--config", scene.conf,
                   resolver=tap.server)
    results = lines(done.stdout)
    assert {r["verdict"] for r in results} == {"warn"}, done.stderr
    assert {r["domain"] for r in results} == set(SWEPT_DOMAINS)
    for host in ("mx", "mx2"):
        for address in scene.addresses["swept.test", host]:
            assert len(scene.mail.seen(address)) == 1
    assert len(tap.questions) == len(set(tap.questions))


def test_hosts_that_are_shared_are_judged_for_each_domain(scene, resolver):
    names = listed(scene, SWEPT_DOMAINS[:5], "few.list")
    done = caagate("check", "--file", names, "--json", "--config", scene.conf,
                   resolver=resolver.server)
    for result in lines(done.stdout):
        live = [f for f in result["findings"] if f["id"] == "MX-03"]
        assert {f["subject"] for f in live} == {"mx.swept.test",
                                                "mx2.swept.test"}
        assert {f["result"] for f in live} == {"pass"}


def test_all_scenarios_at_once_say_what_each_says_alone(scene, resolver):
    # Not all: after twenty, an address is visited twice a second.
    some = [s for s in SCENARIOS if s.profile == "strict" and s.listed
            and not s.options][::7]
    names = listed(scene, [s.domain for s in some], "all.list")
    done = caagate("check", "--file", names, "--json", "--profile", "strict",
                   "--config", scene.conf, resolver=resolver.server)
    verdicts = {r["domain"]: r["verdict"] for r in lines(done.stdout)}
    wanted = {s.domain: {2: "fail", 3: "unknown"}.get(s.code) for s in some}
    wrong = {d: v for d, v in verdicts.items()
             if wanted[d] != (v if v in ("fail", "unknown") else None)}
    assert set(verdicts) == set(wanted)
    assert not wrong


@pytest.fixture
def interrupted(scene, tap):
    """A sweep of slow answers that SIGINT ended, and what it had written."""
    names = listed(scene, SWEPT_DOMAINS, "interrupted.list")
    out = scene.folder / "interrupted.jsonl"
    out.unlink(missing_ok=True)
    tap.delay = 0.3
    tap.misbehave("slow")
    with subprocess.Popen(
            [program("caagate"), "check", "--file", names, "--jobs", "2",
             "--out", out, "--config", scene.conf, "--resolver", tap.server],
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE, env={**os.environ}) as process:
        wait_until("five results", lambda: out.exists() and len(
            out.read_text().splitlines()) >= 5, 30)
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (128 + signal.SIGINT, -signal.SIGINT)
    tap.behave()
    return names, out


def test_a_sweep_goes_on_where_it_was_interrupted(scene, interrupted, tap):
    names, out = interrupted
    before = [r["domain"] for r in lines(out.read_text())]
    assert 5 <= len(before) < len(SWEPT_DOMAINS)
    tap.forget()
    done = caagate("check", "--file", names, "--resume", out, "--config",
                   scene.conf, resolver=tap.server)
    assert done.returncode in (0, 1, 2, 3), done.stderr
    after = [r["domain"] for r in lines(out.read_text())]
    assert after[:len(before)] == before
    assert sorted(after) == sorted(SWEPT_DOMAINS)
    for domain in before:
        assert tap.count(domain, "MX") == 0
