# SPDX-License-Identifier: BSD-2-Clause
"""What the tests of the milter and the two MTAs share: the fixtures, and what
came of a mail."""

import re
from multiprocessing.pool import ThreadPool

import pytest

from lab import sendmail
from lab.authres import fields, read
from lab.mta import Mta
from milter_world import World
from scenarios.messages import SIGNED

OURS = "mx.lab.test"
FORBIDDEN = "caa-forbidden.test"


GOOD = [(SIGNED, "consistent")]     # of mail to SIGNED


@pytest.fixture(scope="module")
def make(lab, scene, resolver, sink):
    """make(**milter): a World, patience is that of a probe; all are closed at
    the end."""
    worlds = []

    def world(patience="4s", **milter):
        worlds.append(World(lab, scene, resolver, sink, milter=milter,
                            probe={"timeout": patience}))
        return worlds[-1]

    yield world
    # libmilter takes seconds to end: all at once
    with ThreadPool(len(worlds)) as pool:
        pool.map(lambda w: w.__exit__(), worlds)


@pytest.fixture(scope="module")
def calm(make):
    """A milter as installed, for tests that leave it as it is."""
    return make()


@pytest.fixture(scope="module")
def postfix(calm):
    return calm.postfix()


@pytest.fixture(scope="module")
def sm(make):
    if sendmail.missing():
        pytest.skip(sendmail.missing())
    world = make()
    mta = world.sendmail()
    mta.world = world
    return mta


@pytest.fixture(scope="module", params=["postfix", "sendmail"])
def mta(request):
    """Each of the two, with the milter on a UNIX socket."""
    return request.getfixturevalue(
        {"postfix": "postfix", "sendmail": "sm"}[request.param])


def plain(mark, *head, to=SIGNED):
    return "".join(line + "\r\n" for line in (
        *head, f"Subject: {mark}", f"To: r@{to}", "", "hello")).encode()


def sent(mta, sink, to=(f"r@{SIGNED}",), *head, **keywords):
    """The mail as it came to the sink."""
    mark = Mta.mark()
    reply = mta.deliver(plain(mark, *head), "a@good.test", to, **keywords)
    assert reply.startswith("250"), reply
    return sink.wait(mark)


def ours(text):
    return [f for f in fields(text) if re.match(r"mx\.lab\.test\b", f)]


def results(text):
    field, = ours(text)
    return read(field)[1]


def verdicts(text):
    return [(r.get("domain"), r.get("verdict")) for r in results(text)]


def mta_of(world, name):
    if name == "postfix":
        return world.postfix()
    if sendmail.missing():
        pytest.skip(sendmail.missing())
    return world.sendmail()
