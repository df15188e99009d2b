# SPDX-License-Identifier: BSD-2-Clause
"""SPF, DKIM and DMARC."""

from .model import EGRESS, GOOD, Scenario, txt

HELO = GOOD["spf"][1]


def spf(*texts):
    return {"spf": [f"@ TXT {txt(t)}" for t in texts] + [HELO]}


def dkim(tags):
    return {"dkim": [f"s1._domainkey TXT {strings(tags)}"]}


def strings(text):
    """KEY-NAME stands for octets that are too many for one string."""
    head, _, name = text.partition("KEY-")
    return f'"{head}" "LONG-{name}"' if name else f'"{head}"'


def dmarc(*texts):
    return {"dmarc": [f'_dmarc TXT "{t}"' for t in texts]}


PASS = f"ip4:{EGRESS}"
MANY_A = " ".join(f"a:a{i}.DOMAIN" for i in range(11))
A_RECORDS = [f"a{i} A 192.0.2.{100 + i}" for i in range(11)]

# Reading a key costs more than all else of a run: only where it matters.
SIGNS = {"selectors": ["s1=KEYFILE"]}

SCENARIOS = [
    Scenario("spf-none", "no SPF record", ("SPF-01 fail warn @",),
             records={"spf": [HELO]}, may=("SPF-06",)),
    Scenario("spf-two", "two SPF records", ("SPF-01 fail block @",), 2,
             records=spf(f"v=spf1 {PASS} -all", "v=spf1 -all"),
             may=("SPF-06",)),
    Scenario("spf-syntax", "a term that is none", ("SPF-02 fail block @",),
             2, records=spf(f"v=spf1 {PASS} ipv4:192.0.2.1 -all"),
             may=("SPF-06",)),
    Scenario("spf-lookups", "eleven terms need the DNS",
             ("SPF-03 fail block @",), 2,
             records={**spf(f"v=spf1 {MANY_A} {PASS} -all"),
                      "more": A_RECORDS}, may=("SPF-06",)),
    Scenario("spf-lookups-late", "the same, after what passes",
             ("SPF-03 fail warn @", "SPF-06 pass"), 0,
             records={**spf(f"v=spf1 {PASS} {MANY_A} -all"),
                      "more": A_RECORDS}),
    Scenario("spf-ten", "ten terms need the DNS", ("SPF-03 pass",), 0,
             records={**spf(f"v=spf1 {PASS} "
                            + MANY_A.rpartition(" ")[0] + " -all"),
                      "more": A_RECORDS}),
    Scenario("spf-nested", "eleven terms, six of them in an include",
             ("SPF-03 fail block",), 2, records={
                 **spf("v=spf1 include:_spf.DOMAIN "
                       + " ".join(f"a:a{i}.DOMAIN" for i in range(5))
                       + f" {PASS} -all"),
                 "more": A_RECORDS + [
                     "_spf TXT " + txt("v=spf1 " + " ".join(
                         f"a:a{i}.DOMAIN" for i in range(5)) + " -all")]},
             may=("SPF-06",)),
    Scenario("spf-mx", "mx leads to eleven hosts", ("SPF-04 fail block",), 2,
             records={**spf(f"v=spf1 mx:many.DOMAIN {PASS} -all"), "more":
                      A_RECORDS + [f"many MX {i} a{i}" for i in range(11)]},
             may=("SPF-06",)),
    Scenario("spf-void", "three terms find nothing", ("SPF-05 fail warn",),
             records=spf("v=spf1 a:v1.DOMAIN a:v2.DOMAIN a:v3.DOMAIN "
                         f"{PASS} -all"), may=("SPF-06",)),
    Scenario("spf-egress", "mail leaves from an address that fails",
             ("SPF-06 fail warn",), records=spf("v=spf1 ip4:192.0.2.1 -all")),
    Scenario("spf-plus-all", "everybody passes", ("SPF-07 fail warn @",),
             records=spf(f"v=spf1 {PASS} +all")),
    Scenario("spf-include-gone", "an included record is gone",
             ("SPF-08 fail block",), 2,
             records=spf(f"v=spf1 include:gone.DOMAIN {PASS} -all"),
             may=("SPF-06",)),
    Scenario("spf-include-dead", "an include's zone does not answer",
             ("SPF-08 unknown",), 3,
             records=spf(f"v=spf1 include:dead.DOMAIN {PASS} -all"),
             zones=(("dead.DOMAIN", (), {
                 "delegated_to": "127.255.255.254"}),)),
    Scenario("spf-loop", "an include of itself", ("SPF-08 fail block",), 2,
             records=spf(f"v=spf1 include:DOMAIN {PASS} -all"),
             may=("SPF-06", "SPF-03")),
    Scenario("dkim-missing", "no key record", ("DKIM-01 fail block",), 2,
             records={"dkim": []}),
    Scenario("dkim-revoked", "the key is revoked", ("DKIM-03 fail block",),
             2, records=dkim("v=DKIM1; p=")),
    Scenario("dkim-junk", "the key is no base64", ("DKIM-03 fail block",), 2,
             records=dkim("v=DKIM1; p=not*base64"), may=("DKIM-04",)),
    Scenario("dkim-other", "the key is another than the signer's",
             ("DKIM-04 fail block",), 2,
             records=dkim("v=DKIM1; p=KEY-other"), settings=SIGNS),
    Scenario("dkim-same", "nothing: the signer's key is published",
             ("DKIM-04 pass", "DKIM-01 pass"), settings=SIGNS),
    Scenario("dkim-1024", "a key of 1024 bits",
             ("DKIM-05 fail warn", "DKIM-01 pass"),
             records=dkim("v=DKIM1; p=KEY-1024")),
    Scenario("dkim-512", "a key of 512 bits", ("DKIM-05 fail block",), 2,
             records=dkim("v=DKIM1; p=KEY-512")),
    Scenario("dkim-tlsrpt", "the key signs reports only",
             ("DKIM-06 fail warn",),
             records=dkim("v=DKIM1; s=tlsrpt; p=KEY-good")),
    Scenario("dkim-two", "two key records", ("DKIM-02 fail warn",),
             records={"dkim": ["s1._domainkey TXT KEY",
                               's1._domainkey TXT "v=DKIM1; p="']},
             may=("DKIM-03",)),
    Scenario("dmarc-none", "no DMARC record", ("DMARC-01 fail warn",),
             records={"dmarc": []}),
    Scenario("dmarc-two", "two DMARC records", ("DMARC-01 fail warn",),
             records=dmarc("v=DMARC1; p=reject", "v=DMARC1; p=none")),
    Scenario("dmarc-unaligned", "reject, and nothing can pass",
             ("DMARC-02 fail block", "DKIM-01 fail block", "SPF-06 fail"),
             2, records={**spf("v=spf1 ip4:192.0.2.1 -all"), "dkim": []}),
    Scenario("dmarc-monitor", "p=none", ("DMARC-05 fail info",),
             records=dmarc("v=DMARC1; p=none")),
    Scenario("dmarc-no-p", "no policy in the record", ("DMARC-04 fail warn",),
             records=dmarc("v=DMARC1; rua=mailto:dmarc@DOMAIN")),
    Scenario("dmarc-old-tags", "tags of RFC 7489", ("DMARC-03 fail info",),
             records=dmarc("v=DMARC1; p=reject; pct=50; rf=afrf; ri=86400")),
    Scenario("dmarc-external", "reports elsewhere that are not agreed",
             ("DMARC-06 fail warn",), records=dmarc(
                 "v=DMARC1; p=reject; rua=mailto:a@reports.test")),
    Scenario("dmarc-external-good", "reports elsewhere that are agreed",
             ("DMARC-06 pass",), records=dmarc(
                 "v=DMARC1; p=reject; rua=mailto:a@reports.test"),
             zones=(("reports.test", (
                 "@ MX 10 mx.sound.test.",
                 'dmarc-external-good.test._report._dmarc TXT "v=DMARC1"'),
                 {"signed": True}),)),
    Scenario("sub.dmarc-parent", "nothing: the record is the parent's",
             ("DMARC-01 pass",), records={"dmarc": []},
             zones=(("dmarc-parent.test",
                     ('_dmarc TXT "v=DMARC1; p=reject"',),
                     {"signed": True}),)),
]
