# SPDX-License-Identifier: BSD-2-Clause
"""caagate check against living servers, one domain for each thing that can be
wrong; and again from what was saved of it."""

import json

import pytest

from lab.caagate import caagate, caagate_json
from scenarios import SCENARIOS

SERIOUS = ("block", "warn")


def options(scene, scenario):
    conf = scene.guarded if "unguarded" in scenario.options else scene.conf
    return ["--config", conf, "--profile", scenario.profile]


def is_meant(wanted, finding, domain):
    """Does this finding say `ID RESULT [SEVERITY [SUBJECT]]`?"""
    id_, result, severity, subject = (wanted.split() + ["-"] * 3)[:4]
    if subject == "@":
        subject = domain
    elif subject != "-" and not subject.endswith(".test"):
        subject = f"{subject}.{domain}"
    return all(want in ("-", found) for want, found in (
        (id_, finding["id"]), (result, finding["result"]),
        (severity, finding["severity"]), (subject, finding["subject"])))


def complaints(scenario, findings):
    """What is not as the scenario says, each as a line."""
    for wanted in scenario.expect:
        if not any(is_meant(wanted, f, scenario.domain) for f in findings):
            alike = [line(f) for f in findings
                     if f["id"] == wanted.split()[0]]
            yield f"missing: {wanted}; found: {alike}"
    for f in findings:
        if f["result"] == "fail" and f["severity"] in SERIOUS and not (
                f["id"] in scenario.may or any(
                    is_meant(w, f, scenario.domain)
                    for w in scenario.expect)):
            yield f"unexpected: {line(f)}"


def line(finding):
    return " ".join(finding[key] for key in ("id", "result", "severity",
                                             "subject", "text"))


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_a_scenario_is_judged_as_it_should(scene, resolver, scenario):
    saved = scene.folder / f"{scenario.name}.json"
    code, result = caagate_json(
        "check", scenario.domain, *options(scene, scenario), "--save", saved,
        resolver=resolver.server)
    wrong = list(complaints(scenario, result["findings"]))
    if code != scenario.code:
        wrong.append(f"exit status {code}, want {scenario.code}")
    assert not wrong, "\n".join(wrong)
    again, replayed = caagate_json(
        "check", *options(scene, scenario), "--evidence", saved,
        resolver="none")
    assert (again, replayed) == (code, result)


def test_there_are_enough_scenarios():
    assert len(SCENARIOS) >= 45
    assert len({s.name for s in SCENARIOS}) == len(SCENARIOS)


def test_no_visit_was_impolite(scene, resolver):
    """Never MAIL FROM; one connection at a time to an address."""
    caagate("check", "sound.test", "--config", scene.conf,
            resolver=resolver.server)
    verbs = {v for visit in scene.mail.seen() for v in visit.verbs}
    assert "STARTTLS" in verbs
    assert not verbs & {"MAIL", "RCPT", "DATA", "AUTH", "VRFY"}
    assert all(visit.helo in ("", "probe.lab.test")
               for visit in scene.mail.seen())


def test_without_probes_no_server_is_visited(scene, resolver):
    scene.mail.forget()
    before = len(scene.web.requests())
    code, result = caagate_json("check", "mx-expired.test", "--no-probe",
                                "--config", scene.conf,
                                resolver=resolver.server)
    assert code == 0
    assert scene.mail.seen() == []
    assert len(scene.web.requests()) == before
    failing = {f["id"] for f in result["findings"] if f["result"] == "fail"}
    assert not failing & {"MX-03", "STS-13", "STS-05"}


@pytest.mark.parametrize("domain, words", [
    ("mx-expired.test", ["STS-13", "mx.mx-expired.test", "expired"]),
    ("caa-forbidden.test", ["CAA-17", "fix:"]),
    ("dkim-missing.test", ["DKIM-01", "s1._domainkey.dkim-missing.test"]),
    ("sts-mx.test", ["STS-12", "mx2.sts-mx.test"])])
def test_the_text_names_what_is_wrong(scene, resolver, domain, words):
    done = caagate("check", domain, "--config", scene.conf, "--profile",
                   "strict", resolver=resolver.server)
    for word in words:
        assert word in done.stdout
    assert done.stdout.isascii()


def test_judge_reads_what_was_saved_of_a_certificate(scene):
    for (domain, host), code in ((("sound.test", "mx"), 0),
                                 (("caa-forbidden.test", "mx"), 2)):
        leaf = scene.leaves[domain, host]
        done = caagate("judge", leaf.chain, "--config", scene.conf,
                       resolver=f"{scene.lab.authority.address}:53")
        assert done.returncode == code, done.stdout + done.stderr


def test_evidence_is_json_of_what_was_seen(scene, resolver):
    saved = scene.folder / "seen.json"
    caagate("check", "sound.test", "--config", scene.conf, "--save", saved,
            resolver=resolver.server)
    evidence = json.loads(saved.read_text())
    assert evidence["domain"] == "sound.test"
    assert {p["outcome"] for p in evidence["probes"]} == {"done"}
