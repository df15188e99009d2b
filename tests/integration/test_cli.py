# SPDX-License-Identifier: BSD-2-Clause
"""The command line against a real validating resolver."""

import re

import pytest

from lab.caagate import SOURCE, caagate, caagate_json
from lab.process import run
from world import BIG_SET

PERMIT, DENY, UNDETERMINED = 0, 2, 3

EVALUATIONS = [
    ("good.test", ["--issuer", "letsencrypt.org"], PERMIT, "good.test"),
    ("good.test", ["--issuer", "other.example"], DENY, "good.test"),
    ("a.b.good.test", ["--issuer", "letsencrypt.org"], PERMIT, "good.test"),
    ("good.test", ["--issuer", "LetsEncrypt.ORG"], PERMIT, "good.test"),
    ("nothing.test", ["--issuer", "any.example"], PERMIT, None),
    ("critical.test", ["--issuer", "letsencrypt.org"], DENY, "critical.test"),
    ("malformed.test", ["--issuer", "letsencrypt.org"], DENY,
     "malformed.test"),
    ("bogus.test", ["--issuer", "letsencrypt.org"], UNDETERMINED, None),
    ("expired.test", ["--issuer", "letsencrypt.org"], UNDETERMINED, None),
    # aliases: the target's records, never its tree
    ("chain1.shapes.test", ["--issuer", "end.example"], PERMIT,
     "chain1.shapes.test"),
    ("chain1.shapes.test", ["--issuer", "shapes.example"], DENY,
     "chain1.shapes.test"),
    ("alias.shapes.test", ["--issuer", "shapes.example"], PERMIT,
     "shapes.test"),
    ("alias.shapes.test", ["--issuer", "letsencrypt.org"], DENY,
     "shapes.test"),
    ("host.dn.shapes.test", ["--issuer", "dname.example"], PERMIT,
     "host.dn.shapes.test"),
    ("loop1.shapes.test", ["--issuer", "shapes.example"], UNDETERMINED, None),
    # DNS wildcards answer for what is below them only
    ("x.wild.shapes.test", ["--issuer", "wild.example"], PERMIT,
     "x.wild.shapes.test"),
    ("wild.shapes.test", ["--issuer", "wild.example"], DENY, "shapes.test"),
    # kinds
    ("forbid.shapes.test", ["--issuer", "shapes.example"], DENY,
     "forbid.shapes.test"),
    ("wildonly.shapes.test", ["--issuer", "any.example"], PERMIT,
     "wildonly.shapes.test"),
    ("wildonly.shapes.test", ["--issuer", "any.example", "--wildcard"], DENY,
     "wildonly.shapes.test"),
    ("mailonly.shapes.test", ["--issuer", "any.example", "--smime"], DENY,
     "mailonly.shapes.test"),
    ("mailonly.shapes.test", ["--issuer", "mail.example", "--smime"], PERMIT,
     "mailonly.shapes.test"),
    ("account.shapes.test", ["--issuer", "ca.example", "--accounturi",
                             "https://ca.example/1"], PERMIT,
     "account.shapes.test"),
    ("account.shapes.test", ["--issuer", "ca.example", "--accounturi",
                             "https://ca.example/2"], DENY,
     "account.shapes.test"),
    ("account.shapes.test", ["--issuer", "ca.example", "--validationmethod",
                             "http-01"], DENY, "account.shapes.test"),
    # truncated over UDP
    ("big.test", ["--issuer", f"ca{BIG_SET - 1}.example"], PERMIT,
     "big.test"),
]


@pytest.mark.parametrize(
    "name, options, code, relevant", EVALUATIONS,
    ids=[f"{e[0]} {' '.join(e[1])}" for e in EVALUATIONS])
def test_eval(resolver, name, options, code, relevant):
    status, result = caagate_json("eval", name, *options,
                                  resolver=resolver.server)
    verdict = {PERMIT: "permit", DENY: "deny", UNDETERMINED: "error"}[code]
    assert (result["verdict"], status) == (verdict, code)
    assert result["relevant"] == relevant


def test_a_thousand_records_come_over_tcp_whole(resolver, tap):
    _, result = caagate_json("eval", "big.test", "--issuer", "x.example",
                             resolver=tap.server)
    entry = [e for e in result["trace"] if e["name"] == "big.test"]
    assert len(entry[0]["records"]) == BIG_SET
    assert tap.count("big.test", "CAA") == 2


@pytest.mark.parametrize("name", ["good.test", "unsigned.test", "test",
                                  "chain1.shapes.test", "critical.test"])
def test_the_trace_agrees_with_dig(resolver, name):
    _, result = caagate_json("eval", name, "--issuer", "x.example",
                             resolver=resolver.server)
    entry = next(e for e in result["trace"] if e["name"] == name)
    dig = run("dig", f"@{resolver.address}", "+adflag", name, "CAA").stdout
    records = re.findall(r"\sIN\s+CAA\s+(\d+ \w+ \".*\")$", dig, re.M)
    assert entry["rcode"].upper() == re.search(r"status: (\w+)", dig)[1]
    assert entry["ad"] == bool(re.search(r"flags:[^;]* ad[ ;]", dig))
    assert sorted(map(record_text, entry["records"])) == sorted(records)


def record_text(record):
    """A record of the trace, in whichever form, as dig prints it."""
    if isinstance(record, str):
        return record
    return f'{record["flags"]} {record["tag"]} "{record["value"]}"'


@pytest.mark.parametrize("name, ad", [("good.test", True),
                                      ("unsigned.test", False)])
def test_explain_shows_whether_dnssec_vouches(resolver, name, ad):
    done = caagate("explain", name, resolver=resolver.server)
    assert name in done.stdout and "letsencrypt.org" in done.stdout
    line = next(line for line in done.stdout.splitlines()
                if re.search(rf"\b{name}\b", line)
                and re.search(r"\bCAA\b|ttl|TTL|\bad\b|\bAD\b", line))
    said = line.replace(name, "")
    assert bool(re.search(r"\bAD\b|\bad\b|signed|secure", said)) == ad, line


@pytest.mark.parametrize("name", ["chain1.shapes.test", "alias.shapes.test"])
def test_explain_shows_the_alias(resolver, name):
    done = caagate("explain", name, resolver=resolver.server)
    target = {"chain1.shapes.test": "end.shapes.test",
              "alias.shapes.test": "target.good.test"}[name]
    assert target in done.stdout


def test_explain_names_bogus_as_the_cause(resolver):
    done = caagate("explain", "bogus.test", resolver=resolver.server)
    assert done.returncode == UNDETERMINED
    assert "bogus" in done.stdout.lower()


@pytest.mark.parametrize("domain, code, rule", [
    ("good.test", 0, None), ("unsigned.test", 0, None),
    ("critical.test", 2, "CAA-08"), ("malformed.test", 2, "CAA-04"),
    ("bogus.test", 2, "CAA-22"), ("twomx.test", 2, "CAA-08"),
    ("hosted.test", 0, None)])
def test_check(resolver, domain, code, rule):
    status, result = caagate_json("check", domain, "--profile", "strict",
                                  resolver=resolver.server)
    assert status == code
    assert result["domain"] == domain
    blocking = {f["id"] for f in result["findings"]
                if f["result"] == "fail" and f["severity"] == "block"}
    assert blocking == ({rule} if rule else set())


def test_check_tells_dns_trouble_apart(resolver, tap):
    tap.misbehave("servfail")
    status, result = caagate_json("check", "good.test", "--profile", "strict",
                                  resolver=tap.server)
    assert status == UNDETERMINED
    assert result["verdict"] == "unknown"


def test_check_and_the_gate_agree(policyd, resolver):
    daemon = policyd([{"name": "*"}])
    for domain in ("good.test", "critical.test", "malformed.test",
                   "twomx.test"):
        _, result = caagate_json("check", domain, "--profile", "strict",
                                 resolver=resolver.server)
        word = daemon.ask(f"a@{domain}").split()[0].lower()
        assert result["action"] == word


def test_lint_finds_the_stray_quotes():
    done = caagate("lint", "--strict", '0 issue "\\"letsencrypt.org\\""')
    assert done.returncode != 0
    done = caagate("lint", '0 issue "letsencrypt.org"')
    assert done.returncode == 0
    assert "TYPE257" in done.stdout or "\\#" in done.stdout


def test_selftest_passes_with_the_resolver(resolver):
    done = caagate("selftest", "--vectors", SOURCE / "tests" / "vectors",
                   "--control", "good.test", resolver=resolver.server)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_example_zones_are_good_and_broken():
    for name, code in (("good.example", 0), ("broken.example", 2)):
        zone = SOURCE / "conf" / "examples" / f"{name}.zone"
        done = caagate("check", name, "--profile", "strict", "--zone", zone,
                       resolver="none")
        assert done.returncode == code, done.stdout + done.stderr


def test_a_dead_resolver_is_undetermined_not_permitted(lab):
    done = caagate("eval", "good.test", "--issuer", "letsencrypt.org",
                   resolver=f"{lab.network.address()}:53")
    assert done.returncode == UNDETERMINED
