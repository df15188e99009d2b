# SPDX-License-Identifier: BSD-2-Clause
"""CAA: records, and certificates that they do not allow."""

from .model import ALPHA, BETA, GOOD, Host, Scenario


def caa(*records):
    return {"caa": [f"@ CAA {r}" for r in records]}


def more(*records):
    return {"caa": GOOD["caa"] + list(records)}


ONLY_BETA = caa(f'0 issue "{BETA}"', '0 issuewild ";"', '0 issuemail ";"',
                '0 issuevmc ";"')
NO_STS = {"sts": [], "web": []}

SCENARIOS = [
    Scenario("caa-none", "no CAA records", ("CAA-01 fail info @",),
             records={"caa": []}),
    Scenario("caa-forbidden", "the host's CA is not authorised",
             ("CAA-17 fail warn mx", "CAA-19 fail warn mx"), 0,
             hosts={"mx": Host("forbidden")}),
    Scenario("caa-forbidden-soon", "the same, and it has to be renewed",
             ("CAA-17 fail block mx",), 2, records=NO_STS, policy=None,
             hosts={"mx": Host("forbidden-soon")},
             may=("CAA-19", "MX-03")),
    Scenario("caa-forbidden-spare", "the same, but another CA of the "
             "domain's is authorised", ("CAA-17 fail warn mx",), 0,
             hosts={"mx": Host("forbidden-soon")}, may=("CAA-19", "MX-03")),
    Scenario("caa-forbidden-standard", "the same under standard",
             ("CAA-17 fail warn mx",), 0, profile="standard",
             records=NO_STS, policy=None,
             hosts={"mx": Host("forbidden-soon")}, may=("CAA-19", "MX-03")),
    Scenario("caa-wildcard", "a wildcard certificate, and issuewild \";\"",
             ("CAA-06 fail warn",), 0, hosts={"mx": Host("wildcard")},
             may=("CAA-17", "CAA-19")),
    Scenario("caa-wildcard-good", "a wildcard certificate that is allowed",
             ("CAA-06 pass", "CAA-17 pass - mx"), 0,
             records=caa(f'0 issue "{ALPHA}"', f'0 issuewild "{ALPHA}"'),
             hosts={"mx": Host("wildcard")}),
    Scenario("caa-nobody", "no CA may issue", ("CAA-17 fail warn",), 0,
             records=caa('0 issue ";"'), may=("CAA-19",)),
    Scenario("caa-critical", "a critical property that no CA knows",
             ("CAA-08 fail warn @",), 0,
             records=more('@ CAA 128 tbs "unknown"'),
             may=("CAA-17", "CAA-19")),
    Scenario("caa-critical-soon", "the same, and a certificate has to be "
             "renewed", ("CAA-08 fail block @",), 2,
             records=more('@ CAA 128 tbs "unknown"'),
             hosts={"mx": Host("renewing")}, may=("CAA-17", "CAA-19")),
    Scenario("caa-critical-known", "the critical flag on known properties",
             ("CAA-08 pass",), records=caa(f'128 issue "{ALPHA}"',
                                           '128 issuewild ";"')),
    Scenario("caa-flag-one", "flags 1 on an unknown property",
             ("CAA-09 fail warn @",),
             records=more('@ CAA 1 tbs "unknown"')),
    Scenario("caa-malformed", "a CA's name where its domain is wanted",
             ("CAA-04 fail block @",), 2,
             records=caa('0 issue "Alpha CA Inc."'),
             hosts={"mx": Host("renewing")}, may=("CAA-17", "CAA-19")),
    Scenario("caa-wild-only", "issuewild alone restricts nothing else",
             ("CAA-07 fail warn @",),
             records=caa(f'0 issuewild "{ALPHA}"')),
    Scenario("caa-iodef", "an iodef that is no address",
             ("CAA-14 fail warn @",),
             records=caa(f'0 issue "{ALPHA}"', '0 iodef "ca at DOMAIN"')),
    Scenario("caa-account", "another account than the one in use",
             ("CAA-11 fail warn",), records=caa(
                 f'0 issue "{ALPHA}; accounturi=https://a.example/1"'),
             settings={"accounts": ["https://a.example/2"]},
             may=("CAA-19", "CAA-17")),
    Scenario("caa-method", "another method than the one in use",
             ("CAA-12 fail warn",), records=caa(
                 f'0 issue "{ALPHA}; validationmethods=dns-01"'),
             settings={"methods": ["http-01"]}, may=("CAA-19", "CAA-17")),
    Scenario("caa-bogus", "the zone's signatures are forged",
             ("CAA-22 fail block",), 2, fault="tampered", may=("CAA-19",)),
    Scenario("caa-expired", "the zone's signatures have expired",
             ("CAA-22 fail block",), 2, fault="expired"),
    Scenario("caa-dead", "the MX host's zone has no server that answers",
             ("CAA-02 unknown",), 3,
             records={"mx": ["@ MX 10 mx.sub"]}, hosts={},
             policy=None, zones=(("sub.DOMAIN", (), {
                 "delegated_to": "127.255.255.254"}),),
             may=("STS-05", "STS-06")),
    Scenario("caa-alias", "the policy host is an alias elsewhere",
             ("CAA-03 fail info mta-sts",), 0,
             records={"web": ["mta-sts CNAME web.hoster.test."]},
             zones=(("hoster.test", (
                 "web A WEB", f'web CAA 0 issue "{ALPHA}"'),
                     {"signed": True}),)),
    Scenario("caa-challenge", "nothing: validation is delegated",
             ("CAA-25 pass - _acme-challenge.mx",), 0,
             records={"more": ["_acme-challenge.mx CNAME dns.DOMAIN."]}),
    Scenario("caa-challenge-loop", "delegated validation goes in circles",
             ("CAA-25 - warn _acme-challenge.mx",), 0, may=("CAA-25",),
             records={"more": ["_acme-challenge.mx CNAME c1.DOMAIN.",
                               "c1 CNAME c2", "c2 CNAME c1"]}),
    Scenario("caa-big", "a set of more than 100 records",
             ("CAA-24 fail warn @",), 0,
             records=more(*[f'@ CAA 0 issue "ca{i}.example"'
                            for i in range(120)])),
]
