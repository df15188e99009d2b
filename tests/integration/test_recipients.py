# SPDX-License-Identifier: BSD-2-Clause
"""What the engine finds of recipients' mail servers in the lab, beside what
posttls-finger and openssl see of the same ones."""

import json
import re

import pytest

from lab.caagate import program
from lab.process import run

# domain: seen, issuer, verdict by the host's and by the domain's CAA, DANE of
# each line; and MTA-STS
EXPECTED = {
    "sound": (["seen Alpha consistent consistent none"], "enforce"),
    "good-unsigned": (["seen Alpha consistent consistent none"], "enforce"),
    "good-postfix": (["seen Alpha consistent consistent none"], "enforce"),
    "mx-expired": (["seen Alpha consistent consistent none"], "enforce"),
    "mx-wrong-name": (["seen Alpha not-applicable consistent none"],
                      "enforce"),
    "mx-self-signed": (
        ["seen - not-applicable not-applicable none"], "enforce"),
    # the lab's CA table has this CA, without identifiers
    "mx-private": (
        ["seen Private unknown-issuer unknown-issuer none"], "enforce"),
    "mx-incomplete": (
        ["seen Alpha unknown-issuer unknown-issuer none"], "enforce"),
    "mx-no-starttls": (
        ["no-starttls - not-applicable not-applicable none"], "enforce"),
    "mx-refuses-tls": (
        ["tls-failed - unknown-issuer unknown-issuer none"], "enforce"),
    "mx-slow": (["not-testable - unknown-issuer unknown-issuer none"],
                "enforce"),
    "mx-busy": (["not-testable - unknown-issuer unknown-issuer none"],
                "enforce"),
    "mx-refused": (["not-testable - unknown-issuer unknown-issuer none"],
                   "enforce"),
    "mx-one-of-three": (["seen Alpha consistent consistent none",
                         "seen Alpha not-applicable consistent none",
                         "seen Alpha consistent consistent none"], "enforce"),
    "mx-one-address": (["seen Alpha consistent consistent none"] * 2,
                       "enforce"),
    "mx-null": ([], "enforce"),
    "mx-none": ([], "enforce"),
    "mx-gone": ([], "none"),
    "guest": (["seen Alpha inconsistent-now consistent none"], "enforce"),
    "elsewhere": (["seen Alpha inconsistent-now inconsistent-now none"],
                  "enforce"),
    "caa-forbidden": (["seen Beta inconsistent-now inconsistent-now none"],
                      "enforce"),
    "dane-good": (["seen Alpha not-applicable not-applicable match"],
                  "enforce"),
    "dane-self-signed": (["seen - not-applicable not-applicable match"],
                         "none"),
    "dane-forbidden": (["seen Beta not-applicable not-applicable match"],
                       "none"),
    "dane-mismatch": (["seen Alpha consistent consistent mismatch"],
                      "enforce"),
    "dane-ta": (["seen Alpha consistent consistent match"], "enforce"),
    "dane-unsigned": (["seen Alpha consistent consistent insecure"],
                      "enforce"),
    "dane-bogus": (["seen Alpha consistent consistent unknown"], "enforce"),
    "dane-no-starttls": (
        ["no-starttls - not-applicable not-applicable mismatch"], "none"),
    "dane-refused": (
        ["not-testable - unknown-issuer unknown-issuer unknown"], "none"),
}


def peerlook(scene, resolver, store, *names):
    """Records of these domains, by name; and what was counted."""
    store.mkdir(exist_ok=True)
    done = run(program("peerlook"), store, resolver.server, scene.conf,
               *(f"{name}.test" for name in names), timeout=90)
    *records, counted = map(json.loads, done.stdout.splitlines())
    return {r["domain"].removesuffix(".test"): r for r in records}, counted


@pytest.fixture(scope="module")
def looked(scene, resolver):
    return peerlook(scene, resolver, scene.folder / "peers", *EXPECTED)[0]


def line(host):
    issuer = re.match(r"(\w*)", host["issuer"])[1]
    known = issuer if issuer in ("Alpha", "Beta", "Private") else "-"
    return " ".join([host["seen"], known, host["host_verdict"],
                     host["domain_verdict"], host["dane"]])


@pytest.mark.parametrize("name", EXPECTED)
def test_a_recipients_domain_is_seen_as_it_is(looked, name):
    record = looked[name]
    assert ([line(h) for h in record["hosts"]], record["sts"]) == \
        EXPECTED[name], json.dumps(record, indent=1)
    assert record["with_servers"]


@pytest.mark.parametrize("name", ["sound", "good-postfix", "caa-forbidden",
                                  "dane-self-signed", "mx-wrong-name"])
def test_postfix_and_openssl_see_the_same_certificate(scene, looked, name):
    domain = f"{name}.test"
    host = looked[name]["hosts"][0]
    address = scene.addresses[domain, "mx"][0]
    text = scene.posttls_finger(domain)
    found = re.search(r" fingerprint=([0-9A-F:]{95})", text)
    assert found, text
    assert found[1].replace(":", "").lower() == host["fingerprint"]
    shown = run("timeout", "10", "openssl", "s_client", "-starttls", "smtp",
                "-connect", f"{address}:25", "-servername", f"mx.{domain}",
                "-CAfile", scene.roots, check=False).stdout
    assert (f"CN = {host['issuer']}" in shown
            or f"CN={host['issuer']}" in shown), shown
    assert ("Verify return code: 0 (ok)" in shown) == host["trusted"]


def test_a_host_is_visited_once_whoever_asks_and_restarts(scene, resolver):
    """guest and elsewhere have one host; and the program starts twice."""
    store, names = scene.folder / "once", ("guest", "elsewhere", "sound")
    scene.mail.forget()
    first, counted = peerlook(scene, resolver, store, *names)
    visits = len(scene.mail.seen())
    again, recounted = peerlook(scene, resolver, store, *names)
    assert counted["connected"] > 0
    assert recounted["probed"] == 0
    assert recounted["sent"] > 0
    assert len(scene.mail.seen()) == visits
    for name in names:
        assert first[name]["hosts"] == again[name]["hosts"]
    assert not {verb for visit in scene.mail.seen() for verb in visit.verbs
                } & {"MAIL", "RCPT", "DATA"}
