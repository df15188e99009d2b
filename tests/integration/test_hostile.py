# SPDX-License-Identifier: BSD-2-Clause
"""What owners of domains can do to whoever checks them: nothing."""

import resource
import time

import pytest

from lab.caagate import caagate, caagate_json
from scenarios import HOSTILE

SECONDS = 25            # for one domain, whatever it does
MEMORY = 512 << 20      # octets, of all runs: the largest one counts
OUTPUT = 2 << 20        # octets of JSON


def is_plain(text):
    return all(c.isprintable() or c == "\n" for c in text) and text.isascii()


@pytest.mark.parametrize("scenario", HOSTILE, ids=str)
def test_a_hostile_domain_is_judged_in_time_and_in_bounds(scene, resolver,
                                                          scenario):
    start = time.monotonic()
    saved = scene.folder / f"{scenario.name}.json"
    code, result = caagate_json("check", scenario.domain, "--config",
                                scene.conf, "--save", saved,
                                resolver=resolver.server)
    assert time.monotonic() - start < SECONDS
    assert code in (0, 1, 2, 3)
    assert result["domain"] == scenario.domain
    assert len(str(result)) < OUTPUT
    assert all(is_plain(f["text"]) and len(f["text"]) < 2000
               for f in result["findings"])
    done = caagate("check", "--all", "--config", scene.conf, "--evidence",
                   saved, resolver="none")
    assert done.returncode == code
    assert is_plain(done.stdout) and is_plain(done.stderr)


def found(scene, name, rule, *results):
    _, result = caagate_json("check", "--config", scene.conf, "--evidence",
                             scene.folder / f"{name}.json", resolver="none")
    return [f for f in result["findings"]
            if f["id"] == rule and f["result"] in results]


@pytest.mark.parametrize("name, rule, result", [
    ("evil-policy-age", "STS-11", "fail"),
    ("evil-policy-line", "STS-09", "fail"),
    ("evil-spf-tree", "SPF-03", "fail"),
    ("evil-txt", "SPF-01", "pass"),
    ("evil-cname", "DMARC-01", "unknown"),
    ("evil-escapes", "STS-02", "fail"),
    ("evil-dkim", "DKIM-03", "fail")])
def test_what_is_wrong_is_told(scene, name, rule, result):
    assert found(scene, name, rule, result)


def test_memory_stays_within_bounds():
    most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
    assert most < MEMORY
