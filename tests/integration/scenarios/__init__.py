# SPDX-License-Identifier: BSD-2-Clause
"""Domains with what is wrong with each, and what caagate is to say of it."""

from . import authorities, dane, hosts, policies, senders
from .hostile import HOSTILE
from .messages import PARTNERS
from .model import ALPHA, BETA, EGRESS, Host, Policy, Scenario, txt

SCENARIOS = (hosts.SCENARIOS + authorities.SCENARIOS + policies.SCENARIOS
             + dane.SCENARIOS + senders.SCENARIOS)

# Fifty domains with the same two hosts: what they share is looked at once.
SWEPT_DOMAINS = [f"d{i}.swept.test" for i in range(50)]
SWEPT = [Scenario(
    "swept", "nothing", hosts={"mx": Host(manner="counted"),
                               "mx2": Host(manner="counted")},
    records={"mx": ["@ MX 10 mx", "@ MX 20 mx2"], "more": [
        f"d{i} MX {preference} {host}" for i in range(50)
        for preference, host in ((10, "mx"), (20, "mx2"))]})]

__all__ = ["ALPHA", "BETA", "EGRESS", "HOSTILE", "Host", "PARTNERS",
           "Policy", "SCENARIOS", "SWEPT", "SWEPT_DOMAINS", "Scenario", "txt"]
