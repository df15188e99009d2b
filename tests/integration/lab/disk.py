# SPDX-License-Identifier: BSD-2-Clause
"""Stores on disks that are full, read-only, or soon will be."""

import shutil
import tempfile

from .caagate import program
from .process import run


def has_filler():
    return _filler().exists()


def _filler():
    return program("caagate").parents[1] / "tests" / "bench" / "fill_store"


def full_store(folder):
    """A store of 1 MiB there that takes nothing more."""
    # in memory: each record is a flush of the disk
    with tempfile.TemporaryDirectory(dir="/dev/shm") as quick:
        done = run(_filler(), quick, 1 << 20, 1000000, check=False)
        assert "the store is full" in done.stderr
        shutil.copytree(quick, folder)


def can_mount():
    return shutil.which("unshare") and run(
        "unshare", "--mount", "mount", "-t", "tmpfs", "none", "/mnt",
        check=False).returncode == 0


def own_mounts(folder, *steps):
    """The words before a program that has it run in a mount namespace of its
    own, which ends with it; {} in a step is the folder."""
    folder.mkdir(exist_ok=True)
    return ["unshare", "--mount", "sh", "-ec",
            "; ".join(s.format(folder) for s in steps) + '; exec "$@"', "sh"]
