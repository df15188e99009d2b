# SPDX-License-Identifier: BSD-2-Clause
"""Whole checks under valgrind: no octet is read that was not written, none
is left."""

import os
import shutil

import pytest

from lab.caagate import program
from lab.process import run

WRONG = 99


def is_sanitized():
    done = run("nm", "-D", program("caagate"), check=False)
    return "__asan_init" in done.stdout or "__tsan_init" in done.stdout


@pytest.fixture(autouse=True)
def only_where_it_runs(scene):
    if shutil.which("valgrind") is None:
        pytest.skip("package missing: valgrind")
    if is_sanitized():
        pytest.skip("this build has a sanitizer of its own")


@pytest.mark.parametrize("name", ["mx-one-of-three", "dane-ta",
                                  "evil-escapes"])
def test_a_check_is_clean(scene, resolver, name):
    done = run("valgrind", "--quiet", f"--error-exitcode={WRONG}",
               "--leak-check=full", "--errors-for-leak-kinds=definite",
               program("caagate"), "check", f"{name}.test", "--config",
               scene.settings("valgrind.conf", probe={"timeout": "30s"}),
               "--resolver", resolver.server, check=False, timeout=120,
               env={**os.environ, "NO_COLOR": "1"})
    assert done.returncode != WRONG, done.stderr
    assert f"{name}.test: " in done.stdout
