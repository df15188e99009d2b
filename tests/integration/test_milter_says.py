# SPDX-License-Identifier: BSD-2-Clause
"""caagate-milter behind a real Postfix and a real Sendmail: for each message
what it says in the header, in the log and to the client."""

import pytest

from lab import sendmail as lab_sendmail
from lab.authres import fields, read
from lab.mta import Mta
from milter_world import World
from scenarios import milter as table
from scenarios.messages import HOSTILE_MAIL, SIGNED

CASES = table.SERVERS + table.MANY + table.SMIME + table.CLIENTS


@pytest.fixture(scope="module")
def postfix(lab, scene, resolver, sink):
    with World(lab, scene, resolver, sink) as world:
        world.postfix()
        yield world


@pytest.fixture(scope="module")
def sendmail(lab, scene, resolver, sink):
    why = lab_sendmail.missing()
    if why is not None:
        pytest.skip(why)
    with World(lab, scene, resolver, sink) as world:
        world.sendmail()
        yield world


def told(text):
    """The results of our field, as a Case writes them down."""
    ours = [f for f in fields(text) if f.startswith("mx.lab.test;")]
    assert len(ours) == 1, ours
    return read(ours[0])[1]


def is_meant(wanted, result):
    words = wanted.split()
    if words[0] == "smime":
        return [result.method, result.result] == words
    verdict = [result.result, *(result.get(name) or "-" for name in (
        "scope", "verdict", "domain"))]
    return verdict == words[:4] and all(
        result.get(name) == value.replace("DOMAIN", words[3])
        for name, value in (w.split("=") for w in words[4:]))


def complaints(case, results):
    left = list(results)
    for wanted in case.expect:
        found = next((r for r in left if is_meant(wanted, r)), None)
        if found is None:
            yield f"missing: {wanted}"
        else:
            left.remove(found)
    for result in left:
        yield f"unexpected: {result}"


def check(world, case):
    mark = Mta.mark()
    reply = world.mta.deliver(world.made(case, mark), "a@good.test",
                              case.recipients(), world.client_of(case))
    assert reply.startswith("250"), reply
    wrong = list(complaints(case, told(world.sink.wait(mark))))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("case", CASES, ids=str)
def test_it_says_of_a_message_what_is_so(postfix, case):
    check(postfix, case)


@pytest.mark.parametrize("case", table.BOTH, ids=str)
def test_and_the_same_to_sendmail(sendmail, case):
    check(sendmail, case)


@pytest.mark.parametrize("name", HOSTILE_MAIL)
@pytest.mark.parametrize("mta", ["postfix", "sendmail"])
def test_hostile_mail_passes_and_is_told_of(request, mta, name):
    world = request.getfixturevalue(mta)
    mark = Mta.mark()
    octets = world.made(table.Case(name, (), make=HOSTILE_MAIL[name]), mark)
    reply = world.mta.deliver(octets, "a@good.test", [f"r@{SIGNED}"])
    assert reply.startswith("250"), reply
    results = told(world.sink.wait(mark))
    assert (SIGNED, "consistent") in [
        (r.get("domain"), r.get("verdict")) for r in results]
    assert len(results) <= 80
