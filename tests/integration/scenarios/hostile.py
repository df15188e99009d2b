# SPDX-License-Identifier: BSD-2-Clause
"""Domains whose owners mean ill: large, endless, strange."""

from .model import EGRESS, GOOD, Host, Policy, Scenario, txt

HEAD = "version: STSv1\nmode: enforce\nmx: mx.DOMAIN\nmax_age: 1209600\n"
PASS = f"ip4:{EGRESS}"
ESCAPE = r"\027[31m\027]0;owned\007\010\013\010"


def policy(name, wrong, body):
    return Scenario(f"evil-policy-{name}", wrong, policy=Policy(body=body))


def records(name, wrong, **parts):
    return Scenario(f"evil-{name}", wrong, records=parts)


def tree(depth, width):
    """SPF records that include `width` others each, to this depth."""
    for level in range(depth):
        for i in range(width):
            terms = " ".join(f"include:t{level + 1}-{j}.DOMAIN"
                             for j in range(width))
            yield f"t{level}-{i} TXT " + txt(f"v=spf1 {terms} -all")


HOSTILE = [
    policy("nul", "octets of all kinds", bytes(range(256)) * 200),
    policy("line", "one line of 60,000 octets", "version: " + 60000 * "v"),
    policy("mx", "5,000 mx lines", HEAD + "".join(
        f"mx: m{i}.x\n" for i in range(5000))),
    policy("keys", "20,000 lines of nothing", HEAD + 20000 * "a:\n"),
    policy("escapes", "sequences for terminals", HEAD.replace(
        "enforce", "\x1b[31menforce\x07") + "\x1b]0;owned\x07: \x9b1m\n"),
    policy("age", "a number of 1,000 digits", HEAD.replace(
        "1209600", 1000 * "9")),
    Scenario("evil-headers", "headers of 400 KiB", policy=Policy(
        directives="".join(f'add_header X-{i} "{1000 * "h"}";'
                           for i in range(400)))),
    Scenario("evil-location", "a redirect with escapes", policy=Policy(
        directives='return 302 "https://x/\x1b[31m' + 3000 * "l" + '";')),
    Scenario("evil-names", "a certificate of 10,000 names",
             hosts={"mx": Host("many-names")},
             policy=Policy(cert="many-names")),
    Scenario("evil-some-names", "a certificate of 1,500 names",
             hosts={"mx": Host("some-names")},
             policy=Policy(cert="some-names")),
    records("txt", "60 KiB of TXT records", spf=[
        f'@ TXT "{i:03} {240 * "x"}"' for i in range(240)]
        + [f'@ TXT "v=spf1 {PASS} -all"']),
    records("txt-one", "an SPF record of 60 KiB", spf=[
        "@ TXT " + txt("v=spf1 " + 3500 * "ip4:192.0.2.1/32 " + "-all")]),
    records("mx", "500 MX hosts", mx=[
        f"@ MX {i} m{i}" for i in range(500)]),
    records("mx-dead", "40 MX hosts at addresses where nobody answers", mx=[
        f"@ MX {i} dead{i}" for i in range(40)], more=[
        f"dead{i} A 10.9.8.{i}" for i in range(40)]),
    records("addresses", "one MX host with 200 addresses", mx=[
        "@ MX 10 many"], more=[f"many A 10.9.7.{i}" for i in range(200)]),
    records("cname", "an alias of 40 links", dmarc=[
        "_dmarc CNAME c0"] + [f"c{i} CNAME c{i + 1}" for i in range(40)]
        + ['c40 TXT "v=DMARC1; p=reject"']),
    records("loop", "aliases in a circle", dmarc=[
        "_dmarc CNAME c0", "c0 CNAME c1", "c1 CNAME c0"],
        web=["mta-sts CNAME mta-sts"]),
    records("spf-tree", "includes that double and double", spf=[
        "@ TXT " + txt("v=spf1 include:t0-0.DOMAIN -all"), GOOD["spf"][1]],
        more=list(tree(6, 8))),
    records("spf-macro", "macros that expand to much", spf=[
        f'@ TXT "v=spf1 exists:{30 * "%{d}."}DOMAIN -all"']),
    records("dkim", "a key record of 20 KiB", dkim=[
        "s1._domainkey TXT " + txt("v=DKIM1; p=" + 20000 * "A")]),
    records("dmarc", "500 report addresses", dmarc=[
        "_dmarc TXT " + txt("v=DMARC1; p=reject; rua=" + ",".join(
            f"mailto:r@r{i}.test" for i in range(500)))]),
    records("rpt", "500 report addresses", rpt=[
        "_smtp._tls TXT " + txt("v=TLSRPTv1; rua=" + ",".join(
            f"mailto:r@r{i}.test" for i in range(500)))]),
    records("tlsa", "300 TLSA records", more=[
        f"_25._tcp.mx TLSA 3 1 1 {i:064x}" for i in range(300)]),
    records("escapes", "sequences for terminals", caa=[
        f'@ CAA 0 issue "{ESCAPE}"', f'@ CAA 0 iodef "mailto:{ESCAPE}"'],
        sts=[f'_mta-sts TXT "v=STSv1; id={ESCAPE}"'],
        rpt=[f'_smtp._tls TXT "v=TLSRPTv1; rua={ESCAPE}"'],
        spf=[f'@ TXT "v=spf1 {ESCAPE} -all"'],
        dkim=[f's1._domainkey TXT "v=DKIM1; t={ESCAPE}; p={ESCAPE}"'],
        dmarc=[f'_dmarc TXT "v=DMARC1; p={ESCAPE}; rua={ESCAPE}"'],
        mx=["@ MX 10 mx", r"@ MX 20 a\027[31m\007b"]),
]
