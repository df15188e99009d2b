# SPDX-License-Identifier: BSD-2-Clause
"""DANE: TLSA records against what the host presents."""

from .model import Host, Scenario

NO_STS = {"sts": [], "web": []}

SCENARIOS = [
    Scenario("dane-good", "nothing: 3 1 1", ("DANE-01 pass - mx",),
             tlsa=(("mx", 3, 1, 1, "leaf"),)),
    Scenario("dane-postfix", "nothing: 3 1 1, a Postfix",
             ("DANE-01 pass - mx",), hosts={"mx": Host(manner="postfix")},
             tlsa=(("mx", 3, 1, 1, "leaf"), ("mx", 3, 0, 2, "leaf"))),
    Scenario("dane-self-signed", "nothing: DANE vouches for a certificate "
             "that no CA issued", ("DANE-01 pass - mx",), records=NO_STS,
             policy=None, hosts={"mx": Host("self-signed")},
             tlsa=(("mx", 3, 1, 1, "leaf"),)),
    Scenario("dane-forbidden", "nothing: CAA is not asked of what DANE-EE "
             "vouches for", ("DANE-01 pass - mx", "DANE-06 - - mx"),
             hosts={"mx": Host("forbidden")}, records=NO_STS, policy=None,
             tlsa=(("mx", 3, 1, 1, "leaf"),)),
    Scenario("dane-mismatch", "the record is of another key",
             ("DANE-01 fail block mx",), 2,
             tlsa=(("mx", 3, 1, 1, "other"),)),
    Scenario("dane-mismatch-standard", "the same under standard",
             ("DANE-01 fail warn mx",), 0, profile="standard",
             tlsa=(("mx", 3, 1, 1, "other"),)),
    Scenario("dane-rollover", "one record of two matches",
             ("DANE-01 pass - mx",), tlsa=(("mx", 3, 1, 1, "other"),
                                           ("mx", 3, 1, 1, "leaf"))),
    Scenario("dane-ta", "nothing: 2 1 1 of the intermediate",
             ("DANE-01 pass - mx", "DANE-03 pass"),
             tlsa=(("mx", 2, 1, 1, "sub"),)),
    Scenario("dane-ta-gone", "2 1 1 of a CA that issues no longer",
             ("DANE-03 fail warn", "DANE-01 fail block mx"), 2,
             tlsa=(("mx", 2, 1, 1, "other"),)),
    Scenario("dane-unsigned", "TLSA records without DNSSEC",
             ("DANE-05 fail info",), signed=False,
             tlsa=(("mx", 3, 1, 1, "other"),)),
    Scenario("dane-bogus", "the TLSA records' signatures have expired",
             ("DANE-02 fail warn mx",),
             zones=(("_tcp.mx.DOMAIN", ("_25 TLSA 3 1 1 " + 64 * "0",),
                     {"signed": True, "fault": "expired"}),)),
    Scenario("dane-no-starttls", "TLSA records, and no STARTTLS",
             ("DANE-01 fail block mx",), 2, records=NO_STS, policy=None,
             hosts={"mx": Host(manner="no-starttls")},
             tlsa=(("mx", 3, 1, 1, "leaf"),)),
    Scenario("dane-refused", "TLSA records, and nobody listens",
             ("DANE-01 not-testable - mx",), records=NO_STS, policy=None,
             hosts={"mx": Host(manner="refused")},
             tlsa=(("mx", 3, 1, 1, "leaf"),)),
]
