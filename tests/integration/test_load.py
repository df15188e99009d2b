# SPDX-License-Identifier: BSD-2-Clause
"""The policy server under steady load, for as long as a test may take."""

import json
import pathlib
import re
import subprocess
import time

import pytest

from lab.caagate import program

BENCH = program("caagate").parents[1] / "tests" / "bench"
MIB = 1 << 20


def own_memory(pid):
    """Octets that are no pages of files: the store's are the system's."""
    text = pathlib.Path(f"/proc/{pid}/smaps_rollup").read_text()
    return int(re.search(r"^Anonymous:\s+(\d+) kB", text, re.M)[1]) * 1024


@pytest.fixture
def load():
    """load(policyd, ...) starts policyload against it."""
    if not (BENCH / "policyload").exists():
        pytest.skip("tests/bench is not built: make check")
    started = []

    def start(policyd, *options):
        started.append(subprocess.Popen(
            [str(BENCH / "policyload"), "-j", "-w", "1", *map(str, options),
             policyd.listen[0]], stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def test_memory_is_flat_while_mail_flows(policyd, load):
    """Every name was seen before the first look; all are asked again and
    again, and verified again behind."""
    daemon = policyd(["*"], log={"level": "warn"}, policy={"deadline": "30s"})
    first = load(daemon, "-c", 64, "-n", 600, "-g", 300)
    first.communicate(timeout=300)
    before = own_memory(daemon.process.popen.pid)
    rest = load(daemon, "-c", 128, "-n", 60000, "-T", 20, "-q", 3000, "-g",
                300)
    most = before
    while rest.poll() is None:
        time.sleep(0.5)
        most = max(most, own_memory(daemon.process.popen.pid))
    figures = json.loads(rest.stdout.read())
    assert figures["ok"] == figures["requests"] > 0
    assert most < 1.25 * before + 4 * MIB, (before, most)
