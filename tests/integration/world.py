# SPDX-License-Identifier: BSD-2-Clause
"""The zones that most tests ask about."""

MX = ["@ IN MX 10 mx", "mx IN A 192.0.2.25"]
LE = '@ IN CAA 0 issue "letsencrypt.org"'
CRITICAL = '@ IN CAA 128 tbs "unknown"'
MALFORMED = '@ IN CAA 0 issue "Let\'s Encrypt"'
BIG_SET = 1001


def add_zones(lab):
    lab.zone("good.test", MX + [LE], signed=True)
    lab.zone("unsigned.test", MX + [LE])
    lab.zone("critical.test", MX + [LE, CRITICAL], signed=True)
    lab.zone("malformed.test", MX + [MALFORMED], signed=True)
    lab.zone("bogus.test", MX + [LE], signed=True, fault="tampered")
    lab.zone("expired.test", MX + [LE], signed=True, fault="expired")
    lab.zone("xn--bcher-kva.test", MX + [LE, CRITICAL])
    add_mx_zones(lab)
    add_shapes(lab)


def add_mx_zones(lab):
    lab.zone("twomx.test", [
        "@ IN MX 10 mx1", "@ IN MX 20 mx2", LE,
        "mx1 IN A 192.0.2.1", "mx2 IN A 192.0.2.2",
        'mx2 IN CAA 128 tbs "unknown"'])
    lab.zone("provider.test", ["mx IN A 192.0.2.3", CRITICAL])
    lab.zone("hosted.test", ["@ IN MX 10 mx.provider.test.", LE])


def add_shapes(lab):
    """Aliases, wildcards and sets of all sizes."""
    lab.zone("shapes.test", [
        "alias IN CNAME alias2", "alias2 IN CNAME target.good.test.",
        "chain1 IN CNAME chain2", "chain2 IN CNAME chain3",
        "chain3 IN CNAME end", 'end IN CAA 0 issue "end.example"',
        "loop1 IN CNAME loop2", "loop2 IN CNAME loop1",
        "dn IN DNAME under.shapes.test.",
        'host.under IN CAA 0 issue "dname.example"',
        '*.wild IN CAA 0 issue "wild.example"',
        'forbid IN CAA 0 issue ";"',
        'wildonly IN CAA 0 issuewild "wild.example"',
        'mailonly IN CAA 0 issuemail "mail.example"',
        'account IN CAA 0 issue "ca.example; accounturi=https://ca.example/1'
        '; validationmethods=dns-01"',
        '@ IN CAA 0 issue "shapes.example"'], signed=True)
    lab.zone("big.test", MX + [f'@ IN CAA 0 issue "ca{i}.example"'
                               for i in range(BIG_SET)])
