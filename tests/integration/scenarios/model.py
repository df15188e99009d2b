# SPDX-License-Identifier: BSD-2-Clause
"""What a scenario is: a good domain, and what is different in it.

In records and settings DOMAIN stands for the domain, WEB for the address of
the policy hosts, MX for that of good mail hosts; owner names are relative.
"""

import dataclasses
import textwrap

EGRESS = "192.0.2.25"       # mail leaves from here
ALPHA = "alpha-ca.example"  # the CA of the good ones
BETA = "beta-ca.example"    # another public one


def txt(text):
    """As the strings of a TXT record."""
    return " ".join(f'"{part}"' for part in textwrap.wrap(
        text, 120, drop_whitespace=False, break_on_hyphens=False))


GOOD = {
    "mx": ["@ MX 10 mx"],
    "caa": [f'@ CAA 0 issue "{ALPHA}"', '@ CAA 0 issuewild ";"',
            '@ CAA 0 issuemail ";"', '@ CAA 0 issuevmc ";"',
            '@ CAA 0 iodef "mailto:ca@DOMAIN"'],
    "sts": ['_mta-sts TXT "v=STSv1; id=20261122"'],
    "web": ["mta-sts A WEB"],
    "rpt": ['_smtp._tls TXT "v=TLSRPTv1; rua=mailto:tls@DOMAIN"'],
    "spf": [f'@ TXT "v=spf1 ip4:{EGRESS} -all"',
            'mx TXT "v=spf1 a -all"'],
    "dkim": ["s1._domainkey TXT KEY"],
    "dmarc": ['_dmarc TXT "v=DMARC1; p=reject; rua=mailto:dmarc@DOMAIN"'],
    "more": [],
}


@dataclasses.dataclass(frozen=True)
class Host:
    """A mail host: its certificate (scene.CERTIFICATES), its manner
    (lab.mail_hosts.MANNERS, or "postfix", "refused"), and where it is."""

    cert: str = "good"
    manner: str = "good"
    at: str = ""            # an address at which nobody of the lab listens
    second: str = ""        # certificate at a second address
    schemes: tuple = ("smtp",)


@dataclasses.dataclass(frozen=True)
class Policy:
    """What the policy host serves; BODY of None: one that fits the hosts."""

    body: object = None
    mode: str = "enforce"
    age: int = 1209600
    cert: str = "good"
    media_type: str = "text/plain"
    directives: str = ""    # nginx's, of the policy's location


@dataclasses.dataclass
class Scenario:
    """expect: `ID RESULT [SEVERITY [SUBJECT]]`, SUBJECT relative, @ for the
    domain; SEVERITY - for any.  Nothing else of severity block or warn may
    fail; what `may` names is let pass."""

    name: str
    wrong: str
    expect: tuple = ()
    code: int = 0
    profile: str = "strict"
    records: dict = dataclasses.field(default_factory=dict)
    signed: bool = True
    fault: str = None
    hosts: dict = dataclasses.field(default_factory=lambda: {"mx": Host()})
    policy: object = Policy()
    tlsa: tuple = ()        # (host, usage, selector, matching, of what)
    settings: dict = dataclasses.field(default_factory=dict)
    options: tuple = ()
    zones: tuple = ()       # more: (name, records, keywords of lab.zone)
    may: tuple = ()
    served: bool = True     # False: the domain does not exist
    listed: bool = True     # in the settings: one of ours

    @property
    def domain(self):
        return f"{self.name}.test"

    def __str__(self):
        return self.name

    def parts(self):
        return {**GOOD, **self.records}
