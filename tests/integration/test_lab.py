# SPDX-License-Identifier: BSD-2-Clause
"""The lab keeps its promises: without that no other test says anything."""

import dns.edns
import dns.flags
import dns.rcode
import pytest

from lab.dns_servers import ask
from lab.milter import complains
from lab.process import run


def is_ad(reply):
    return bool(reply.flags & dns.flags.AD)


@pytest.mark.parametrize("name, ad", [
    ("good.test", True), ("unsigned.test", False), ("test", True),
    ("nothing.good.test", True), ("shapes.test", True)])
def test_the_resolver_says_which_answers_are_authentic(resolver, name, ad):
    reply = resolver.ask(name)
    assert reply.rcode() in (dns.rcode.NOERROR, dns.rcode.NXDOMAIN)
    assert is_ad(reply) == ad


# RFC 8914: DNSSEC Bogus ... NSEC Missing.  Which of them depends on what
# Unbound has in its cache.
VALIDATION_FAILED = range(6, 13)


@pytest.mark.parametrize("name", ["bogus.test", "expired.test"])
def test_bogus_zones_give_servfail_with_the_reason(resolver, name):
    reply = resolver.ask(name)
    assert reply.rcode() == dns.rcode.SERVFAIL
    codes = [o.code for o in reply.options if o.otype == dns.edns.EDE]
    assert len(codes) == 1 and codes[0] in VALIDATION_FAILED
    assert resolver.ask(name, cd=True).rcode() == dns.rcode.NOERROR


def test_a_resolver_without_ede_gives_bare_servfail(lab):
    bare = lab.resolver(ede=False)
    reply = bare.ask("bogus.test")
    lab.forget_resolver(bare)
    assert reply.rcode() == dns.rcode.SERVFAIL
    assert not reply.options


def test_a_zone_that_is_replaced_is_seen_at_once(lab, resolver):
    for issuer in ("one.example", "two.example"):
        lab.zone("changing.test", [f'@ IN CAA 0 issue "{issuer}"'],
                 signed=True)
        lab.publish()
        assert issuer in resolver.ask("changing.test").answer[0].to_text()


def test_the_tap_counts_and_misbehaves_by_name(tap):
    tap.misbehave("servfail", "good.test")
    assert ask(tap.address, "good.test", "CAA").rcode() == dns.rcode.SERVFAIL
    assert is_ad(ask(tap.address, "shapes.test", "CAA"))
    assert tap.count("good.test", "CAA") == 1
    assert tap.count() == 2


def test_certificates_of_the_lab_verify(lab):
    ca = lab.ca()
    leaf = ca.issue("mx.good.test", "mta-sts.good.test")
    done = run("openssl", "verify", "-CAfile", ca.certificate,
               "-untrusted", leaf.chain,
               "-verify_hostname", "mta-sts.good.test", leaf.certificate)
    assert "OK" in done.stdout


RACE = """\
caagate-milter: info: verdict=nothing-seen
==================
WARNING: ThreadSanitizer: data race (pid=30734)
  {0} of size 1 at 0x7fe4ce1d9cb0 by thread T6:
    #0 {1} <null> (caagate-milter+0xc261f) (BuildId: 8e94)
    #1 <null> <null> ({4}+0x913b) (BuildId: a259)

  Previous {2} of size 1 at 0x7fe4ce1d9cb0 by thread T4:
    #0 {3} <null> (caagate-milter+0xc313a) (BuildId: 8e94)
    #1 <null> <null> ({4}+0x89d5) (BuildId: a259)

SUMMARY: ThreadSanitizer: data race
==================
ThreadSanitizer: reported 1 warnings
"""
AT_ITS_END = ("Atomic read", "pthread_cond_timedwait",
              "write", "pthread_mutex_destroy")


@pytest.mark.parametrize("accesses", [
    AT_ITS_END, ("Write", "pthread_cond_destroy", "read", "pthread_cond_wait")])
def test_what_libmilter_does_at_its_end_is_no_complaint(accesses):
    assert not complains(RACE.format(*accesses, "libmilter.so.1.0.1"))
    assert complains(RACE.format(*accesses, "libcaagate.so"))


def test_any_other_race_is_a_complaint():
    assert complains(RACE.format("Write", "memcpy", "read", "memcpy",
                                 "libmilter.so.1.0.1"))
