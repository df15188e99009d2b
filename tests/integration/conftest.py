# SPDX-License-Identifier: BSD-2-Clause
"""Fixtures: one lab a run, its servers shared where tests can't disturb."""

import pytest

import world
from lab import Lab, missing_requirements
from scene import Scene


def pytest_collection_modifyitems(items):
    why = missing_requirements()
    if why is not None:
        for item in items:
            item.add_marker(pytest.mark.skip(reason=why))


@pytest.fixture(scope="session")
def lab():
    lab = Lab()
    try:
        world.add_zones(lab)
        lab.publish()
        yield lab
    finally:
        lab.close()


@pytest.fixture(scope="session")
def resolver(lab):
    return lab.resolver()


@pytest.fixture
def tap(lab, resolver):
    """A resolver that counts and can misbehave, of this test's own."""
    tap = lab.tap(resolver)
    yield tap
    tap.stop()


@pytest.fixture
def policyd(lab, tap):
    """policyd(domains, **settings) starts one that asks the tap."""
    started = []

    def start(domains, **settings):
        daemon = lab.policyd(tap.server, domains, **settings)
        started.append(daemon)
        return daemon.start()

    yield start
    for daemon in started:
        daemon.stop()


@pytest.fixture(scope="session")
def scene(lab, resolver):
    """The scenarios' servers, for the whole run."""
    return Scene(lab)


@pytest.fixture(scope="session")
def sink(lab):
    return lab.sink()
